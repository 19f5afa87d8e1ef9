using MesosOrleans.Log;
using MesosOrleans.Registrar;
using MesosOrleans.Tests.Support;
using MesosOrleans.Tests.Support.Postgres;
using Npgsql;
using Xunit;
using static MesosOrleans.Tests.Unit.Registrar.Slaves;

namespace MesosOrleans.Tests.Storage.Log;

/// <summary>
/// <c>mesos log add-replica</c>, <c>remove-replica</c> and <c>reset-replica</c>, killed at each of their steps. A trigger makes the databases wait
/// there, and what was on its way when the command died happens afterwards: the worst that can be.
/// </summary>
public sealed class InterruptedChangeTests : IAsyncLifetime
{
    private const int Slaves = 40;

    // Where the databases wait, as the condition of a trigger.
    private const string Promise = "UPDATE ON log_replica FOR EACH ROW WHEN (NEW.promised > OLD.promised)";
    private const string Forget = "UPDATE ON log_replica FOR EACH ROW WHEN (NEW.status = 2 AND OLD.status <> 2)";
    private const string Learn = "INSERT ON log_position FOR EACH ROW WHEN (NEW.learned)";
    private const string Configure = "INSERT ON log_position FOR EACH ROW WHEN (NEW.kind = 4)";
    private const string Install = "UPDATE ON log_replica FOR EACH ROW WHEN (NEW.ensemble > OLD.ensemble AND OLD.status <> 4)";
    private const string Vote = "UPDATE ON log_replica FOR EACH ROW WHEN (NEW.status = 1 AND OLD.status = 2)";

    private static readonly string[] Members = ["a", "b", "c"];
    private static readonly string[] All = ["a", "b", "c", "d"];

    private PostgresServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.Start();
        foreach (var name in All)
            await _server.CreateDatabase(name);
        await using var replicas = Replicas();
        await replicas.Directory.Initialize(null, Guid.NewGuid, Cancel);
        await using (var registrar = new RegistrarLogStore(replicas.Directory, Codec, new RegistrarLogOptions(), TimeProvider.System))
        {
            await registrar.Recover(Cancel);
            for (var slave = 1; slave <= Slaves; slave++)
                await registrar.Apply([Admit(slave, slave)], Cancel);
        }

        // The tables of the one that is not there yet.
        await replicas.Open(Name("d")).Describe(Cancel);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact, Trait("Invariant", "1 registry durability")]
    public async Task Adding_and_removing_a_replica_goes_on_wherever_it_was_killed()
    {
        string[] additions = [Promise, Forget, Learn, Configure, Install];
        string[] removals = [Promise, Configure, Install];
        for (var i = 0; i < additions.Length; i++)
        {
            await Killed(additions[i], "add-replica", "d");
            await Run("add-replica", $"--replica={Name("d")}");
            await Stands(4, additions[i]);
            await Killed(removals[i % removals.Length], "remove-replica", "d");
            await Run("remove-replica", $"--replica={Name("d")}");
            await Stands(3, removals[i % removals.Length]);
        }
    }

    [Fact, Trait("Invariant", "1 registry durability")]
    public async Task Resetting_a_replica_goes_on_wherever_it_was_killed()
    {
        foreach (var step in new[] { Forget, Learn, Vote })
        {
            await Killed(step, "reset-replica", "b");
            await Run("reset-replica", $"--replica={Name("b")}");
            await Stands(3, step);
        }
    }

    private string Name(string database) => $"127.0.0.1:{_server.Port}/{database}";

    private PostgresReplicasStore Replicas() => new(
        [.. Members.Select(_server.ConnectionString)], RegistrarLogPlace.LogName, Guid.NewGuid, null, TimeSpan.FromSeconds(20));

    private string Flag => $"--log_replicas={string.Join(',', Members.Select(_server.ConnectionString))}";

    /// <summary>Runs the command until a database waits at the step, kills it there, and lets the databases go on.</summary>
    private async Task Killed(string step, string command, string replica)
    {
        await using (var gates = new Gates())
        {
            foreach (var database in All)
            {
                await _server.Execute("CREATE OR REPLACE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END $$", database);
                await _server.Execute($"CREATE TRIGGER wait BEFORE {step} EXECUTE FUNCTION wait()", database);
                await gates.Close(_server.ConnectionString(database), Cancel);
            }

            await using var program = TestProgram.Start("Silo", "log", command, $"--replica={Name(replica)}", Flag);
            await Eventually.Holds($"{command} waits at {step}\n{program.Output}", () => gates.AnyWaits(Cancel));
            await program.Kill9();
        }

        // Waits for what still happens.
        foreach (var database in All)
            await _server.Execute("DROP FUNCTION wait CASCADE", database);
    }

    /// <summary>So many replicas are members, a quorum of them votes and knows everything, and the log holds what was admitted.</summary>
    private async Task Stands(int replicas, string step)
    {
        await using var opened = Replicas();
        var inspection = new LogInspection(opened.Directory.Configured, opened.Open);
        var report = await inspection.Report(Cancel);
        // A command ends when a quorum has answered; the slowest may have missed the last words of it, and nothing of what was there before.
        Assert.True(report.Voting > replicas / 2 && report.Ensemble.Members.Length == replicas, $"after {step}: {report}");
        var lags = report.Ensemble.Members.Select(member => report.Replicas.Single(replica => replica.Name == member).Lag).ToArray();
        Assert.True(lags.Count(lag => lag == 0) > replicas / 2 && lags.All(lag => lag < Slaves / 2), $"after {step}: {report}");
        var admitted = new HashSet<string>();
        await foreach (var row in inspection.Read(report.Ensemble.Members, report.Begin, report.End, Cancel))
        {
            if (row.Action is LogAction.Append append && Codec.Decode(append.Data) is RegistryEntry.Operations operations)
                admitted.UnionWith(operations.Items.Select(operation => operation.Slave.Value));
        }

        Assert.Equal(Slaves, admitted.Count);
    }

    private async Task Run(string command, string flag)
    {
        await using var program = TestProgram.Start("Silo", "log", command, Flag, flag);
        Assert.True(await program.Exit() == 0, program.Output);
    }

    /// <summary>Locks that the triggers need, one in each database.</summary>
    private sealed class Gates : IAsyncDisposable
    {
        private readonly List<NpgsqlConnection> _closed = [];

        public async Task Close(string database, CancellationToken cancel)
        {
            var connection = new NpgsqlConnection(database + ";Pooling=false");
            _closed.Add(connection);
            await connection.OpenAsync(cancel);
            await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(1)", connection);
            await command.ExecuteNonQueryAsync(cancel);
        }

        public async Task<bool> AnyWaits(CancellationToken cancel)
        {
            await using var command = new NpgsqlCommand("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)", _closed[0]);
            return (bool)(await command.ExecuteScalarAsync(cancel))!;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var connection in _closed)
                await connection.DisposeAsync();
        }
    }
}
