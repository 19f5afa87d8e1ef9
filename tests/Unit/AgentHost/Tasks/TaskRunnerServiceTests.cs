using System.Collections.Immutable;
using System.Threading.Channels;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Tasks;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Tasks;

public sealed class TaskRunnerServiceTests : IDisposable
{
    private static readonly FrameworkInfo Framework = ATask.Framework() with { User = "" };

    private readonly string _directory = Directory.CreateTempSubdirectory("mesos-runner").FullName;
    private readonly FakeContainerizer _containers = new();
    private readonly Channel<(TaskId Task, TaskState State, string? Message)> _reports =
        Channel.CreateUnbounded<(TaskId, TaskState, string?)>();

    private readonly TaskRunnerService _runner;

    public TaskRunnerServiceTests()
    {
        var settings = new TaskSettings(_directory, "slave(1)@127.0.0.1:5051", ImmutableSortedDictionary<string, string>.Empty, SwitchUser: true);
        _runner = new TaskRunnerService(_containers, settings, TimeProvider.System, NullLogger<TaskRunnerService>.Instance);
        _runner.Begin((_, task, state, message) => _reports.Writer.TryWrite((task, state, message)));
    }

    public void Dispose()
    {
        _runner.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_task_runs_in_its_sandbox_and_ends_as_its_process_does()
    {
        _runner.Launch(Framework, ATask.With("a b", "true"));
        var container = await _containers.Next();
        container.Start();

        Assert.Equal((new TaskId("a b"), TaskState.Running, null), await Report());
        Assert.True(Directory.Exists(container.Spec.Directory));
        Assert.Equal(container.Spec.Directory, container.Spec.Environment["MESOS_DIRECTORY"]);
        Assert.Equal("true", container.Spec.Command);
        Assert.Equal(
            container.Spec.Id.Value, new FileInfo(Path.Combine(_directory, "slaves/S-0/frameworks/F-0000/executors/a%20b/runs/latest")).LinkTarget);

        container.End(0);
        Assert.Equal((new TaskId("a b"), TaskState.Finished, "Command exited with status 0"), await Report());
    }

    [Fact]
    public async Task The_link_to_the_latest_run_follows_a_task_that_is_launched_again()
    {
        for (var run = 0; run < 2; run++)
        {
            _runner.Launch(Framework, ATask.With("t"));
            var container = await _containers.Next();
            container.Start();
            Assert.Equal(TaskState.Running, (await Report()).State);
            Assert.Equal(
                container.Spec.Id.Value, new FileInfo(Path.Combine(_directory, "slaves/S-0/frameworks/F-0000/executors/t/runs/latest")).LinkTarget);
            container.End(0);
            Assert.Equal(TaskState.Finished, (await Report()).State);
            _runner.Forget(Framework.Id!.Value, new TaskId("t"));
        }
    }

    [Fact]
    public async Task A_kill_while_the_process_is_being_started_takes_effect_as_soon_as_it_runs()
    {
        _runner.Launch(Framework, ATask.With());
        var container = await _containers.Next();
        _runner.Kill(Framework.Id!.Value, new TaskId("t1"));
        Assert.False(container.IsKilled);
        container.Start();

        Assert.Equal(TaskState.Running, (await Report()).State);
        Assert.True(container.IsKilled);
        container.EndBySignal(15);
        Assert.Equal((new TaskId("t1"), TaskState.Killed, "Command terminated with signal Terminated"), await Report());
    }

    [Fact]
    public async Task A_task_that_is_killed_before_its_turn_is_never_started()
    {
        // Each worker is busy with one task that does not get started.
        var busy = new List<FakeContainer>();
        for (var i = 0; i < TaskRunnerService.Workers; i++)
        {
            _runner.Launch(Framework, ATask.With($"busy{i}"));
            busy.Add(await _containers.Next());
        }

        _runner.Launch(Framework, ATask.With());
        _runner.Kill(Framework.Id!.Value, new TaskId("t1"));
        busy[0].Start();

        Assert.Equal(TaskState.Running, (await Report()).State);
        Assert.Equal((new TaskId("t1"), TaskState.Killed, "Killed before it was started"), await Report());
        Assert.Equal(TaskRunnerService.Workers, _containers.Launched);
    }

    [Fact]
    public async Task A_process_that_cannot_be_started_fails_its_task_with_the_reason()
    {
        _runner.Launch(Framework, ATask.With());
        (await _containers.Next()).Refuse("no such file");

        Assert.Equal((new TaskId("t1"), TaskState.Failed, "The task could not be started: no such file"), await Report());
    }

    [Fact]
    public async Task A_task_that_no_process_can_be_started_for_fails_at_once()
    {
        _runner.Launch(Framework, ATask.With(command: "\0"));

        Assert.Equal(TaskState.Failed, (await Report()).State);
        Assert.Equal(0, _containers.Launched);
    }

    [Fact]
    public async Task A_command_that_is_not_found_is_explained_by_its_standard_error()
    {
        _runner.Launch(Framework, ATask.With());
        var container = await _containers.Next();
        container.Start();
        Assert.Equal(TaskState.Running, (await Report()).State);
        await File.WriteAllTextAsync(Path.Combine(container.Spec.Directory, "stderr"), "sh: 1: nosuch: not found\n", TestContext.Current.CancellationToken);
        container.End(127);

        Assert.Equal("Command exited with status 127: sh: 1: nosuch: not found", (await Report()).Message);
    }

    [Fact]
    public async Task A_task_that_is_forgotten_while_it_runs_is_ended()
    {
        _runner.Launch(Framework, ATask.With());
        var container = await _containers.Next();
        container.Start();
        Assert.Equal(TaskState.Running, (await Report()).State);
        _runner.Forget(Framework.Id!.Value, new TaskId("t1"));

        Assert.True(container.IsKilled);
        Assert.Null(_runner.Read(table => table.Find(Framework.Id!.Value, new TaskId("t1"))));
    }

    [Fact]
    public async Task At_the_end_every_task_is_ended_and_waited_for()
    {
        _runner.Launch(Framework, ATask.With());
        var container = await _containers.Next();
        container.Start();
        Assert.Equal(TaskState.Running, (await Report()).State);
        var end = _runner.EndAll(TimeSpan.FromHours(1));

        await container.Killed;
        Assert.False(end.IsCompleted);
        container.EndBySignal(15);
        await end;
        Assert.Equal(TaskState.Killed, (await Report()).State);
    }

    private async Task<(TaskId Task, TaskState State, string? Message)> Report() => await _reports.Reader.ReadAsync(TestContext.Current.CancellationToken);

    private sealed class FakeContainerizer : IContainerizer
    {
        private readonly Channel<FakeContainer> _launched = Channel.CreateUnbounded<FakeContainer>();
        private int _count;

        public int Launched => Volatile.Read(ref _count);

        public async Task<FakeContainer> Next() => await _launched.Reader.ReadAsync(TestContext.Current.CancellationToken);

        public Task<IContainer> Launch(ContainerSpec spec, CancellationToken cancel)
        {
            Interlocked.Increment(ref _count);
            var container = new FakeContainer(spec);
            _launched.Writer.TryWrite(container);
            return container.Started;
        }

        public Task<IReadOnlyDictionary<ContainerId, IContainer>> Recover(IReadOnlyCollection<ContainerSpec> known, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyDictionary<ContainerId, IContainer>>(new Dictionary<ContainerId, IContainer>());
    }

    private sealed class FakeContainer(ContainerSpec spec) : IContainer
    {
        private readonly TaskCompletionSource<IContainer> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<ContainerTermination> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ContainerSpec Spec => spec;

        public Task<IContainer> Started => _started.Task;

        public Task<ContainerTermination> Ended => _ended.Task;

        public Task Killed => _killed.Task;

        public bool IsKilled => _killed.Task.IsCompleted;

        public void Start() => _started.SetResult(this);

        public void Refuse(string why) => _started.SetException(new ContainerizerException(why));

        public void End(int code) => _ended.SetResult(ContainerTermination.Of(TaskExit.OfRawStatus(code << 8)));

        public void EndBySignal(int signal) => _ended.SetResult(ContainerTermination.Of(TaskExit.OfRawStatus(signal)));

        public ContainerId Id => spec.Id;

        public int Pid => 1;

        public void Kill(TimeSpan? grace = null) => _killed.TrySetResult();

        public Task Update(Resources resources, CancellationToken cancel) => Task.CompletedTask;

        public Task<ResourceStatistics> Usage(CancellationToken cancel) => Task.FromResult(new ResourceStatistics { Timestamp = 0 });
    }
}
