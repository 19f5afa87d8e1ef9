using System.Diagnostics;
using System.Globalization;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary><c>--slave_subsystems</c> (rule 16.13), in the machine's own cgroups: this test needs root.</summary>
public sealed class SlaveSubsystemsTests : IAsyncDisposable
{
    private const string Hierarchies = "/sys/fs/cgroup";

    private static readonly string[] Controllers = ["memory", "cpuacct"];
    private static readonly bool IsV1 = !File.Exists($"{Hierarchies}/cgroup.controllers");

    private readonly string _root = $"mesos_test_{Guid.NewGuid():N}";

    [Fact]
    public async Task The_agent_is_in_a_cgroup_of_its_own_its_commands_are_not_and_no_other_agent_may_join_it()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "cgroups need root");
        string[] flags = [$"--slave_subsystems={string.Join(',', Controllers)}", $"--cgroups_root={_root}"];
        await using var cluster = await TestCluster.Start(0);
        var agent = await cluster.StartAgent(flags);
        var ofAgent = await File.ReadAllTextAsync($"/proc/{agent.Pid}/cgroup", TestContext.Current.CancellationToken);
        Assert.All(Controllers, controller => Assert.Contains(Membership(controller, "slave"), ofAgent, StringComparison.Ordinal));

        await using var framework = await TestFramework.Subscribe(cluster.Master);
        var file = Path.Combine(cluster.Folder, "cgroup");
        await framework.Launch(TestFramework.Command("t", $"cat /proc/self/cgroup > {file}"));
        Assert.Equal(TaskState.Finished, (await framework.Reaches("t", TaskState.Finished)).State);
        var ofCommand = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.All(Controllers, controller => Assert.Contains(Membership(controller, "launchers"), ofCommand, StringComparison.Ordinal));

        await using var other = cluster.StartAgentUnawaited(Path.Combine(cluster.Folder, "other"), flags);
        Assert.Equal(1, await other.Exit());
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"of --slave_subsystems has the process {agent.Pid} in it already"), other.Errors, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        // A launcher may need a moment to end after its agent.
        foreach (var root in (IsV1 ? Controllers : [""]).Select(controller => Path.Combine(Hierarchies, controller, _root)).Where(Directory.Exists))
            await Eventually.Holds($"{root} is removed", () => IsRemoved($"{root}/slave") & IsRemoved($"{root}/launchers") && IsRemoved(root));
    }

    private string Membership(string controller, string name) => IsV1 ? $":{controller}:/{_root}/{name}\n" : $"0::/{_root}/{name}\n";

    private static bool IsRemoved(string cgroup)
    {
        using var remove = Process.Start(new ProcessStartInfo("rmdir", [cgroup]) { RedirectStandardError = true })!;
        remove.WaitForExit();
        return !Directory.Exists(cgroup);
    }
}
