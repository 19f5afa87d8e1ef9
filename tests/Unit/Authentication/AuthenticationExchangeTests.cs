using System.Collections.Immutable;
using System.Text;
using CsCheck;
using MesosOrleans.Authentication;
using Xunit;

namespace MesosOrleans.Tests.Unit.Authentication;

/// <summary>Both sides of an exchange, against each other; the tests of Mesos's sasl_tests.cpp among them.</summary>
public sealed class AuthenticationExchangeTests
{
    private static readonly Credential Known = new("benh", "secret");
    private readonly ScramKeyring _keys = new(new byte[32]);

    public static TheoryData<string> Mechanisms { get; } = new(ScramSha256.Name, CramMd5.Name);

    [Theory, MemberData(nameof(Mechanisms))]
    public void The_right_secret_is_accepted_and_its_principal_known(string mechanism)
    {
        var authenticator = Server();

        Assert.IsType<AuthenticateeMove.Authenticated>(Exchange(Client(Known), authenticator, mechanism));
        Assert.Equal("benh", authenticator.Principal);
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public void A_wrong_secret_is_refused(string mechanism)
    {
        var authenticator = Server();

        Assert.IsType<AuthenticateeMove.Refused>(Exchange(Client(Known with { Secret = "guess" }), authenticator, mechanism));
        Assert.Null(authenticator.Principal);
        Assert.Equal("benh", authenticator.Claimed);
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public void An_unknown_principal_is_refused_in_the_same_words(string mechanism)
    {
        var authenticator = Server();

        Assert.IsType<AuthenticateeMove.Refused>(Exchange(Client(new Credential("nobody", "secret")), authenticator, mechanism));
        Assert.Null(authenticator.Principal);
    }

    [Fact]
    public void An_unknown_principal_has_the_same_salt_each_time_as_a_known_one_has()
    {
        string SaltOf(string principal) => Read(Assert.IsType<AuthenticationReply.Step>(Server().Start(ScramSha256.Name, First(principal))).Data).Split(",s=")[1];

        Assert.Equal(SaltOf("nobody"), SaltOf("nobody"));
        Assert.Equal(SaltOf("benh"), SaltOf("benh"));
        Assert.NotEqual(SaltOf("nobody"), SaltOf("benh"));
    }

    [Fact]
    public void A_secret_that_has_changed_is_the_one_that_counts()
    {
        var secret = "secret";
        Authenticator Changing() => new(principal => new Credential(principal, secret), _keys, "server", "host");
        Assert.IsType<AuthenticateeMove.Authenticated>(Exchange(Client(Known), Changing(), ScramSha256.Name));

        secret = "another";

        Assert.IsType<AuthenticateeMove.Refused>(Exchange(Client(Known), Changing(), ScramSha256.Name));
        Assert.IsType<AuthenticateeMove.Authenticated>(Exchange(Client(new Credential("benh", "another")), Changing(), ScramSha256.Name));
    }

    [Fact]
    public void The_better_mechanism_is_taken_and_none_of_ours_is_an_error()
    {
        Assert.Equal(ScramSha256.Name, Assert.IsType<AuthenticateeMove.Start>(Client(Known).Start(["PLAIN", CramMd5.Name, ScramSha256.Name])).Mechanism);
        Assert.Equal(CramMd5.Name, Assert.IsType<AuthenticateeMove.Start>(Client(Known).Start(["PLAIN", CramMd5.Name])).Mechanism);
        Assert.IsType<AuthenticateeMove.Error>(Client(Known).Start(["PLAIN"]));
    }

    [Fact]
    public void A_master_that_does_not_know_the_secret_is_not_believed()
    {
        var client = Client(Known);
        client.Start([ScramSha256.Name]);
        client.Hear(new AuthenticationReply.Step(Bytes("r=client-and-server,s=AAAA,i=4096")));

        Assert.IsType<AuthenticateeMove.Error>(client.Hear(new AuthenticationReply.Completed(Bytes($"v={Convert.ToBase64String(new byte[32])}"), null)));
    }

    [Theory]
    [InlineData("r=another-exchange,s=AAAA,i=4096")]
    [InlineData("r=client,s=AAAA,i=4096")]
    [InlineData("r=client-and-server,s=AAAA,i=1")]
    [InlineData("nonsense")]
    public void A_challenge_of_another_exchange_or_too_weak_a_one_is_not_answered(string challenge)
    {
        var client = Client(Known);
        client.Start([ScramSha256.Name]);

        Assert.IsType<AuthenticateeMove.Error>(client.Hear(new AuthenticationReply.Step(Bytes(challenge))));
    }

    [Fact]
    public void A_message_out_of_order_ends_the_exchange_on_either_side()
    {
        Assert.IsType<AuthenticationReply.Error>(Server().Step(Bytes("benh 0123")));
        var twice = Server();
        twice.Start(CramMd5.Name, []);
        Assert.IsType<AuthenticationReply.Error>(twice.Start(CramMd5.Name, []));
        Assert.IsType<AuthenticationReply.Error>(twice.Step(Bytes("benh 0123")));
        Assert.IsType<AuthenticationReply.Error>(Server().Start("PLAIN", []));

        Assert.IsType<AuthenticateeMove.Error>(Client(Known).Hear(new AuthenticationReply.Failed()));
        var early = Client(Known);
        early.Start([ScramSha256.Name]);
        Assert.IsType<AuthenticateeMove.Error>(early.Hear(new AuthenticationReply.Completed([], new SessionToken("x", TimeSpan.FromMinutes(1)))));
        Assert.IsType<AuthenticateeMove.Error>(early.Hear(new AuthenticationReply.Step([])));
    }

    [Fact]
    public void A_proof_is_good_for_its_own_exchange_only()
    {
        var heard = Client(Known);
        var first = Assert.IsType<AuthenticateeMove.Start>(heard.Start([ScramSha256.Name]));
        var challenge = new Authenticator(Find, _keys, "one", "host").Start(ScramSha256.Name, first.Data);
        var proof = Assert.IsType<AuthenticateeMove.Step>(heard.Hear(challenge));

        var replayed = new Authenticator(Find, _keys, "two", "host");
        replayed.Start(ScramSha256.Name, first.Data);

        Assert.IsType<AuthenticationReply.Failed>(replayed.Step(proof.Data));
        Assert.Null(replayed.Principal);
    }

    [Fact]
    public void No_input_whatever_breaks_the_masters_side_or_lets_anybody_in() => Gen.Select(
            Gen.OneOf(ScramSha256.Name, CramMd5.Name, "PLAIN"), Messages, Messages)
        .Sample((mechanism, first, second) =>
        {
            var authenticator = Server();
            authenticator.Start(mechanism, first);
            authenticator.Step(second);
            Assert.Null(authenticator.Principal);
        });

    private static Gen<ImmutableArray<byte>> Messages => Gen.OneOf(
        Gen.Byte.Array[0, 80].Select(bytes => bytes.ToImmutableArray()),
        Gen.OneOf("n,,n=benh,r=x", "n,,n==,r=x", "c=biws,r=xserver,p=AAAA", "c=biws,r=xserver,p=" + new string('A', 43) + "=", ",p=", "benh ", "benh 00").Select(Bytes));

    private static Credential? Find(string principal) => principal == Known.Principal ? Known : null;

    private Authenticator Server() => new(Find, _keys, "server", "host");

    private static Authenticatee Client(Credential credential) => new(credential, "client");

    private static ImmutableArray<byte> First(string principal) => Bytes(ScramSha256.Header + ScramText.FirstBare(principal, "client"));

    private static AuthenticateeMove Exchange(Authenticatee client, Authenticator server, string mechanism)
    {
        var start = Assert.IsType<AuthenticateeMove.Start>(client.Start([mechanism]));
        var answer = Assert.IsType<AuthenticateeMove.Step>(client.Hear(server.Start(start.Mechanism, start.Data)));
        return client.Hear(server.Step(answer.Data));
    }

    private static ImmutableArray<byte> Bytes(string text) => [.. Encoding.UTF8.GetBytes(text)];

    private static string Read(ImmutableArray<byte> data) => Encoding.UTF8.GetString(data.AsSpan());
}
