using MesosOrleans.AgentHost.Checkpoints;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.AgentHost.Recovery;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.AgentHost.Executors;
using MesosOrleans.Tests.Unit.AgentHost.Tasks;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Checkpoints;

/// <summary>Real files: what is written, and what is read when they are as they should be, or not.</summary>
public sealed class CheckpointStoreTests : IDisposable
{
    private static readonly SlaveInfo Slave = AnAgent.Slave with { Checkpoint = true, Attributes = Attributes.Parse("rack:r1") };
    private static readonly FrameworkInfo Framework = ATask.Framework(checkpoint: true);
    private static readonly TaskInfo Task = ATask.With("a/b");
    private static readonly ExecutorInfo Executor = CommandExecutor.Of(AnAgent.F, Task);
    private static readonly RunKey Run = new(AnAgent.F, Executor.ExecutorId, new ContainerId("c1"));
    private static readonly StatusUpdate Running = AnAgent.UpdateOf("a/b", TaskState.Running, 1);

    private readonly string _directory = Directory.CreateTempSubdirectory("mesos-meta").FullName;
    private readonly CheckpointCodecStore _codec = new();
    private readonly CheckpointStore _store;

    public CheckpointStoreTests() => _store = new CheckpointStore(new CheckpointLayout(_directory), _codec, "boot-1");

    private string RunDirectory => _store.RunDirectory(Slave.Id!.Value, Run);

    private string TaskInfo => Path.Combine(RunDirectory, "tasks/a%2Fb/task.info");

    private string Updates => Path.Combine(RunDirectory, "tasks/a%2Fb/task.updates");

