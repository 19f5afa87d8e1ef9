using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.External;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers.External;

/// <summary>The agent's side with a real program of another language. At the end nothing of any call runs.</summary>
internal sealed class ExternalScene : IAsyncDisposable
{
    /// <summary>Of calls that are to hang.</summary>
    public static readonly TimeSpan Short = TimeSpan.FromMilliseconds(700);

    // What a wrapper of another version of Python adds to its start is none of these tests' business.
    private static readonly Lazy<string> Python = new(() =>
    {
        using var asked = Process.Start(new ProcessStartInfo("python3", ["-c", "import sys; print(sys.executable)"]) { RedirectStandardOutput = true })!;
        return asked.StandardOutput.ReadToEnd().Trim();
    });

    private readonly string _folder = Directory.CreateTempSubdirectory("mesos-external-").FullName;
    private readonly ChildWatchService _children = new();
    private readonly List<ContainerId> _containers = [];
    private readonly List<ExternalProgramClient> _programs = [];

    /// <param name="program">Before the command; null for the one in Python.</param>
    /// <param name="fault">How that one is to misbehave: <c>COMMAND:KIND[:LEFT]</c>.</param>
    /// <param name="timeout">Of its calls.</param>
    public ExternalScene(string? program = null, string? fault = null, TimeSpan? timeout = null)
    {
        State = Directory.CreateDirectory(Path.Combine(_folder, "state")).FullName;
        Settings = new ExternalSettings
        {
            Path = program ?? $"exec {Python.Value} {Beside("containerizer.py")} --state={State}{(fault is null ? "" : $" --fault={fault}")}",
            WorkDirectory = _folder,
            LibexecDirectory = "/the/libexec",
            Environment = ImmutableSortedDictionary<string, string>.Empty.Add("PATH", Environment.GetEnvironmentVariable("PATH")!).Add("OWN", "agent"),
            HadoopHome = "/the/hadoop",
            DefaultImage = "docker:///default",
            Timeout = timeout ?? TimeSpan.FromMinutes(2),
        };
    }

    public ExternalSettings Settings { get; set; }

    /// <summary>The program's own folder.</summary>
    public string State { get; }

    public ContainerMonitorService Monitor { get; } = new(TimeProvider.System, NullLogger<ContainerMonitorService>.Instance);

    /// <summary>The calls that the program in Python has noted, oldest first.</summary>
    public IReadOnlyList<JsonNode> Calls => File.Exists(Path.Combine(State, "calls")) ? [.. File.ReadAllLines(Path.Combine(State, "calls")).Select(line => JsonNode.Parse(line)!)] : [];

    public static string Beside(string file, [CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, file);

    public ContainerSpec Spec(string command, string? user = null)
    {
        var id = new ContainerId(Guid.NewGuid().ToString());
        _containers.Add(id);
        var sandbox = Directory.CreateDirectory(Path.Combine(_folder, "sandboxes", id.Value)).FullName;
        var task = new TaskInfo
        {
            Name = "n",
            TaskId = new TaskId("T"),
            SlaveId = new SlaveId("S"),
            Resources = Resources.Parse("cpus:1;mem:64"),
            Command = new CommandInfo { Value = command, Container = new CommandContainerInfo { Image = "docker:///busybox", Options = ["-v"] } },
        };
        return new ContainerSpec
        {
            Id = id,
            FrameworkId = new FrameworkId("F"),
            ExecutorId = new ExecutorId("T"),
            Command = command,
            Directory = sandbox,
            Environment = new Dictionary<string, string> { ["OF_THE_COMMAND"] = "1" },
            User = user,
            Resources = Resources.Parse("cpus:1;mem:64"),
            Checkpoint = true,
            RunDirectory = Directory.CreateDirectory(Path.Combine(_folder, "runs", id.Value)).FullName,
            External = new ExternalRequest
            {
                Task = task,
                Executor = new ExecutorInfo { ExecutorId = new ExecutorId("T"), Command = task.Command, Name = "Command Executor" },
                SlaveId = new SlaveId("S"),
                SlavePid = "slave(1)@127.0.0.1:5051",
                Environment = Settings.Environment.Add("MESOS_SLAVE_ID", "S"),
            },
        };
    }

    public ExternalContainerizerClient NewContainerizer()
    {
        var program = new ExternalProgramClient(Settings, _children, TimeProvider.System, NullLogger<ExternalProgramClient>.Instance);
        _programs.Add(program);
        return new ExternalContainerizerClient(Settings, program, new ExternalCalls(Settings), Monitor, TimeProvider.System, NullLogger<ExternalContainerizerClient>.Instance);
    }

    public Task<IContainer> Launch(ContainerSpec spec) => NewContainerizer().Launch(spec, TestContext.Current.CancellationToken);

    public Task<IContainer> Launch(string command) => Launch(Spec(command));

    /// <summary>Why a launch fails.</summary>
    public async Task<string> Refusal(string command = "sleep 1000") => (await Assert.ThrowsAsync<ContainerizerException>(() => Launch(command))).Message;

    /// <summary>The agent ends, and its containers go on.</summary>
    public void EndAgent()
    {
        foreach (var program in _programs) program.Dispose();
        _programs.Clear();
    }

    /// <summary>Processes that calls about these containers, or calls of this scene about none, have started.</summary>
    public List<int> Processes() => MarkedProcessStore.Find(mark => _containers.Any(id => CallMark.IsOf(mark, id.Value)));

    /// <summary>Ends when the program has noted such a call.</summary>
    public async Task Called(string command)
    {
        while (!Calls.Any(call => (string)call["command"]! == command)) await Task.Yield();
    }

    public static string Errors(ContainerSpec spec) => File.ReadAllText(Path.Combine(spec.Directory, "stderr"));

    public async ValueTask DisposeAsync()
    {
        EndAgent();
        foreach (var id in _containers) await MarkedProcessStore.End(mark => CallMark.IsOf(mark, id.Value), TimeSpan.Zero, TimeProvider.System);
        _children.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
