using MesosOrleans.Tests.Support;
using MesosOrleans.Tests.Support.Postgres;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary><c>mesos log</c> beside a silo that is using the log.</summary>
public sealed class LogBesideSilosTests
{
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

    private static async Task<string> Run(int code, string[] arguments, string said = "")
    {
        await using var program = TestProgram.Start("Cli", arguments);
        Assert.True(await program.Exit() == code, program.Output);
        Assert.Contains(said, program.Output, StringComparison.Ordinal);
        return program.Printed;
    }
}
