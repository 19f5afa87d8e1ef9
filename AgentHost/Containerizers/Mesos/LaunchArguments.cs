using System.Globalization;

namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>The command line and the environment of a launcher.</summary>
internal static class LaunchArguments
{
    public static IEnumerable<string> Of(LaunchSpec spec, int controlFd)
    {
        yield return $"--control-fd={controlFd}";
        yield return $"--stdout={spec.StdoutPath}";
        yield return $"--stderr={spec.StderrPath}";
        yield return $"--grace={Milliseconds(spec.Grace)}";
        if (spec.RunDirectory is { } run)
        {
            yield return $"--run-directory={run.Path}";
            yield return $"--recovery-timeout={Milliseconds(spec.RecoveryTimeout)}";
        }

        if (spec.Account is { } account)
        {
            yield return $"--uid={account.UserId}";
            yield return $"--gid={account.GroupId}";
            if (account.Groups.Length > 0) yield return $"--groups={string.Join(',', account.Groups)}";
        }

        foreach (var cgroup in spec.Isolation.Cgroups)
        {
            yield return $"--cgroup={cgroup.Directory}";
            yield return $"--cgroup-home={cgroup.Home}";
        }

        if (spec.Isolation.PidNamespace) yield return "--pid-namespace";
        foreach (var mount in spec.Isolation.Mounts) yield return $"--mount={mount.Source}:{mount.Target}";
        yield return "--";
        foreach (var argument in spec.Argv) yield return argument;
    }

    /// <summary>
    /// The launcher may have more rights than the command whose environment it hands on (think of LD_PRELOAD): so it gets each variable under a
    /// name that means nothing.
    /// </summary>
    public static string Variable(string name, string value) => $"_{name}={value}";

    private static string Milliseconds(TimeSpan time) =>
        Math.Clamp(Math.Ceiling(time.TotalMilliseconds), 0, int.MaxValue).ToString("F0", CultureInfo.InvariantCulture);
}
