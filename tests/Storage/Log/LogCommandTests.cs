using System.Text.Json.Nodes;
using MesosOrleans.Log;
using MesosOrleans.Registrar;
using MesosOrleans.Tests.Support;
using MesosOrleans.Tests.Support.Postgres;
using Xunit;
using static MesosOrleans.Tests.Unit.Registrar.Slaves;

namespace MesosOrleans.Tests.Storage.Log;

/// <summary><c>mesos log</c> as operators call it, over real databases and while no silo runs.</summary>
public sealed class LogCommandTests : IAsyncLifetime
{
    private readonly List<string> _databases = [];
    private PostgresServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.Start();
        foreach (var name in new[] { "a", "b", "c", "d" })
            _databases.Add(await _server.CreateDatabase(name));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_log_is_started_by_hand_when_all_its_replicas_answer_and_is_shown_and_read()
    {
        await Forbid("c", true);
        await Fails(1, "all replicas must answer", "initialize");
        Assert.Contains("No log", (await Fails(1, "", "status")).Printed, StringComparison.Ordinal);
        await Forbid("c", false);
        await Does("initialize");
        Assert.Contains("started before", await Does("initialize"), StringComparison.Ordinal);
        await Admit(1, 2);

        var status = await Status();
        Assert.Equal((1, 2, 3, true), ((int)status["version"]!, (int)status["quorum"]!, (int)status["voting"]!, (bool)status["decides"]!));
        var replicas = status["replicas"]!.AsArray();
        Assert.All(replicas, replica => Assert.Equal(("VOTING", true), ((string)replica!["status"]!, (bool)replica["reachable"]!)));
        // Who asked was answered by a quorum; the slowest may have missed the last of it.
        Assert.True(replicas.Count(replica => (int)replica!["lag"]! == 0) >= 2, status.ToJsonString());
        var table = await Does("status");
        Assert.Contains("2 of 3 replicas decide, 3 vote", table, StringComparison.Ordinal);
        Assert.Equal(3, table.Split('\n').Count(line => line.StartsWith(Name("a")[..^1], StringComparison.Ordinal) && line.Contains("VOTING", StringComparison.Ordinal)));

        var entries = await Entries();
        Assert.Equal([Id(1).Value, Id(2).Value], entries.SelectMany(entry => entry["operations"]?.AsArray() ?? []).Select(operation => (string)operation!["slave_id"]!));
        Assert.All(entries, entry => Assert.Equal("learned", (string)entry["state"]!));
        Assert.Contains($"admit {Id(1).Value} (host1.example.org)", await Does("read", "--from=1"), StringComparison.Ordinal);
        await Fails(1, "past end of log", "read", "--to=99");
        await Fails(2, "bad read range", "read", "--from=2", "--to=1");
    }

