using System.Collections.Immutable;
using System.Threading.Channels;
using MesosOrleans.AgentHost.Checkpoints;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.AgentHost.HealthChecks;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using MesosOrleans.Tests.Unit.AgentHost.Tasks;
using MesosOrleans.Values;
using MesosOrleans.Tests.Unit.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Executors;

/// <summary>The machine with real sandboxes and checkpoints, and containers that do as a test says.</summary>
public sealed class ExecutorServiceTests : IAsyncDisposable
{
    private static readonly FrameworkInfo Framework = ATask.Framework(checkpoint: true) with { User = "" };

    private readonly string _directory = Directory.CreateTempSubdirectory("mesos-executors").FullName;
    private readonly FakeContainerizer _containers = new();
    private readonly CheckpointCodecStore _codec = new();
    private readonly Reports _reports = new();
    private readonly CancellationTokenSource _over = new();
    private readonly HealthCheckService _checker = new(new TaskLauncherClient(NullLogger<TaskLauncherClient>.Instance), TimeProvider.System);
    private readonly TaskChecksService _checks;
    private readonly ContainerRunsService _runs;
    private readonly CheckpointStore _checkpoints;
    private readonly EffectsService _effects;
    private readonly ExecutorService _executors;
    private readonly Task _running;

    public ExecutorServiceTests()
    {
        var settings = new ContainerSettings
        {
            WorkDirectory = _directory,
            Environment = ImmutableSortedDictionary<string, string>.Empty,
            AgentPid = "slave(1)@127.0.0.1:5051",
            AgentUser = Environment.UserName,
        };
        _checks = new TaskChecksService(_checker);
        _runs = new ContainerRunsService(_containers, new ExecutorSocketStore(_directory), Meters.Agent(), NullLogger<ContainerRunsService>.Instance);
        _checkpoints = new CheckpointStore(new CheckpointLayout(_directory), _codec, "boot");
        _effects = new EffectsService(_checkpoints, _runs, _checks, settings, new KeptSandboxes(), TimeProvider.System, NullLogger<EffectsService>.Instance)
        {
            Slave = () => AnAgent.Slave,
            Reports = _reports,
        };
        _executors = new ExecutorService(new AgentRules { WorkDirectory = _directory }, _runs, _checks, _effects, TimeProvider.System);
        _executors.Open(() => AnAgent.Slave);
        _running = _executors.Run(_over.Token);
    }

    private IAgentWork Work => _executors;

    private IExecutorCalls Calls => _executors;

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _executors.Dispose();
        await _checks.DisposeAsync();
        _checker.Dispose();
        _runs.Dispose();
        _codec.Dispose();
        _over.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_task_runs_in_its_sandbox_and_ends_as_its_process_does()
    {
        Work.Launch(Framework, ATask.With("a b", "true"));
        var container = await _containers.Next();
        container.Start();

        Assert.Equal("a b TASK_RUNNING", await _reports.Next());
        Assert.True(Directory.Exists(container.Spec.Directory));
        Assert.Equal(container.Spec.Directory, container.Spec.Environment["MESOS_DIRECTORY"]);
        Assert.Equal("true", container.Spec.Command);
        Assert.Equal(
            container.Spec.Id.Value, new FileInfo(Path.Combine(_directory, "slaves/S-0/frameworks/F-0000/executors/a%20b/runs/latest")).LinkTarget);

        container.End(0);
        Assert.Equal("a b TASK_FINISHED: Command exited with status 0", await _reports.Next());
    }

    [Fact, Trait("Invariant", "6 no orphan")]
    public async Task Whatever_is_known_to_others_is_on_disk_before()
    {
        Work.Launch(Framework, ATask.With());
        var container = await _containers.Next();
        var stored = Read();
        Assert.Equal(("t1", 0), (stored.Info.TaskId.Value, stored.Updates.Length));
        Assert.True(container.Spec.Checkpoint);
        Assert.True(File.Exists(Path.Combine(container.Spec.RunDirectory!, "tasks/t1/task.info")));
        container.Start();
        await _reports.Next();
        Assert.Equal([TaskState.Running], Read().Updates.Select(update => update.Status.State));
        container.End(3);
        await _reports.Next();
        Assert.Equal([TaskState.Running, TaskState.Failed], Read().Updates.Select(update => update.Status.State));
    }

