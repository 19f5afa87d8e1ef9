using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Cgroups;
using MesosOrleans.AgentHost.Containerizers.Isolators;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Fetcher;
using MesosOrleans.Flags;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers;

/// <summary>
/// A containerizer with real launchers and, for isolators of cgroups, a root of its own in the machine's hierarchies. At the end everything that it
/// started is ended, and its cgroups and files are gone.
/// </summary>
internal sealed class ContainerScene : IAsyncDisposable
{
    private static readonly string[] Controllers = ["freezer", "cpu", "cpuacct", "memory", "pids"];

    private readonly string _root = $"mesos_test_{Guid.NewGuid():N}";
    private readonly List<IContainer> _containers = [];
    private readonly TaskLauncherClient _launcher = new(NullLogger<TaskLauncherClient>.Instance);
    private readonly FetcherService _fetcher;

    public ContainerScene(string isolation, params string[] flags)
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("mesos-containers-").FullName;
        var values = AgentFlags.Set.Parse(["--master=h:1", $"--isolation={isolation}", $"--cgroups_root={_root}", .. flags]);
        _fetcher = new FetcherService(new FetchSettings(), _launcher, TimeProvider.System);
        Isolators = IsolatorHosting.Open(values, TimeProvider.System);
        Layout = KernelCgroups.Layout(_root);
    }

    public string Directory { get; }

    public CgroupLayout Layout { get; }

    public IsolatorSet Isolators { get; set; }

    public ContainerMonitorService Monitor { get; } = new(TimeProvider.System, NullLogger<ContainerMonitorService>.Instance);

    private MesosContainerizerClient NewContainerizer() => new(_launcher, Isolators, _fetcher, Monitor, TimeProvider.System);

    public ContainerSpec Spec(string command, string resources = "cpus:1;mem:64;disk:1024")
    {
        var id = new ContainerId(Guid.NewGuid().ToString());
        var sandbox = Path.Combine(Directory, id.Value);
        System.IO.Directory.CreateDirectory(sandbox);
        return new ContainerSpec
        {
            Id = id,
            FrameworkId = new FrameworkId("F"),
            ExecutorId = new ExecutorId("E"),
            Command = command,
            Directory = sandbox,
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
            Resources = Resources.Parse(resources),
        };
    }

    /// <summary>For a command that has to know where its cgroup of a controller lies.</summary>
    public ContainerSpec Spec(string controller, Func<string, string> command, string resources = "cpus:1;mem:64;disk:1024")
    {
        var spec = Spec("", resources);
        return spec with { Command = command(Layout.Of(controller, spec.Id)) };
    }

    public ContainerSpec Checkpointing(string command) => Checkpointing(Spec(command));

    public ContainerSpec Checkpointing(ContainerSpec spec)
    {
        var run = Path.Combine(Directory, $"{spec.Id.Value}.run");
        System.IO.Directory.CreateDirectory(run);
        return spec with { Checkpoint = true, RunDirectory = run, RecoveryTimeout = TimeSpan.FromMinutes(10) };
    }

    public async Task<IContainer> Launch(ContainerSpec spec)
    {
        var container = await NewContainerizer().Launch(spec, CancellationToken.None);
        _containers.Add(container);
        return container;
    }

    public Task<IContainer> Launch(string command, string resources = "cpus:1;mem:64;disk:1024") => Launch(Spec(command, resources));

    /// <summary>What a restarted agent finds of a container.</summary>
    public async Task<IContainer> Recover(ContainerSpec spec)
    {
        var found = (await NewContainerizer().Recover([spec], CancellationToken.None))[spec.Id];
        _containers.Add(found);
        return found;
    }

    public string Output(IContainer container) => File.ReadAllText(Path.Combine(Directory, container.Id.Value, "stdout"));

    /// <summary>What control files of a container's cgroup hold, with a space between them.</summary>
    public string Controls(IContainer container, string controller, params IEnumerable<string> files) =>
        string.Join(' ', files.Select(file => CgroupStore.Read(Layout.Of(controller, container.Id), file)?.TrimEnd('\n')));

    /// <summary>Asks for the usage until it is as wanted; that comes by itself sooner or later.</summary>
    public static async Task<ResourceStatistics> UsageWhen(IContainer container, Func<ResourceStatistics, bool> isWanted)
    {
        while (true)
        {
            var usage = await container.Usage(CancellationToken.None);
            if (isWanted(usage)) return usage;
            if (container.Ended.IsCompleted) throw new InvalidOperationException($"it has ended: {await container.Ended}");
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var container in _containers) container.Kill(TimeSpan.Zero);
        foreach (var container in _containers) await container.Ended;
        foreach (var controller in Controllers)
            await CgroupStore.Destroy(Layout.RootOf(controller), Layout.RootOf(CgroupFreezerIsolator.Controller));
        _fetcher.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
