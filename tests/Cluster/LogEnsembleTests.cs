using System.Text.Json.Nodes;
using MesosOrleans.Connection;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Tests.Support;
using MesosOrleans.Tests.Support.Postgres;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary><c>mesos log</c> while three silos use the log.</summary>
public sealed class LogEnsembleTests
{
    [Fact, Trait("Category", "Long"), Trait("Invariant", "1 registry durability"), Trait("Invariant", "2 one writer")]
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
