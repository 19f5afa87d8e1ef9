using System.Collections.Immutable;
using MesosOrleans.AgentHost.Containerizers.Isolators;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Fetcher;
using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Containerizers;

/// <summary>The containerizer <c>mesos</c>: each command under a launcher of its own, isolated as <c>--isolation</c> says (section 16 of the rules).</summary>
/// <param name="launcher">Starts launchers.</param>
/// <param name="isolators">In the order in which they prepare and clean up.</param>
/// <param name="fetcher">Fetches URIs.</param>
/// <param name="monitor">Is told of every container.</param>
/// <param name="time">For statistics.</param>
internal sealed class MesosContainerizerClient(
    TaskLauncherClient launcher, IsolatorSet isolators, IFetcher fetcher, ContainerMonitorService monitor, TimeProvider time) : IContainerizer
{
    public async Task<IContainer> Launch(ContainerSpec spec, CancellationToken cancel)
    {
        var account = ContainerUserClient.Account(spec.User);
        var isolations = ImmutableArray.CreateBuilder<IIsolation>(isolators.All.Length);
        LaunchedTask? task = null;
        try
        {
            foreach (var isolator in isolators.All) isolations.Add(isolator.Prepare(spec));
            await Fetch(spec, account, cancel);
            task = launcher.Launch(LaunchOf(spec, account, isolations));
            var pid = await task.Started.WaitAsync(cancel);
            return Monitored(spec, new MesosContainer(spec, pid, task, isolations.ToImmutable(), time));
        }
        catch (Exception e)
        {
            if (task is not null) await End(task);
            foreach (var isolation in isolations) await isolation.CleanUp();
            if (e is LaunchFailedException or IsolatorException or FetchException) throw new ContainerizerException(e.Message, e);
            throw;
        }
    }

    public async Task<IReadOnlyDictionary<ContainerId, IContainer>> Recover(IReadOnlyCollection<ContainerSpec> known, CancellationToken cancel)
    {
        var containers = new Dictionary<ContainerId, IContainer>(known.Count);
        foreach (var spec in known)
        {
            if (spec.RunDirectory is not { } directory) throw new ArgumentException($"container {spec.Id.Value} has no run directory", nameof(known));
            var task = await TaskLauncherClient.Attach(new RunDirectory(directory), cancel);
            await Task.WhenAny(task.Started, task.Exited);
            var pid = task.Started.IsCompletedSuccessfully ? await task.Started : 0;
            ImmutableArray<IIsolation> isolations = [.. isolators.All.Select(isolator => isolator.Recover(spec))];
            containers.Add(spec.Id, Monitored(spec, new MesosContainer(spec, pid, task, isolations, time)));
        }

        var ids = containers.Keys.ToHashSet();
        foreach (var isolator in isolators.All) await isolator.CleanUpAllBut(ids);
        return containers;
    }

    private MesosContainer Monitored(ContainerSpec spec, MesosContainer container)
    {
        monitor.Add(spec, container);
        return container;
    }

    private async Task Fetch(ContainerSpec spec, UserAccount? account, CancellationToken cancel)
    {
        if (spec.Uris.Length > 0)
        {
            await fetcher.Fetch(new FetchRequest { Uris = spec.Uris, Directory = spec.Directory, Account = account }, cancel);
        }
        else if (account is not null)
        {
            SandboxStore.Give(spec.Directory, account);
        }
    }

    private static LaunchSpec LaunchOf(ContainerSpec spec, UserAccount? account, IEnumerable<IIsolation> isolations) => new()
    {
        Argv = spec.Arguments is { } arguments ? [spec.Command, .. arguments.Skip(1)] : ["/bin/sh", "-c", spec.Command],
        Environment = spec.Environment,
        WorkingDirectory = spec.Directory,
        StdoutPath = SandboxPath.OutputName,
        StderrPath = SandboxPath.ErrorsName,
        RunDirectory = spec is { Checkpoint: true, RunDirectory: { } run } ? new RunDirectory(run) : null,
        RecoveryTimeout = spec.RecoveryTimeout,
        Account = account,
        Isolation = isolations.Aggregate(LaunchIsolation.None, (all, isolation) => all.With(isolation.Launch)),
    };

    /// <summary>Of what does not start, or is not wanted any more, the launcher ends what there is.</summary>
    private static async Task End(LaunchedTask task)
    {
        task.Kill(TimeSpan.Zero);
        task.Dispose();
        await task.Exited;
    }
}
