using MesosOrleans.ExternalContainerizer.Host;
using MesosOrleans.ExternalContainerizer.Plans;
using MesosOrleans.Launcher;
using MesosOrleans.Protocol;

namespace MesosOrleans.ExternalContainerizer.Oci;

/// <summary>Containers of an OCI runtime. Labels and limits are the runtime's and the kernel's; how it ended, the container's monitor puts beside it.</summary>
internal sealed class OciBackendClient(Settings settings, ProgramFile self, TextWriter log, TimeProvider time) : IBackend
{
    private readonly OciLayout _layout = new(settings.WorkDirectory);
    private readonly RuntimeClient _runtime = new(
        RuntimeClient.Find(settings.Runtime) ?? throw new ContainerizerException($"there is no OCI runtime: expected {settings.Runtime ?? "runc or crun in PATH"}; install runc, or give --runtime"),
        new OciLayout(settings.WorkDirectory).State);

    public Task Launch(ContainerPlan plan, CancellationToken cancellation)
    {
        var bundle = _layout.BundleOf(plan.Id);
        if (Directory.Exists(bundle.Folder)) throw new ContainerizerException($"container '{plan.Id}' is there already");
        try
        {
            using var monitor = new MonitorStart(
                self.Words(settings), ["oci", plan.Id, plan.Directory, .. plan.IsWatched ? [MonitorProgram.Watched] : Array.Empty<string>()], Path.Combine(plan.Directory, "stderr"));
            var (root, image) = new ImageStore(settings.Images, _layout.Images, log).Find(plan.Image);
            BundleStore.Make(bundle, plan, root, image, CgroupStore.CountsSwap);
            cancellation.ThrowIfCancellationRequested();
            monitor.Start();
            monitor.Release();
            return Task.CompletedTask;
        }
        catch
        {
            Remove(plan.Id);
            throw;
        }
    }

    public async Task<Ending> AwaitEnd(string containerId, CancellationToken cancellation)
    {
        var bundle = Known(containerId);
        await MonitorSocket.AwaitEnd(settings.WorkDirectory, containerId, MonitorSocket.Subject.Container, cancellation);
        var status = BundleStore.ExitOf(bundle);
        // Its monitor was killed, or the machine was restarted: the runtime knows whether it still runs, and nobody how it ends.
        if (status is null && _runtime.Find(containerId, out _) is { Status: not "stopped" } state) await AwaitProcess(state.Pid, cancellation);
        Known(containerId);
        var cgroup = new CgroupStore(containerId);
        return new Ending(status, cgroup.OomKilled, cgroup.MemoryLimit, status is null ? "nobody knows how it ended: its monitor was killed, or the machine restarted" : "");
    }

    public Task<bool> IsWatched(string containerId, CancellationToken cancellation)
    {
        Known(containerId);
        return Task.FromResult(_runtime.Find(containerId, out _)?.Annotations?.GetValueOrDefault(ContainerLabels.Watched) == "true");
    }

    public Task Signal(string containerId, int signal, CancellationToken cancellation)
    {
        _runtime.Kill(containerId, signal);
        return Task.CompletedTask;
    }

    public Task Update(string containerId, ContainerLimits limits, CancellationToken cancellation)
    {
        Known(containerId);
        _runtime.Update(containerId, limits, CgroupStore.CountsSwap);
        return Task.CompletedTask;
    }

    public Task<ResourceStatistics> Usage(string containerId, CancellationToken cancellation)
    {
        Known(containerId);
        return Task.FromResult(new CgroupStore(containerId).Usage(time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0));
    }

    public Task Remove(string containerId, CancellationToken cancellation)
    {
        Remove(containerId);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> List(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<string>>([.. Bundles().Where(id => File.Exists(_layout.BundleOf(id).Started))]);

    /// <summary>A launch whose monitor is there is still at work, and is broken off by its monitor when it hears nothing.</summary>
    public Task Recover(CancellationToken cancellation)
    {
        foreach (var id in Bundles().Where(id => !File.Exists(_layout.BundleOf(id).Started) && MonitorSocket.FindProcess(settings.WorkDirectory, id) is null)) Remove(id);
        return Task.CompletedTask;
    }

    private void Remove(string containerId)
    {
        _runtime.Delete(containerId);
        BundleStore.Remove(_layout.BundleOf(containerId));
    }

    private IEnumerable<string> Bundles() => Directory.Exists(_layout.Bundles) ? Directory.GetDirectories(_layout.Bundles).Select(folder => Path.GetFileName(folder)) : [];

    private Bundle Known(string containerId)
    {
        var bundle = _layout.BundleOf(containerId);
        return Directory.Exists(bundle.Folder) ? bundle : throw new ContainerizerException($"container '{containerId}' is not there: no folder {bundle.Folder}");
    }

    private static unsafe Task AwaitProcess(int pid, CancellationToken cancellation) => Task.Run(
        () =>
        {
            const int untilNextLook = 500;
            var process = Native.PidfdOpen(pid);
            var end = new Native.PollFd { Fd = process, Events = Native.PollIn };
            while (process >= 0 && !cancellation.IsCancellationRequested && Native.poll(&end, 1, untilNextLook) <= 0)
            {
            }

            if (process >= 0) Native.close(process);
            cancellation.ThrowIfCancellationRequested();
        },
        cancellation);
}
