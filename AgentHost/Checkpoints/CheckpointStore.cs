using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Checkpoints;

/// <summary>
/// Keeps what the next process of this agent needs. Changes come in groups; a group is on disk when <see cref="Write"/> returns. What a group adds to one file travels as one append, and the files of a
/// group go to the disk side by side: a disk takes many at the price of few. One group at a time.
/// </summary>
internal sealed class CheckpointStore(CheckpointLayout layout, CheckpointCodecStore codec, string bootId)
{
    // More do not make a disk faster.
    private const int Writers = 16;

    private readonly Dictionary<string, List<byte[]>> _appends = [];
    private readonly List<(string Path, byte[] Content)> _files = [];
    private readonly List<(string Path, string Target)> _links = [];
    private readonly Lock _gate = new();
    private SlaveInfo? _kept;
    private SlaveId? _forgotten;

    public CheckpointLayout Layout => layout;

    /// <summary>The directory belongs to no slave any more: the next start is a new one's.</summary>
    /// <param name="slave">What comes late of this one is not kept; null if nothing comes.</param>
    public void ForgetSlave(SlaveId? slave)
    {
        lock (_gate)
        {
            _forgotten = slave;
            if (Directory.Exists(layout.Slaves))
            {
                File.Delete(layout.LatestSlave);
            }
        }
    }

    /// <summary>Deletes what is left of a slave, when nothing of it runs any more.</summary>
    public void RemoveSlaves(SlaveId? except)
    {
        var kept = except is { } id ? SandboxPath.NameOf(id.Value) : null;
        foreach (var directory in Directory.Exists(layout.Slaves) ? Directory.GetDirectories(layout.Slaves) : [])
        {
            if (Path.GetFileName(directory) is var name && name != kept && name != CheckpointLayout.LatestName)
            {
                CheckpointFileStore.Remove(directory);
            }
        }
    }

    /// <summary>Deletes a run of which nothing runs any more, and its executor and framework if it was all that is left of them.</summary>
    /// <param name="directory">Full path of the run.</param>
    public void RemoveRun(string directory)
    {
        lock (_gate)
        {
            CheckpointFileStore.Remove(directory);
            var runs = Path.GetDirectoryName(directory)!;
            var executor = Path.GetDirectoryName(runs)!;
            var executors = Path.GetDirectoryName(executor)!;
            if (Directory.Exists(runs) && !Directory.EnumerateDirectories(runs).Any(run => Path.GetFileName(run) != CheckpointLayout.LatestName))
            {
                CheckpointFileStore.Remove(executor);
            }

            if (Directory.Exists(executors) && !Directory.EnumerateDirectories(executors).Any())
            {
                CheckpointFileStore.Remove(Path.GetDirectoryName(executors)!);
            }
        }
    }

    /// <summary>Where the launcher of a run keeps what a restarted agent needs; there once the run is written.</summary>
    public string RunDirectory(SlaveId slave, RunKey run) => layout.Run(slave, run);

    /// <summary>Writes a group.</summary>
    /// <param name="info">The slave, with its ID: this directory belongs to it from now on.</param>
    /// <param name="changes">In order; perhaps none.</param>
    public void Write(SlaveInfo info, List<CheckpointChange> changes)
    {
        lock (_gate)
        {
            if (_forgotten is null || info.Id != _forgotten)
            {
                WriteAll(info, changes);
            }
        }
    }

    private void WriteAll(SlaveInfo info, List<CheckpointChange> changes)
    {
        if (_kept != info)
        {
            KeepSlave(info);
        }

        var slave = info.Id!.Value;
        foreach (var change in changes)
        {
            Sort(slave, change);
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Writers };
        Parallel.ForEach(_files, parallel, file => CheckpointFileStore.Replace(file.Path, file.Content));
        Parallel.ForEach(_appends, parallel, file => CheckpointFileStore.Append(file.Key, file.Value.Count == 1 ? file.Value[0] : [.. file.Value.SelectMany(part => part)]));
        foreach (var (path, target) in _links)
        {
            CheckpointFileStore.Link(path, target);
        }

        _files.Clear();
        _appends.Clear();
        _links.Clear();
    }

    /// <summary>The slave that this directory belongs to from now on.</summary>
    private void KeepSlave(SlaveInfo info)
    {
        var id = info.Id!.Value;
        CheckpointFileStore.Replace(layout.SlaveInfo(id), codec.Frame(CheckpointKind.Slave, info));
        CheckpointFileStore.Replace(layout.BootId, System.Text.Encoding.ASCII.GetBytes(bootId));
        CheckpointFileStore.Link(layout.LatestSlave, SandboxPath.NameOf(id.Value));
        _kept = info;
    }

    private void Sort(SlaveId slave, CheckpointChange change)
    {
        switch (change)
        {
            case CheckpointChange.Framework framework:
                _files.Add((layout.FrameworkInfo(slave, framework.Info.Id!.Value), codec.Frame(CheckpointKind.Framework, framework.Info)));
                break;
            case CheckpointChange.Executor executor:
                Directory.CreateDirectory(layout.Run(slave, executor.Run));
                var kind = executor.IsCommand ? CheckpointKind.CommandExecutor : CheckpointKind.Executor;
                _files.Add((layout.ExecutorInfo(slave, executor.Run), codec.Frame(kind, executor.Info)));
                _links.Add((Path.Combine(layout.Runs(slave, executor.Run), CheckpointLayout.LatestName), executor.Run.Container.Value));
                break;
            case CheckpointChange.Task task:
                Directory.CreateDirectory(layout.Task(slave, task.Run, task.Info.TaskId));
                _files.Add((layout.TaskInfo(slave, task.Run, task.Info.TaskId), codec.Frame(CheckpointKind.Task, task.Info)));
                break;
            case CheckpointChange.Update update:
                Append(layout.Updates(slave, update.Run, update.Status.Status.TaskId), codec.Frame(CheckpointKind.Update, update.Status));
                break;
            case CheckpointChange.Acknowledged acknowledged:
                Append(layout.Updates(slave, acknowledged.Run, acknowledged.TaskId), CheckpointCodecStore.Frame(acknowledged.Uuid));
                break;
            case CheckpointChange.TaskDone done:
                Remove(layout.Task(slave, done.Run, done.TaskId));
                break;
            case CheckpointChange.ExecutorDone done:
                Remove(layout.Executor(slave, done.Run.Framework, done.Run.Executor));
                break;
            case CheckpointChange.FrameworkDone done:
                Remove(layout.Framework(slave, done.FrameworkId));
                break;
        }
    }

    private void Append(string path, byte[] frame)
    {
        if (!_appends.TryGetValue(path, out var parts))
        {
            _appends.Add(path, parts = []);
        }

        parts.Add(frame);
    }

    /// <summary>At once, before what comes later in the group; what came earlier in it need not be written.</summary>
    private void Remove(string directory)
    {
        var below = directory + "/";
        _files.RemoveAll(file => file.Path.StartsWith(below, StringComparison.Ordinal));
        _links.RemoveAll(link => link.Path.StartsWith(below, StringComparison.Ordinal));
        foreach (var path in _appends.Keys.Where(path => path.StartsWith(below, StringComparison.Ordinal)).ToArray())
        {
            _appends.Remove(path);
        }

        CheckpointFileStore.Remove(directory);
    }
}
