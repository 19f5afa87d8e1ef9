using MesosOrleans.ExternalContainerizer.Host;
using MesosOrleans.ExternalContainerizer.Plans;
using MesosOrleans.Launcher;
using MesosOrleans.Protocol;

namespace MesosOrleans.ExternalContainerizer.Calls;

/// <summary>The seven calls (rules 18.2 to 18.14), each a process of its own: reads its message, does one thing, answers if there is an answer.</summary>
internal sealed class ContainerCalls(IBackend backend, Settings settings, TextWriter errors)
{
    /// <summary>So long after a container's end its executor may still tell of it.</summary>
    private static readonly TimeSpan ExecutorLinger = TimeSpan.FromMinutes(1);

    /// <summary>So long a killed container may take to be gone.</summary>
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(30);

    public IBackend Backend => backend;

    /// <summary>Breaks off, leaving nothing, when the agent is gone: one that comes back knows nothing of a launch that it has not seen to its end.</summary>
    public async Task<int> Launch()
    {
        var launch = CallStreams.Read(ContainerizerLaunchCodec.Instance);
        var plan = LaunchRules.Plan(launch, Environment.GetEnvironmentVariable, settings);
        var executor = Path.Combine(settings.LibexecDirectory, "mesos-executor");
        if (plan.IsWatched && !File.Exists(executor))
            throw new ContainerizerException($"{executor} is not there: expected it where MESOS_LIBEXEC_DIRECTORY says, to speak for the task");
        var agentGone = CallStreams.InputClosed();
        SandboxStore.MakeOutputs(plan.Directory);
        FetcherClient.Fetch(launch.TaskInfo?.Command ?? launch.ExecutorInfo!.Command, launch, settings);
        await backend.Launch(plan, agentGone);
        return 0;
    }

    /// <summary>
    /// Blocks for the container's life, and may be killed at any time. Only who could tell the end to somebody removes the container: so the next one that asks, after
    /// a restart of the agent, hears it too.
    /// </summary>
    public async Task<int> Wait()
    {
        var id = LaunchRules.Checked(CallStreams.Read(ContainerizerWaitCodec.Instance).ContainerId);
        var cancellation = CallStreams.OutputUnread();
        var ending = await backend.AwaitEnd(id, cancellation);
        await AwaitMonitor(id, ExecutorLinger, cancellation);
        try
        {
            CallStreams.Write(ContainerizerTerminationCodec.Instance, ending.ToTermination());
        }
        catch (IOException e)
        {
            throw new ContainerizerException($"nobody reads how container '{id}' ended: {e.Message}", e);
        }

        EndMonitor(id);
        await backend.Remove(id, CancellationToken.None);
        return 0;
    }

    public async Task<int> Update()
    {
        var update = CallStreams.Read(ContainerizerUpdateCodec.Instance);
        await backend.Update(LaunchRules.Checked(update.ContainerId), ContainerLimits.Of(update.Resources, settings.CpuQuota), CancellationToken.None);
        return 0;
    }

    public async Task<int> Usage()
    {
        var id = LaunchRules.Checked(CallStreams.Read(ContainerizerUsageCodec.Instance).ContainerId);
        CallStreams.Write(ResourceStatisticsCodec.Instance, await backend.Usage(id, CallStreams.OutputUnread()));
        return 0;
    }

    /// <summary>First who speaks for the container, so that nobody tells of an end that was wanted; then the container.</summary>
    public async Task<int> Destroy()
    {
        var id = LaunchRules.Checked(CallStreams.Read(ContainerizerDestroyCodec.Instance).ContainerId);
        EndMonitor(id);
        await backend.Signal(id, Native.SigKill, CancellationToken.None);
        await AwaitMonitor(id, KillPatience, CancellationToken.None);
        await backend.Remove(id, CancellationToken.None);
        return 0;
    }

    public async Task<int> Containers()
    {
        var found = await backend.List(CallStreams.OutputUnread());
        CallStreams.Write(ContainerizerContainersCodec.Instance, new ContainerizerContainers { Containers = [.. found.Select(id => new ContainerId(id))] });
        return 0;
    }

    public async Task<int> Recover()
    {
        await backend.Recover(CancellationToken.None);
        return 0;
    }

    private async Task AwaitMonitor(string id, TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            await MonitorSocket.AwaitEnd(settings.WorkDirectory, id, MonitorSocket.Subject.Monitor, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await errors.WriteLineAsync($"the monitor of container '{id}' has not ended within {patience}");
        }
    }

    private void EndMonitor(string id)
    {
        if (MonitorSocket.FindProcess(settings.WorkDirectory, id) is { } monitor) Native.kill(monitor, Native.SigTerm);
    }
}
