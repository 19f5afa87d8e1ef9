using System.Collections.Immutable;
using MesosOrleans.AgentHost.Checkpoints;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.AgentHost.HealthChecks;
using MesosOrleans.AgentHost.Recovery;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.AgentHost.Executors;
using MesosOrleans.Tests.Unit.AgentHost.Tasks;
using MesosOrleans.Tests.Unit.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Recovery;

/// <summary>Real checkpoints that a former process left at moments that it passes quickly.</summary>
public sealed class RecoveryServiceTests : IAsyncDisposable
{
    private static readonly FrameworkInfo Framework = ATask.Framework(checkpoint: true) with { User = "" };
    private static readonly SlaveId Slave = AnAgent.Slave.Id!.Value;

    private readonly string _directory = Directory.CreateTempSubdirectory("mesos-recovery").FullName;
    private readonly FakeContainerizer _containers = new();
    private readonly CheckpointCodecStore _codec = new();
    private readonly CheckpointStore _checkpoints;
    private readonly ContainerRunsService _runs;
    private readonly TaskChecksService _checks;
    private readonly HealthCheckService _checker = new(new TaskLauncherClient(NullLogger<TaskLauncherClient>.Instance), TimeProvider.System);
    private readonly ContainerSettings _settings;
    private readonly EffectsService _effects;
    private readonly ExecutorService _executors;
    private readonly CancellationTokenSource _over = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;

    public RecoveryServiceTests()
    {
        _settings = new ContainerSettings
        {
            WorkDirectory = _directory,
            Environment = ImmutableSortedDictionary<string, string>.Empty,
            AgentPid = "slave(1)@127.0.0.1:5051",
            AgentUser = Environment.UserName,
        };
        _checkpoints = new CheckpointStore(new CheckpointLayout(_directory), _codec, "boot");
        _runs = new ContainerRunsService(_containers, new ExecutorSocketStore(_directory), Meters.Agent(), NullLogger<ContainerRunsService>.Instance);
        _checks = new TaskChecksService(_checker);
        _effects = new EffectsService(_checkpoints, _runs, _checks, _settings, new KeptSandboxes(), TimeProvider.System, NullLogger<EffectsService>.Instance) { Slave = () => AnAgent.Slave };
        _executors = new ExecutorService(new AgentRules { WorkDirectory = _directory }, _runs, _checks, _effects, TimeProvider.System);
    }

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

    [Fact, Trait("Invariant", "5 no lost word")]
    public async Task A_framework_stays_while_one_of_its_executors_runs_though_another_one_is_only_history()
    {
        // "done" is the first in order: its end was acknowledged, and the process was killed before it could forget its executor.
        Keep("done", 1, new CheckpointChange.TaskDone(Run("done", 1), new TaskId("done")));
        Keep("runs", 2, new CheckpointChange.Update(Run("runs", 2), AnAgent.UpdateOf("runs", TaskState.Running, 1)));
        var container = new FakeContainer(_settings.SpecOf(Framework.Id!.Value, CommandExecutor.Of(Framework.Id!.Value, ATask.With("runs")), AnAgent.Container(2), _directory, _directory, ATask.With().Resources));
        _containers.Left.Add(container.Id, container);
        _effects.Reports = new End(_end);

        await Recover();
        container.End(3);
        await _end.Task.WaitAsync(TestContext.Current.CancellationToken);

        var kept = new CheckpointReaderStore(_checkpoints.Layout, _codec, strict: true).Read().Frameworks.Single().Executors.Single();
        Assert.Equal("runs", kept.Info.ExecutorId.Value);
        Assert.Equal([TaskState.Running, TaskState.Failed], kept.Tasks.Single().Updates.Select(update => update.Status.State));
    }

    [Fact]
    public async Task Of_what_was_only_begun_to_be_kept_and_of_what_was_only_begun_to_be_forgotten_nothing_stays()
    {
        Keep("begun", 1);
        File.Delete(Path.Combine(_checkpoints.Layout.Runs(Slave, Run("begun", 1)), CheckpointLayout.LatestName));
        _checkpoints.Write(AnAgent.Slave, [new CheckpointChange.Framework(ATask.Framework("F-0001", checkpoint: true))]);

        await Recover();
        await Carried();

        Assert.Empty(new CheckpointReaderStore(_checkpoints.Layout, _codec, strict: true).Read().Frameworks);
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(_checkpoints.Layout.Slave(Slave), "frameworks")));
    }

    private static RunKey Run(string executor, int container) => new(Framework.Id!.Value, new ExecutorId(executor), AnAgent.Container(container));

    /// <summary>A command task, as a process keeps it, and what became of it.</summary>
    private void Keep(string id, int container, params CheckpointChange[] more)
    {
        var run = Run(id, container);
        _checkpoints.Write(AnAgent.Slave, [
            new CheckpointChange.Framework(Framework), new CheckpointChange.Executor(run, CommandExecutor.Of(Framework.Id!.Value, ATask.With(id)), IsCommand: true),
            new CheckpointChange.Task(run, ATask.With(id))]);
        _checkpoints.Write(AnAgent.Slave, [.. more]);
    }

    private async Task Recover()
    {
        _running = _executors.Run(_over.Token);
        var recovery = new RecoveryService(
            _checkpoints, _codec, _containers, _runs, _settings, _executors, new KeptSandboxes(), new RecoverySettings(Strict: true, Cleanup: false, "boot"),
            NullLogger<RecoveryService>.Instance);
        Assert.IsType<RecoveryPlan.TakeOver>(await recovery.Recover(AnAgent.Slave with { Id = null }, _ => { }, TestContext.Current.CancellationToken));
    }

    /// <summary>Waits until everything that is decided by now is on the disk.</summary>
    private async Task Carried()
    {
        var carried = new TaskCompletionSource();
        _executors.Step((_, _, effects) => effects.Actions.Add(new AgentAction.Close(new Signal(carried))));
        await await Task.WhenAny(carried.Task, _running).WaitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Hears what the masters are told, which is on the disk by then.</summary>
    private sealed class End(TaskCompletionSource told) : IMasterReports
    {
        public void Report(StatusUpdate update)
        {
            if (update.Status.State == TaskState.Failed)
            {
                told.SetResult();
            }
        }

        public void Exited(FrameworkId framework, ExecutorId executor, int status) => throw new NotSupportedException();

        public void Tell(FrameworkId framework, ExecutorId executor, ImmutableArray<byte> data) => throw new NotSupportedException();
    }

    private sealed class Signal(TaskCompletionSource reached) : IExecutorConnection
    {
        public void Send(MesosOrleans.Executors.ExecutorEvent sent) => throw new NotSupportedException();

        public void Close() => reached.SetResult();
    }
}
