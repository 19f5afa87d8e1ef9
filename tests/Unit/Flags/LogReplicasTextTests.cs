using MesosOrleans.Flags;
using Xunit;

namespace MesosOrleans.Tests.Unit.Flags;

public sealed class LogReplicasTextTests
{
    [Theory]
    [InlineData("postgresql://mesos:p%2Cw%2F%3B@10.0.0.1/log", "Host=10.0.0.1;Database=log;Username=mesos;Password=\"p,w/;\"")]
    [InlineData("postgres://10.0.0.1:5433/log?sslmode=require&Passfile=%2Fp", "Host=10.0.0.1;Port=5433;Database=log;SSL Mode=require;Passfile=/p")]
    [InlineData("Host=a;Database=x", "Host=a;Database=x")]
    [InlineData("Host=a;Database=x, postgresql://b/y,Server=c;DB=z", "Host=a;Database=x", "Host=b;Database=y", "Server=c;DB=z")]
    [InlineData("Host=a;Database=x;Password=\"p,q\"\n\n  postgresql://a/y \n", "Host=a;Database=x;Password=\"p,q\"", "Host=a;Database=y")]
    public void Replicas_are_uris_or_connection_strings(string text, params string[] expected) => Assert.Equal(
        expected.Select(Words), LogReplicasText.Parse(text).Select(Words));

    [Theory]
    [InlineData("hidden", "its entry 1 names no host and database: expected databases of PostgreSQL with commas between")]
    [InlineData("Host=a;Database=x,Host=hidden", "its entry 2 names no host")]
    [InlineData("postgresql://u:hidden@a", "its entry 1 names no host")]
    [InlineData("postgresql://u:hidden@/x", "its entry 1 names no host")]
    [InlineData("Host=a;Database=x,", "its entry 2 names no host")]
    [InlineData("", "its entry 1 names no host")]
    [InlineData("postgresql://u:hidden@A/x,Host=a;Port=5432;Database=x", "a:5432/x is named twice")]
    public void What_names_no_database_is_refused_without_being_shown(string text, string message)
    {
        var refusal = Assert.Throws<FormatException>(() => LogReplicasText.Parse(text));
        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Replicas_are_never_shown()
    {
        var values = SiloFlags.Set.Parse(["--work_dir=/w", "--log_replicas=file:///r", "--quorum=2"], readFile: _ => "postgresql://u:p@a/x\npostgresql://u:p@b/x\n");
        Assert.Equal(2, values.Get(SiloFlags.LogReplicas)!.Value.Length);
        Assert.Equal("***", values.Shown["log_replicas"]);
        Assert.Null(SiloFlags.Set.Parse(["--work_dir=/w"]).Get(SiloFlags.LogReplicas));
    }

    [Theory]
    [InlineData(1, "--quorum=1")]
    [InlineData(3, "--quorum=2")]
    [InlineData(3, "--quorum=3")]
    [InlineData(4, "--quorum=3")]
    [InlineData(1, "--quorum=2", "use 1")]
    [InlineData(3, "--quorum=1", "--quorum=1 is not a strict majority of 3 replicas: two quorums must always share a replica; use 2 to 3")]
    [InlineData(3, "--quorum=4", "use 2 to 3")]
    [InlineData(4, "--quorum=2", "use 3 to 4")]
    [InlineData(2, "--registry=in_memory", "--log_replicas keep a registry that lasts")]
    public void A_quorum_is_a_strict_majority_of_the_replicas(int replicas, string flag, string? refusal = null)
    {
        string[] given = replicas == 1 ? [] : [$"--log_replicas={string.Join(',', Enumerable.Range(1, replicas).Select(i => $"postgresql://h{i}/x"))}"];
        FlagValues Read() => SiloFlags.Set.Parse(["--work_dir=/w", flag, .. given]);
        if (refusal is null)
            Assert.NotNull(Read().Get(SiloFlags.Quorum));
        else
            Assert.Contains(refusal, Assert.Throws<FlagException>(Read).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.4:5432/mesos")]
    [InlineData("[::1]:5432/mesos")]
    [InlineData("Host=h;Database=x;Password=p")]
    [InlineData("postgresql://u:p@h/x", "Host=h;Database=x;Username=u;Password=p")]
    public void One_replica_is_given_by_its_name_or_its_database(string text, string? expected = null)
    {
        var read = LogReplicasText.One.Parse(text);
        Assert.Equal(Words(expected ?? text), Words(read));
    }

    [Theory]
    [InlineData("hunter2")]
    [InlineData("10.0.0.9/hunter2")]
    [InlineData("10.0.0.9:port/hunter2")]
    [InlineData("10.0.0.9:5432/")]
    [InlineData("postgresql://h/x,postgresql://i/x")]
    public void What_is_not_one_replica_is_refused_without_being_repeated(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => LogReplicasText.One.Parse(text)).Message;
        Assert.Contains("expected one replica", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain(text, refusal, StringComparison.Ordinal);
    }

    private static string Words(string connection)
    {
        if (!connection.Contains('=', StringComparison.Ordinal))
            return connection;

        var words = new System.Data.Common.DbConnectionStringBuilder { ConnectionString = connection };
        return string.Join(' ', words.Keys.Cast<string>().Order(StringComparer.Ordinal).Select(key => $"{key.ToLowerInvariant()}={words[key]}"));
    }
}
