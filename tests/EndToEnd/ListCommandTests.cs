using System.Text.Json.Nodes;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd;

/// <summary>What there is and what happens in a cluster: ps, slaves, frameworks, offers, roles, events, top, resolve.</summary>
[Collection(SharedLocalCluster.Name)]
public sealed class ListCommandTests(LocalCluster cluster)
{
    private string Master => $"--master={cluster.Master}";

    [Fact]
    public async Task Slaves_frameworks_and_roles_are_tables_and_json()
    {
        await using var framework = await TestFramework.Subscribe(
            cluster.Master, new FrameworkInfo { Name = "listed" }, new SchedulerOptions { TeardownOnDispose = true });
        var id = framework.Scheduler.FrameworkId.Value;

        Assert.Equal(2, JsonNode.Parse((await Mesos.Run("slaves", Master, "--json")).Printed)!.AsArray().Count);
        Assert.Contains("cpus", (await Mesos.Run("slaves", Master, "--json")).Printed, StringComparison.Ordinal);
        Assert.Contains(JsonNode.Parse((await Mesos.Run("frameworks", Master, "--json")).Printed)!.AsArray(), one => (string)one!["id"]! == id);
        Assert.Matches($"(?m)^{id} +listed ", (await Mesos.Run("frameworks", Master)).Printed);
        Assert.Contains(id, (await Mesos.Run("roles", Master, "--json")).Printed, StringComparison.Ordinal);
        var roles = await Mesos.Run("roles", Master);
        Assert.Equal(["NAME", "*"], roles.Printed.Split('\n').Select(line => line.Split(' ')[0]));
        await Eventually.Holds("its offers are listed", async () =>
            (await Mesos.Run("offers", Master, $"--framework={id}")).Printed.Split('\n').Count(line => line.Contains(id, StringComparison.Ordinal)) == 2);
    }

    [Fact]
    public async Task Ps_and_top_show_what_a_task_uses()
    {
        await using var framework = await TestFramework.Subscribe(cluster.Master, new FrameworkInfo { Name = "used" });
        await framework.Launch(TestFramework.Command("user-5d", "exec sleep 600"));
        await framework.Reaches("user-5d", TaskState.Running);

        var row = JsonNode.Parse((await Mesos.Run("ps", Master, "--json")).Printed)!.AsArray().Single(one => (string)one!["task_id"]! == "user-5d")!;
        Assert.True((double)row["mem_rss_bytes"]! > 0);
        Assert.Matches("(?m)^[a-z]+ +used +user-5d .* MB", (await Mesos.Run("ps", Master)).Printed);
        Assert.Matches("(?m)^user-5d .* MB", (await Mesos.Run("top", Master, "--once")).Printed);
        var piped = await Mesos.Run("top", Master);
        Assert.Equal((2, "mesos top: the screen needs a terminal: use --once, or 'mesos ps --json'"), (piped.Code, piped.Errors.Split('\n')[0]));
    }

    [Fact]
    public async Task Top_draws_a_screen_on_a_terminal_until_q_is_typed()
    {
        // script gives it a terminal and types what comes here.
        var line = $"stty rows 24 cols 100; exec dotnet '{TestProgram.PathOf("Cli")}' top {Master} --interval=100ms";
        await using var top = TestShell.Start($"script --quiet --return --log-out /dev/null --command \"$1\"", line);
        await top.Says("2 active");
        await top.Type("q");

        Assert.Equal(0, await top.Exit());
    }

    [Fact]
    public async Task Events_are_printed_as_they_happen()
    {
        await using var events = TestProgram.Start("Cli", "events", "--json", "--interval=100ms", Master);
        await events.Says("following ");
        await using (var framework = await TestFramework.Subscribe(cluster.Master, new FrameworkInfo { Name = "eventful" }))
        {
            await framework.Launch(TestFramework.Command("happens-3e", "exec sleep 600"));
            await framework.Reaches("happens-3e", TaskState.Running);
            await events.Says("/happens-3e\",\"change\":\"TASK_RUNNING\"");
            framework.Scheduler.Kill(new TaskId("happens-3e"));
            await events.Says("/happens-3e\",\"change\":\"TASK_KILLED\"");
        }

        events.Signal("INT");
        Assert.Equal(130, await events.Exit());
    }

    [Fact]
    public async Task Resolve_prints_the_silo_that_leads_whichever_silo_is_named()
    {
        Assert.Equal(cluster.Master, (await Mesos.Run("resolve", $"127.0.0.1:1,{cluster.Master}")).Printed);
        Assert.Equal(cluster.Master, (string)JsonNode.Parse((await Mesos.Run("resolve", Master, "--json")).Printed)!["masters"]!.AsArray().Single()!);

        var nobody = await Mesos.Run("resolve", "127.0.0.1:1");
        Assert.Equal(1, nobody.Code);
        Assert.StartsWith("mesos resolve: no master answers at 127.0.0.1:1", nobody.Errors, StringComparison.Ordinal);
        Assert.Equal(2, (await Mesos.Run("resolve")).Code);
    }
}