    public void Dispose()
    {
        _codec.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void The_layout_is_that_of_mesos()
    {
        Write();

        Assert.Equal(
            [
                "boot_id", "slaves/S-0/frameworks/F-0000/executors/a%2Fb/executor.info",
                "slaves/S-0/frameworks/F-0000/executors/a%2Fb/runs/c1/tasks/a%2Fb/task.info",
                "slaves/S-0/frameworks/F-0000/executors/a%2Fb/runs/c1/tasks/a%2Fb/task.updates", "slaves/S-0/frameworks/F-0000/framework.info",
                "slaves/S-0/slave.info",
            ],
            Directory.EnumerateFiles(Path.Combine(_directory, "meta"), "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
                .Select(file => Path.GetRelativePath(Path.Combine(_directory, "meta"), file)).Order(StringComparer.Ordinal));
        Assert.Equal("S-0", new FileInfo(Path.Combine(_directory, "meta/slaves/latest")).LinkTarget);
        Assert.Equal("c1", new FileInfo(Path.Combine(RunDirectory, "../latest")).LinkTarget);
    }

    [Fact]
    public void What_was_written_is_recovered_equal()
    {
        Write(new CheckpointChange.Acknowledged(Run, Task.TaskId, Running.Uuid));
        var state = Read();

        Assert.Equal(("boot-1", Slave), (state.BootId, state.Slave));
        Assert.Empty(state.Errors.Concat(state.Notes));
        var framework = Assert.Single(state.Frameworks);
        Assert.Equal(Framework, framework.Info);
        var executor = Assert.Single(framework.Executors);
        Assert.Equal((Executor.ExecutorId, Executor.Name, true, Run.Container, RunDirectory),
            (executor.Info.ExecutorId, executor.Info.Name, executor.IsCommand, executor.Container, executor.RunDirectory));
        var task = Assert.Single(executor.Tasks);
        Assert.Equal((Task.TaskId, Task.Resources, Task.Command!.Value), (task.Info.TaskId, task.Info.Resources, task.Info.Command!.Value));
        Assert.Equal([Running.Uuid], task.Updates.Select(update => update.Uuid));
        Assert.Equal([Running.Uuid], task.Acknowledged);
    }

    [Fact]
    public void An_empty_directory_is_an_empty_state()
    {
        var state = Read();
        Assert.Null(state.Slave);
        Assert.Empty(state.Errors.Concat(state.Notes));
    }

    [Fact]
    public void What_is_history_is_gone_and_what_comes_after_it_in_the_same_group_stays()
    {
        Write();
        var next = Run with { Container = new ContainerId("c2") };
        _store.Write(Slave,
        [
            new CheckpointChange.Update(Run, AnAgent.UpdateOf("a/b", TaskState.Finished, 2)), new CheckpointChange.ExecutorDone(Run), new CheckpointChange.FrameworkDone(AnAgent.F),
            new CheckpointChange.Framework(Framework), new CheckpointChange.Executor(next, Executor, true), new CheckpointChange.Task(next, Task),
        ]);

        var executor = Assert.Single(Assert.Single(Read().Frameworks).Executors);
        Assert.Equal(next.Container, executor.Container);
        Assert.Empty(Assert.Single(executor.Tasks).Updates);
        Assert.False(Directory.Exists(RunDirectory));
    }

    [Fact]
    public void A_half_written_record_is_cut_off_and_the_next_one_is_read_after_it()
    {
        Write();
        File.AppendAllText(Updates, "MOC\u0001half");
        Assert.Single(Tasks(Read()).Single().Updates);
        _store.Write(Slave, [new CheckpointChange.Update(Run, AnAgent.UpdateOf("a/b", TaskState.Finished, 2))]);
        var state = Read();

        Assert.Equal([TaskState.Running, TaskState.Finished], Tasks(state).Single().Updates.Select(update => update.Status.State));
        Assert.Empty(state.Errors.Concat(state.Notes));
    }

    [Fact]
    public void A_bad_record_is_an_error_that_names_the_file_and_if_it_is_passed_over_the_file_can_be_used_again()
    {
        Write();
        File.AppendAllText(Updates, "this is no record at all");
        var length = new FileInfo(Updates).Length;
        Assert.Contains(Updates, Assert.Single(Read(strict: true).Errors), StringComparison.Ordinal);
        Assert.Equal(length, new FileInfo(Updates).Length);

        var state = Read(strict: false);
        Assert.Single(state.Errors);
        Assert.Single(Tasks(state).Single().Updates);
        _store.Write(Slave, [new CheckpointChange.Update(Run, AnAgent.UpdateOf("a/b", TaskState.Finished, 2))]);
        Assert.Equal(2, Tasks(Read()).Single().Updates.Length);
    }

    [Theory, InlineData(0, false), InlineData(10, true), InlineData(20, true)]
    public void A_truncated_task_is_not_recovered_and_is_an_error_unless_it_is_empty(int length, bool isError)
    {
        Write();
        using (var file = File.OpenWrite(TaskInfo))
        {
            file.SetLength(length);
        }

        var state = Read();
        Assert.Empty(Tasks(state));
        Assert.Contains(TaskInfo, Assert.Single(isError ? state.Errors : state.Notes), StringComparison.Ordinal);
        Assert.Empty(isError ? state.Notes : state.Errors);
    }

    [Fact]
    public void A_message_of_another_kind_is_an_error()
    {
        Write();
        File.Copy(Path.Combine(_directory, "meta/slaves/S-0/slave.info"), TaskInfo, overwrite: true);

        Assert.Contains("kind Slave", Assert.Single(Read().Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_whose_executor_cannot_be_read_is_a_leftover_and_not_forgotten()
    {
        Write();
        File.WriteAllText(_store.Layout.ExecutorInfo(Slave.Id!.Value, Run), "foreign");
        var state = Read();

        Assert.Empty(state.Frameworks.Single().Executors);
        Assert.Equal([new LeftoverRun(Run.Container, RunDirectory)], state.Leftovers);
        Assert.Contains("executor.info", Assert.Single(state.Errors), StringComparison.Ordinal);
    }

    [Theory, InlineData("frameworks/F-0000/framework.info"), InlineData("slave.info")]
    public void Runs_of_what_is_missing_are_leftovers(string missing)
    {
        Write();
        File.Delete(Path.Combine(_directory, "meta/slaves/S-0", missing));
        var state = Read();

        Assert.Empty(state.Frameworks);
        Assert.Equal([new LeftoverRun(Run.Container, RunDirectory)], state.Leftovers);
        Assert.Empty(state.Errors);
    }

    [Fact]
    public void Only_the_latest_run_is_recovered()
    {
        Write();
        var next = Run with { Container = new ContainerId("c2") };
        _store.Write(Slave, [new CheckpointChange.Executor(next, Executor, true), new CheckpointChange.Task(next, Task)]);
        var state = Read();

        Assert.Equal(next.Container, state.Frameworks.Single().Executors.Single().Container);
        Assert.Equal([new LeftoverRun(Run.Container, RunDirectory)], state.Leftovers);
    }

    [Fact]
    public void Foreign_files_are_named_and_left_alone_and_remnants_of_a_stopped_process_are_deleted()
    {
        Write();
        var foreign = Path.Combine(_directory, "meta/slaves/S-0/frameworks/notes.txt");
        File.WriteAllText(foreign, "mine");
        File.WriteAllText(TaskInfo + "~new", "half");
        Directory.CreateDirectory(RunDirectory + "~gone/tasks");
        var state = Read();

        Assert.Contains(foreign, Assert.Single(state.Notes), StringComparison.Ordinal);
        Assert.True(File.Exists(foreign));
        Assert.False(Directory.Exists(RunDirectory + "~gone"));
        Assert.Empty(state.Leftovers);
        Assert.Single(Tasks(state));
    }

    [Fact]
    public void A_slave_that_is_forgotten_is_not_recovered_and_its_runs_are_leftovers()
    {
        Write();
        _store.ForgetSlave(null);
        var state = Read();

        Assert.Null(state.Slave);
        Assert.Single(state.Leftovers);
        _store.RemoveSlaves(except: null);
        Assert.Empty(Read().Leftovers);
    }

    [Fact]
    public void What_comes_late_of_a_slave_that_is_forgotten_does_not_bring_it_back()
    {
        Write();
        _store.ForgetSlave(Slave.Id);

        Write();

        Assert.Null(Read().Slave);
    }

    private void Write(params CheckpointChange[] more) => _store.Write(Slave,
    [
        new CheckpointChange.Framework(Framework), new CheckpointChange.Executor(Run, Executor, true), new CheckpointChange.Task(Run, Task),
        new CheckpointChange.Update(Run, Running), .. more,
    ]);

    private RecoveredState Read(bool strict = true) => new CheckpointReaderStore(_store.Layout, _codec, strict).Read();

    private static IEnumerable<RecoveredTask> Tasks(RecoveredState state) => state.Frameworks.SelectMany(framework => framework.Executors).SelectMany(executor => executor.Tasks);
}
