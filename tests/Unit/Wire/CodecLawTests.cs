using CsCheck;
using MesosOrleans.Protocol;
using MesosOrleans.Wire;
using Xunit;

namespace MesosOrleans.Tests.Unit.Wire;

/// <summary>What holds of every message in both forms and both dialects. Lists compare by their text, which both forms show in full.</summary>
public sealed class CodecLawTests
{
    [Theory, InlineData(Dialect.V0), InlineData(Dialect.V1)]
    public void What_is_written_to_protobuf_is_read_again(Dialect dialect) => Check.Sample(
        ArbitraryMessages.Task, task =>
        {
            var bytes = TaskInfoCodec.Instance.ToProtobuf(task, dialect);
            return bytes.AsSpan().SequenceEqual(TaskInfoCodec.Instance.ToProtobuf(TaskInfoCodec.Instance.FromProtobuf(bytes, dialect), dialect));
        }, iter: 1000);

    [Theory, InlineData(Dialect.V0), InlineData(Dialect.V1)]
    public void What_is_written_to_json_is_read_again(Dialect dialect) => Check.Sample(
        ArbitraryMessages.Task, task =>
        {
            var text = TaskInfoCodec.Instance.ToJson(task, dialect);
            return text.AsSpan().SequenceEqual(TaskInfoCodec.Instance.ToJson(TaskInfoCodec.Instance.FromJson(text, dialect), dialect));
        }, iter: 1000);

    [Theory, InlineData(Dialect.V0), InlineData(Dialect.V1)]
    public void Json_and_protobuf_hold_the_same(Dialect dialect) => Check.Sample(
        ArbitraryMessages.Call, call =>
        {
            var codec = ExecutorCallCodec.Instance;
            var overJson = codec.FromJson(codec.ToJson(call, dialect), dialect);
            var overProtobuf = codec.FromProtobuf(codec.ToProtobuf(call, dialect), dialect);
            return codec.ToProtobuf(call, dialect).AsSpan().SequenceEqual(codec.ToProtobuf(overJson, dialect))
                && codec.ToJson(call, dialect).AsSpan().SequenceEqual(codec.ToJson(overProtobuf, dialect));
        }, iter: 1000);

    [Fact]
    public void A_status_keeps_its_every_field() => Check.Sample(
        ArbitraryMessages.Status, status =>
        {
            var read = TaskStatusCodec.Instance.FromProtobuf(TaskStatusCodec.Instance.ToProtobuf(status, Dialect.V1), Dialect.V1);
            Assert.Equal(status with { Data = [], Uuid = [], Labels = [] }, read with { Data = [], Uuid = [], Labels = [] });
            Assert.Equal(status.Data, read.Data);
            Assert.Equal(status.Uuid, read.Uuid);
            Assert.Equal(status.Labels, read.Labels);
        }, iter: 1000);

    [Theory, InlineData(Dialect.V0), InlineData(Dialect.V1)]
    public void Unknown_fields_are_passed_over_wherever_they_stand(Dialect dialect) => Gen.Select(ArbitraryMessages.Status, Gen.Int[500, 100_000], Gen.Byte.Array[0, 300]).Sample(
        (status, number, unknown) =>
        {
            var bytes = TaskStatusCodec.Instance.ToProtobuf(status, dialect);
            byte[] more = [.. Bytes.Message(number, unknown), .. bytes, .. Bytes.Varint(number, 7), .. Bytes.Double(number, 1)];
            return bytes.AsSpan().SequenceEqual(TaskStatusCodec.Instance.ToProtobuf(TaskStatusCodec.Instance.FromProtobuf(more, dialect), dialect));
        }, iter: 300);
}