    [Fact]
    public async Task Status_tells_of_each_replica_what_is_wrong_with_it_and_fails_without_a_quorum()
    {
        await Initialize();
        await Forbid("b", true);
        await Admit(1);
        var one = await Status();
        var silent = one["replicas"]!.AsArray().Single(replica => (string)replica!["name"]! == Name("b"))!;
        Assert.Equal((false, null), ((bool)silent["reachable"]!, (string?)silent["status"]));
        Assert.Contains("not currently accepting connections", (string)silent["note"]!, StringComparison.Ordinal);

        await Forbid("b", false);
        Assert.True((await Report()).Replicas.Single(replica => replica.Name == Name("b")).Lag > 0);
        var (b, c) = (await Holds("b"), await Holds("c"));
        Assert.True(b < c, $"b holds {b} positions and c {c}");

        await Forbid("b", true);
        await Forbid("c", true);
        Assert.Contains("1 votes. Nothing can be written", (await Fails(1, "", "status")).Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_would_lose_something_is_refused_and_changes_nothing()
    {
        await Initialize();
        var other = await _server.CreateDatabase("other");
        await Initialize(other);
        await Fails(1, "holds another log", "add-replica", $"--replica={other}");
        await Fails(1, "are one database", "add-replica", $"--replica=localhost:{_server.Port}/a");
        await Fails(1, "is no replica of the log", "remove-replica", $"--replica={Name("d")}");
        await Fails(1, "is no replica of the log", "reset-replica", $"--replica={Name("d")}");
        await Fails(1, "database \"missing\" does not exist", "add-replica", $"--replica={Name("missing")}");
        await Fails(2, "expected one replica", "add-replica", "--replica=not-a-secret");
        await Fails(1, "is the last replica of the log", "remove-replica", $"--log_replicas={other}", $"--replica={Name("other")}");

        await Forbid("c", true);
        await Fails(1, "only 1 answer and have everything", "remove-replica", $"--replica={Name("a")}");
        await Fails(1, "only 1 answer and have everything", "reset-replica", $"--replica={Name("a")}");
        await Forbid("c", false);
        var report = await Report();
        Assert.Equal((1, 3), (report.Ensemble.Version, report.Voting));

        // Without the one that is gone, the log goes on with the others.
        await Forbid("c", true);
        await Does("remove-replica", $"--replica={Name("c")}");
        Assert.Contains("is no replica of the log any more", await Does("remove-replica", $"--replica={Name("c")}"), StringComparison.Ordinal);
        await Does("add-replica", $"--replica={_databases[3]}");
        report = await Report();
        // A quorum has answered; the third may not have heard of the newest version yet.
        Assert.Equal(3, report.Ensemble.Version);
        Assert.InRange(report.Voting, 2, 3);
    }

    [Fact]
    public async Task A_replica_that_was_reset_has_learned_everything_anew()
    {
        await Initialize();
        await Admit(1, 2, 3);
        var before = await Report();
        await Does("reset-replica", $"--replica={Name("b")}");

        var after = await Report();
        Assert.Equal([true, false, true], before.Replicas.Zip(after.Replicas, (one, next) => one.Metadata!.Incarnation == next.Metadata!.Incarnation));
        Assert.Equal(3, after.Voting);
        Assert.Equal(0, after.Replicas.Single(replica => replica.Name == Name("b")).Lag);
    }

    [Fact]
    public async Task A_benchmark_writes_the_time_of_each_append_and_leaves_the_registry_as_it_was()
    {
        await Initialize();
        await Admit(1);
        var before = (await Report()).End;
        using var folder = new TemporaryFolder();
        var (input, output) = (Path.Combine(folder.Path, "trace"), Path.Combine(folder.Path, "times"));
        await File.WriteAllLinesAsync(input, ["512B", "4KB", "0B"], Cancel);

        foreach (var type in new[] { "random", "zero" })
        {
            Assert.Contains("Total number of appends: 3 (4608 bytes), at 3 replicas", await Does("benchmark", $"--input={input}", $"--output={output}", $"--type={type}"), StringComparison.Ordinal);
            Assert.Equal(["512", "4096", "0"], (await File.ReadAllLinesAsync(output, Cancel)).Select(line => line.Split("Appended ")[1].Split(' ')[0]));
        }

        Assert.Equal(before, (await Report()).End);
        foreach (var name in new[] { "a", "b", "c" })
            await _server.Execute("DO $$ BEGIN ASSERT (SELECT count(*) FROM log_replica) = 1 AND (SELECT count(DISTINCT log_id) FROM log_position) = 1; END $$", name);
        await File.WriteAllLinesAsync(input, ["512B", "much"], Cancel);
        await Fails(1, "line 2: 'much' is no size", "benchmark", $"--input={input}", $"--output={output}");
    }

    private string Name(string database) => $"127.0.0.1:{_server.Port}/{database}";

    private string Flag => $"--log_replicas={string.Join(',', _databases.Take(3))}";

    private async Task<string> Does(string command, params string[] flags)
    {
        await using var program = Start(command, flags);
        Assert.True(await program.Exit() == 0, program.Output);
        return program.Printed;
    }

    private async Task<TestProgram> Fails(int code, string reason, string command, params string[] flags)
    {
        await using var program = Start(command, flags);
        Assert.True(await program.Exit() == code, program.Output);
        Assert.Contains(reason, program.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("not-a-secret", program.Output, StringComparison.Ordinal);
        return program;
    }

    private TestProgram Start(string command, string[] flags) => TestProgram.Start(
        "Silo", ["log", command, .. flags.Any(flag => flag.StartsWith("--log_replicas", StringComparison.Ordinal)) ? flags : [.. flags, Flag]]);

    private async Task<JsonNode> Status()
    {
        await using var program = Start("status", ["--json"]);
        await program.Exit();
        return JsonNode.Parse(program.Printed)!;
    }

    private async Task<List<JsonNode>> Entries(params string[] flags) =>
        [.. (await Does("read", ["--json", .. flags])).Split('\n').Select(line => JsonNode.Parse(line)!)];

    /// <summary>How many positions a replica holds.</summary>
    private async Task<int> Holds(string database) =>
        (await Entries($"--replica={Name(database)}")).Count(entry => (string)entry["state"]! != "missing");

    private PostgresReplicasStore Replicas(params string[] databases) => new(
        databases.Length == 0 ? [.. _databases.Take(3)] : databases, RegistrarLogPlace.LogName, Guid.NewGuid, null, TimeSpan.FromSeconds(20));

    private async Task Initialize(params string[] databases)
    {
        await using var replicas = Replicas(databases);
        Assert.True(await replicas.Directory.Initialize(null, Guid.NewGuid, Cancel));
    }

    private async Task<LogReport> Report()
    {
        await using var replicas = Replicas();
        return await new LogInspection(replicas.Directory.Configured, replicas.Open).Report(Cancel);
    }

    /// <summary>Whether nobody may connect to a database: a replica that does not answer.</summary>
    private async Task Forbid(string database, bool forbidden)
    {
        await _server.Execute($"ALTER DATABASE {database} ALLOW_CONNECTIONS {(forbidden ? "false" : "true")}");
        await _server.Execute($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");
    }

    private async Task Admit(params int[] slaves)
    {
        await using var replicas = Replicas();
        await using var registrar = new RegistrarLogStore(replicas.Directory, Codec, new RegistrarLogOptions(), TimeProvider.System);
        await registrar.Recover(Cancel);
        foreach (var slave in slaves)
            Assert.IsType<RegistryVerdict.Mutated>((await registrar.Apply([MesosOrleans.Tests.Unit.Registrar.Slaves.Admit(slave, slave)], Cancel)).Single());
    }
}
