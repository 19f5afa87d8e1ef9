using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using MesosOrleans.Tests.Unit.AgentHost.Containerizers;
using MesosOrleans.Tests.Unit.Launcher;
using Xunit;

namespace MesosOrleans.Tests.Unit.Guest;

/// <summary>What this machine cannot show if its controllers are those of version 1.</summary>
public sealed partial class UnifiedHierarchyTests
{
    private static readonly Type[] Classes =
    [
        typeof(CgroupIsolationTests), typeof(CgroupStoreTests), typeof(IsolationTests), typeof(ContainerRecoveryTests),
        typeof(TaskLauncherTests), typeof(TaskLauncherKillTests), typeof(TaskLauncherAgentLossTests),
    ];

    [Fact, Trait("Category", "Long")]
    public async Task The_launcher_and_the_isolators_do_the_same_on_a_kernel_that_has_cgroups_of_version_2_only()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the guest is one of x86-64");
        var console = await GuestMachine.Run(
            $"--filter-class {string.Join(' ', Classes.Select(type => type.FullName))} --filter-not-trait {KernelCgroups.Trait}={KernelCgroups.OnlyV1}");

        Assert.True(Total(console, "failed") == 0 && Total(console, "skipped") == 0, console);
        Assert.True(Total(console, "succeeded") >= Classes.Sum(type => type.GetMethods().Count(IsForAll)), console);
        Assert.Contains("guest: cgroups /sys/fs/cgroup cgroup2\r\n", console, StringComparison.Ordinal);
        Assert.Contains("guest: the tests ended with 0\r\n", console, StringComparison.Ordinal);
    }

    private static bool IsForAll(System.Reflection.MethodInfo method) =>
        method.GetCustomAttributes(typeof(FactAttribute), true).Length > 0
        && !method.GetCustomAttributes(typeof(TraitAttribute), true).Cast<TraitAttribute>().Any(trait => trait.Name == KernelCgroups.Trait);

    /// <summary>Of the tests' own last lines; null if they did not come to them.</summary>
    private static int? Total(string console, string word) =>
        Totals().Matches(console).FirstOrDefault(match => match.Groups[1].Value == word) is { } match
            ? int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex(@"^  (failed|succeeded|skipped): (\d+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Totals();
}