    [Fact]
    public async Task Acknowledgements_are_kept_and_what_is_over_leaves_no_checkpoint()
    {
        Work.Launch(Framework, ATask.With());
        var container = await _containers.Next();
        container.Start();
        await _reports.Next();
        var running = _reports.All[0];
        Work.Acknowledge(AnAgent.F, new TaskId("t1"), running.Uuid);
        container.End(0);
        await _reports.Next();
        var task = Read();
        Assert.Equal([running.Uuid], task.Acknowledged);
        Work.Acknowledge(AnAgent.F, new TaskId("t1"), _reports.All[1].Uuid);
        Work.Forget(AnAgent.F, new TaskId("t1"));

        // The next launch goes to the disk after it.
        Work.Launch(Framework, ATask.With("next"));
        await _containers.Next();
        Assert.Equal("next", Read().Info.TaskId.Value);
    }

    [Fact]
    public async Task An_update_of_an_executor_is_answered_when_it_is_on_disk()
    {
        var connection = new AConnection();
        Work.Launch(Framework, AnAgent.TaskOf("t1"));
        (await _containers.Next()).Start();
        Assert.Equal(ExecutorAnswer.Accepted, Calls.Subscribe(AnAgent.F, AnAgent.E, [], [], connection));
        Assert.Equal(ExecutorAnswer.Accepted, await Calls.Update(AnAgent.F, AnAgent.E, AnAgent.UpdateOf("t1", TaskState.Running, 1)));

        Assert.Equal(AnAgent.UpdateOf("t1", TaskState.Running, 1).Uuid, Assert.Single(Read().Updates).Uuid);
        Assert.Equal("t1 TASK_RUNNING", await _reports.Next());
    }

    [Fact]
    public async Task A_container_is_given_the_newest_size()
    {
        Work.Launch(Framework, AnAgent.TaskOf("t1"));
        var container = await _containers.Next();
        Work.Launch(Framework, AnAgent.TaskOf("t2"));
        Work.Launch(Framework, AnAgent.TaskOf("t3"));
        container.Start();

        var expected = Resources.Parse("cpus:3.5;mem:112");
        while (!(await container.Size()).Equals(expected))
        {
        }
    }

    [Fact]
    public async Task Before_the_agent_has_recovered_executors_are_told_to_come_again()
    {
        using var executors = new ExecutorService(new AgentRules { WorkDirectory = _directory }, new ContainerRunsService(_containers, new ExecutorSocketStore(_directory), Meters.Agent(), NullLogger<ContainerRunsService>.Instance), _checks, _effects, TimeProvider.System);
        IExecutorCalls calls = executors;

        Assert.Equal(ExecutorAnswer.NotReady, calls.Subscribe(AnAgent.F, AnAgent.E, [], [], new AConnection()));
        Assert.Equal(ExecutorAnswer.NotReady, await calls.Update(AnAgent.F, AnAgent.E, AnAgent.UpdateOf("t1", TaskState.Running, 1)));
        Assert.Equal(ExecutorAnswer.NotReady, calls.Message(AnAgent.F, AnAgent.E, []));
    }

    [Fact]
    public async Task A_kill_during_the_start_ends_the_start()
    {
        Work.Launch(Framework, ATask.With());
        await _containers.Next();
        Work.Kill(AnAgent.F, new TaskId("t1"));

        Assert.Equal("t1 TASK_KILLED: Killed before it was started", await _reports.Next());
        await Ended(1);
    }

