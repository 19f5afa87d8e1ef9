using System.Buffers;
using System.Text;
using CsCheck;
using MesosOrleans.Authentication;
using Orleans.Serialization.Buffers;
using Xunit;

namespace MesosOrleans.Tests.Unit.Authentication;

/// <summary>What a gateway lets a client write. The heads are written by Orleans's own writer; that real clients get through is held by every test with authentication.</summary>
public sealed class FrameHeadTests
{
    private const uint Request = 1 << 16, Response = 2 << 16, OneWay = 3 << 16, SystemMessage = 1, CacheInvalidation = 1 << 7;

    private byte[]? _client;

    [Theory]
    [InlineData(Request, "registrar"), InlineData(Request, "slave"), InlineData(OneWay, "framework"), InlineData(Request, "task"), InlineData(Request, "authenticator")]
    [InlineData(Request | SystemMessage, "sys.svc.manifest"), InlineData(Response, "allocator"), InlineData(Response, "sys.client")]
    public void What_clients_are_for_passes(uint flags, string target) => Assert.Null(Judge(Head(flags, "sys.client", "me", target)));

    [Theory]
    [InlineData(Request, "allocator"), InlineData(Request, "metrics"), InlineData(OneWay, "sys.svc.user.x"), InlineData(Request | SystemMessage, "sys.svc.cluster.oracle")]
    [InlineData(Request, "sys.client"), InlineData(0u, "allocator"), InlineData(Request, "")]
    public void What_is_not_for_clients_does_not(uint flags, string target) =>
        Assert.Contains("not for clients", Judge(Head(flags, "sys.client", "me", target)), StringComparison.Ordinal);

    [Theory]
    [InlineData("slave", "S1"), InlineData("sys.client", "hosted-127.0.0.1:1@1"), InlineData("sys.svc.user.x", "127.0.0.1:1@1"), InlineData("", "")]
    [InlineData("sys.client", "another"), InlineData("sys.client", "another+observer")]
    public void A_forged_sender_does_not_pass(string type, string key)
    {
        Assert.Null(Judge(Head(Request, "sys.client", "me", "slave")));

        Assert.Contains("who is not this client", Judge(Head(Request, type, key, "slave")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_observer_answers_in_the_name_of_its_client()
    {
        Assert.Null(Judge(Head(Request, "sys.client", "me", "slave")));

        Assert.Null(Judge(Head(Response, "sys.client", "me+0123", "slave")));
    }

    [Fact]
    public void A_client_does_not_say_where_grains_are() =>
        Assert.NotNull(Judge(Head(Request | CacheInvalidation, "sys.client", "me", "slave")));

    [Fact]
    public void No_bytes_whatever_break_it() => Gen.Byte.Array[0, 100].Sample(bytes =>
    {
        byte[]? client = null;
        FrameHead.Judge(bytes, ref client);
    });

    [Fact]
    public void A_head_that_is_cut_off_before_its_target_does_not_pass()
    {
        var head = Head(Request, "sys.client", "me", "slave");
        for (var length = 0; length < head.Length - 1; length++)
        {
            byte[]? client = null;
            Assert.NotNull(FrameHead.Judge(head.AsSpan(0, length), ref client));
        }
    }

    private string? Judge(byte[] head) => FrameHead.Judge(head, ref _client);

    private static byte[] Head(uint flags, string senderType, string senderKey, string targetType)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = Writer.Create(bytes, null!);
        writer.WriteUInt32(flags);
        writer.WriteInt64(42);
        foreach (var name in new[] { senderType, senderKey, targetType })
        {
            var text = Encoding.UTF8.GetBytes(name);
            writer.WriteVarUInt32((uint)text.Length);
            if (text.Length > 0)
            {
                writer.WriteInt32(7);
                writer.Write(text);
            }
        }

        writer.Commit();
        return bytes.WrittenSpan.ToArray();
    }
}
