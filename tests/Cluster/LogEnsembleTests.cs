using System.Text.Json.Nodes;
using MesosOrleans.Connection;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Tests.Support;
using MesosOrleans.Tests.Support.Postgres;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary><c>mesos log</c> beside silos that are using the log.</summary>
public sealed class LogEnsembleTests
{
    [Fact, Trait("Invariant", "1 registry durability"), Trait("Invariant", "2 one writer")]
    public async Task The_log_of_three_silos_goes_from_three_replicas_to_five_and_back_while_slaves_are_admitted()
    {
        await using var server = await PostgresServer.Start();
        var databases = new List<string>();
        foreach (var name in new[] { "a", "b", "c", "d", "e" })
            databases.Add(await server.CreateDatabase(name));
        string[] flags = [$"--log_replicas={string.Join(',', databases.Take(3))}"];
        await using var cluster = await TestSilos.Start(3, 0, flags);
        await using var connection = await MasterConnection.Connect(cluster.Masters, cancel: TestContext.Current.CancellationToken);
        using var end = new CancellationTokenSource();
        var admitted = new List<SlaveId>();
        var admitting = Admit(connection.Client.Registrar(), admitted, end.Token);

        string[] steps = ["add-replica d", "add-replica e", "remove-replica a", "remove-replica b"];
        foreach (var (index, step) in steps.Index())
        {
            var before = Volatile.Read(ref _count);
            var words = step.Split(' ');
            await Run(0, ["log", words[0], $"--replica=127.0.0.1:{server.Port}/{words[1]}", .. flags]);
            await Eventually.Holds($"slaves are admitted after {step}", () => Volatile.Read(ref _count) > before + 20 || admitting.IsCompleted);
            var status = await Run(0, ["log", "status", "--json", .. flags]);
            Assert.Equal((index + 2, true), ((int)JsonNode.Parse(status)!["version"]!, (bool)JsonNode.Parse(status)!["decides"]!));
        }

        await end.CancelAsync();
        await admitting;

        // The two that were named first are gone; who starts now is led on by the third.
        foreach (var gone in new[] { "a", "b" })
            await server.Execute($"DROP DATABASE {gone} WITH (FORCE)");
        await cluster.Silos[await cluster.LeaderSeenBy(0)].Kill9();
        var witness = cluster.Running().First();
        await Eventually.Holds("all slaves are in the registry", async () =>
            (await cluster.Get(witness, "/registrar(1)/registry"))["slaves"]?["slaves"]?.AsArray().Count == admitted.Count);
        Assert.Equal(admitted.Count, admitted.Distinct().Count());
    }

    [Fact]
    public async Task The_log_of_a_single_silo_is_shown_and_read_while_it_runs_and_after()
    {
        await using var cluster = await TestCluster.Start(1);
        var slave = (string)(await cluster.Slaves())[0]!["id"]!;
        string[] place = [$"--work_dir={Path.Combine(cluster.Folder, "silo")}"];
        foreach (var runs in new[] { true, false })
        {
            if (!runs)
                await cluster.Silo.Kill9();
            Assert.Contains("its one replica decides, 1 votes", await Run(0, ["log", "status", .. place]), StringComparison.Ordinal);
            Assert.Contains($"admit {slave}", await Run(0, ["log", "read", .. place]), StringComparison.Ordinal);
            if (runs)
                await Run(1, ["log", "initialize", .. place], "is in use by another live process");
        }

        await Run(0, ["log", "initialize", .. place]);
        await Run(1, ["log", "add-replica", "--replica=10.0.0.1:5432/mesos", .. place], "is a file, which is its only replica");
        await Run(1, ["log", "status", $"--work_dir={cluster.Folder}"], "does not exist: no silo has kept its registry there");
        await Run(2, ["log", "status"], "name the log as its silos do");
        await Run(2, ["log", "statsu"], "did you mean 'status'?");
    }

    [Fact]
    public async Task A_silo_that_may_not_start_a_log_by_itself_goes_on_when_it_was_started_by_hand()
    {
        await using var server = await PostgresServer.Start();
        var flag = $"--log_replicas={await server.CreateDatabase("log")}";
        await using var cluster = await TestCluster.Start(0, flag, "--no-log_auto_initialize");
        await Run(1, ["log", "status", flag], "it was never initialised");
        Assert.Empty((await cluster.Get("/registrar(1)/registry")).AsObject());

        await Run(0, ["log", "initialize", flag]);
        await Eventually.Holds("the registry is there", async () => (await cluster.Get("/registrar(1)/registry")).AsObject().Count > 0);
    }

    private int _count;

    /// <summary>One slave after the other, each asked again under its ID until there is an answer.</summary>
    private async Task Admit(IRegistrarGrain registrar, List<SlaveId> admitted, CancellationToken end)
    {
        var info = new SlaveInfo { Hostname = "host.example.org", Resources = Resources.Parse("cpus:4;mem:1024") };
        while (!end.IsCancellationRequested)
        {
            var registration = Guid.NewGuid();
            AdmitAnswer? answer = null;
            while (answer is null)
            {
                try
                {
                    answer = await registrar.Admit(registration, info);
                }
                catch (Exception e) when (e is InvalidOperationException or TimeoutException or Orleans.Runtime.OrleansException)
                {
                    // The registrar that answered was demoted; what became of the operation is unknown.
                    await Task.Yield();
                }
            }

            admitted.Add(answer.SlaveId ?? throw new InvalidOperationException(answer.Refusal));
            Interlocked.Increment(ref _count);
        }
    }

    private static async Task<string> Run(int code, string[] arguments, string said = "")
    {
        await using var program = TestProgram.Start("Cli", arguments);
        Assert.True(await program.Exit() == code, program.Output);
        Assert.Contains(said, program.Output, StringComparison.Ordinal);
        return program.Printed;
    }
}