    [Fact]
    public async Task A_task_that_is_killed_before_its_turn_is_never_started()
    {
        // Each worker is busy with one task that does not get started.
        for (var i = 0; i < ((IContainerizer)_containers).ParallelLaunches; i++)
        {
            Work.Launch(Framework, ATask.With($"busy{i}"));
            await _containers.Next();
        }

        Work.Launch(Framework, ATask.With());
        Work.Kill(AnAgent.F, new TaskId("t1"));
        Assert.Equal("t1 TASK_KILLED: Killed before it was started", await _reports.Next());
        Work.Kill(AnAgent.F, new TaskId("busy0"));
        Assert.Equal("busy0 TASK_KILLED: Killed before it was started", await _reports.Next());
        await Ended(2);
        Assert.Equal(((IContainerizer)_containers).ParallelLaunches, _containers.Launched);
    }

    [Fact]
    public async Task A_process_that_cannot_be_started_fails_its_task_with_the_reason()
    {
        Work.Launch(Framework, ATask.With());
        (await _containers.Next()).Refuse("no such file");

        Assert.Equal("t1 TASK_FAILED: The task could not be started: no such file", await _reports.Next());
    }

    [Fact]
    public async Task A_command_that_is_not_found_is_explained_by_its_standard_error()
    {
        Work.Launch(Framework, ATask.With());
        var container = await _containers.Next();
        container.Start();
        await _reports.Next();
        await File.WriteAllTextAsync(Path.Combine(container.Spec.Directory, "stderr"), "sh: 1: nosuch: not found\n", TestContext.Current.CancellationToken);
        container.End(127);

        Assert.Equal("t1 TASK_FAILED: Command exited with status 127: sh: 1: nosuch: not found", await _reports.Next());
    }

    [Fact]
    public async Task At_the_end_tasks_that_do_not_outlive_the_agent_are_ended_and_waited_for()
    {
        Work.Launch(Framework, ATask.With("stays"));
        (await _containers.Next()).Start();
        await _reports.Next();
        Work.Launch(ATask.Framework("F-0001") with { User = "" }, ATask.With("goes"));
        var container = await _containers.Next();
        container.Start();
        await _reports.Next();
        var end = _executors.EndAll(all: false, TimeSpan.FromHours(1));

        await container.Killed;
        Assert.False(end.IsCompleted);
        container.EndBySignal(15);
        await end;
        Assert.Equal("goes TASK_KILLED: Command terminated with signal Terminated", await _reports.Next());
    }

    [Fact]
    public async Task When_the_disk_refuses_nothing_is_told_and_the_agent_ends()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "meta/slaves/S-0"));
        await File.WriteAllTextAsync(Path.Combine(_directory, "meta/slaves/S-0/frameworks"), "in the way", TestContext.Current.CancellationToken);
        Work.Launch(Framework, ATask.With());

        await Assert.ThrowsAnyAsync<Exception>(() => _running);
        Assert.Equal(0, _containers.Launched);
    }

    private async Task Ended(int count)
    {
        while (_executors.Read(machine => machine.Frameworks.SelectMany(framework => framework.Executors.Values).Count(executor => executor.State == ExecutorState.Terminated)) < count)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private MesosOrleans.AgentHost.Recovery.RecoveredTask Read() => new CheckpointReaderStore(_checkpoints.Layout, _codec, strict: true).Read()
        .Frameworks.Single().Executors.Single().Tasks.Single();

    private sealed class Reports : IMasterReports
    {
        private readonly Channel<StatusUpdate> _updates = Channel.CreateUnbounded<StatusUpdate>();

        public List<StatusUpdate> All { get; } = [];

        /// <summary>The next, as <c>t1 TASK_KILLED: why</c>.</summary>
        public async Task<string> Next()
        {
            var update = await _updates.Reader.ReadAsync(TestContext.Current.CancellationToken);
            All.Add(update);
            return $"{update.Status.TaskId} {update.Status.State.WireName()}{(update.Status.Message is { } message ? ": " + message : "")}";
        }

        public void Report(StatusUpdate update) => _updates.Writer.TryWrite(update);

        public void Exited(FrameworkId framework, ExecutorId executor, int status)
        {
        }

        public void Tell(FrameworkId framework, ExecutorId executor, ImmutableArray<byte> data)
        {
        }
    }
}
