using MesosOrleans.AgentHost.Recovery;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Checkpoints;

/// <summary>
/// Reads everything under <c>meta/</c> (rule 13.4). A file that is missing or empty makes its object incomplete, in every mode; one that cannot be read is an error, and what it stood for is not recovered. Every
/// run that is found is either recovered or among the leftovers, so no container is forgotten. It deletes what a process that was stopped left half-way, and cuts <c>task.updates</c> after its last good record, unless a
/// strict start is refused because of it.
/// </summary>
internal sealed class CheckpointReaderStore(CheckpointLayout layout, CheckpointCodecStore codec, bool strict)
{
    private readonly List<string> _errors = [];
    private readonly List<string> _notes = [];
    private readonly List<LeftoverRun> _leftovers = [];

    public RecoveredState Read()
    {
        var slave = LatestSlave() is { } directory ? directory : null;
        var info = slave is null ? null : Message<SlaveInfo>(Path.Combine(slave, CheckpointLayout.SlaveInfoName), out _, CheckpointKind.Slave);
        var frameworks = info?.Id is null ? [] : Children(Path.Combine(slave!, "frameworks")).Select(Framework).OfType<RecoveredFramework>().ToArray();
        foreach (var other in Children(layout.Slaves).Where(other => info?.Id is null || other != slave))
        {
            LeaveSlave(other);
        }

        return new RecoveredState
        {
            BootId = BootId(),
            Slave = info?.Id is null ? null : info,
            Frameworks = [.. frameworks],
            Leftovers = [.. _leftovers],
            Errors = [.. _errors],
            Notes = [.. _notes],
        };
    }

    private string? BootId() => File.Exists(layout.BootId) && File.ReadAllText(layout.BootId).Trim() is { Length: > 0 } text ? text : null;

    private string? LatestSlave()
    {
        var target = new FileInfo(layout.LatestSlave).LinkTarget;
        return target is null ? null : Path.Combine(layout.Slaves, Path.GetFileName(target));
    }

    private RecoveredFramework? Framework(string directory)
    {
        var info = Message<FrameworkInfo>(Path.Combine(directory, CheckpointLayout.FrameworkInfoName), out _, CheckpointKind.Framework);
        var executors = Children(Path.Combine(directory, "executors"));
        if (info?.Id is null)
        {
            foreach (var executor in executors)
            {
                Leave(Children(Path.Combine(executor, "runs")));
            }

            return null;
        }

        return new RecoveredFramework(info, [.. executors.Select(Executor).OfType<RecoveredExecutor>()]);
    }

    private RecoveredExecutor? Executor(string directory)
    {
        var runs = Path.Combine(directory, "runs");
        var latest = new FileInfo(Path.Combine(runs, CheckpointLayout.LatestName)).LinkTarget is { } target ? Path.Combine(runs, Path.GetFileName(target)) : null;
        var info = Message<ExecutorInfo>(
            Path.Combine(directory, CheckpointLayout.ExecutorInfoName), out var kind, CheckpointKind.Executor, CheckpointKind.CommandExecutor);
        if (latest is null || !Directory.Exists(latest))
        {
            latest = null;
            _notes.Add($"{runs} has no latest run");
        }

        // Rule 13.13.
        Leave(Children(runs).Where(run => info is null || run != latest));
        if (info is null || latest is null)
        {
            return null;
        }

        var tasks = Children(Path.Combine(latest, "tasks")).Select(Task).OfType<RecoveredTask>();
        return new RecoveredExecutor(info, kind == CheckpointKind.CommandExecutor, new ContainerId(Path.GetFileName(latest)), latest, [.. tasks]);
    }

    private RecoveredTask? Task(string directory)
    {
        var info = Message<TaskInfo>(Path.Combine(directory, CheckpointLayout.TaskInfoName), out _, CheckpointKind.Task);
        return info is null ? null : RecoveredTask.Replay(info, Updates(Path.Combine(directory, CheckpointLayout.UpdatesName)));
    }

    private List<UpdateRecord> Updates(string path)
    {
        var records = new List<UpdateRecord>();
        if (!File.Exists(path) || Bytes(path) is not { } bytes)
        {
            return records;
        }

        var frames = UpdateFrames.Of(bytes);
        try
        {
            foreach (var frame in frames.Frames)
            {
                records.Add(codec.Record(frame));
            }
        }
        catch (InvalidDataException e)
        {
            _errors.Add($"{path}: {e.Message}");
        }

        if (frames.Error is not null)
        {
            _errors.Add($"{path}, from byte {frames.Length} on: {frames.Error}");
        }
        else if (frames.Length < bytes.Length)
        {
            _notes.Add($"{path}: its last record was half written, and is cut off");
        }

        if (frames.Length < bytes.Length && (frames.Error is null || !strict))
        {
            CheckpointFileStore.Append(path, [], frames.Length);
        }

        return records;
    }

    private T? Message<T>(string path, out CheckpointKind kind, params ReadOnlySpan<CheckpointKind> expected)
        where T : class
    {
        kind = default;
        if (Bytes(path) is not { } bytes)
        {
            return null;
        }

        switch (CheckpointFrame.Read(bytes))
        {
            case CheckpointReading.Whole frame when expected.Contains(frame.Kind) && frame.Length == bytes.Length:
                kind = frame.Kind;
                try
                {
                    return codec.Message<T>(frame.Payload);
                }
                catch (InvalidDataException e)
                {
                    _errors.Add($"{path}: {e.Message}");
                }

                break;
            case CheckpointReading.Whole frame:
                _errors.Add($"{path}: it holds {(expected.Contains(frame.Kind) ? "more than one message" : $"a message of kind {frame.Kind}")}");
                break;
            case CheckpointReading.Empty:
                _notes.Add($"{path} is empty");
                break;
            case CheckpointReading.Torn:
                _errors.Add($"{path}: its end is missing");
                break;
            case CheckpointReading.Bad bad:
                _errors.Add($"{path}: {bad.Reason}");
                break;
        }

        return null;
    }

    private byte[]? Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            _notes.Add($"{path} is missing");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _errors.Add($"{path}: {e.Message}");
        }

        return null;
    }

    private void LeaveSlave(string directory)
    {
        foreach (var framework in Children(Path.Combine(directory, "frameworks")))
        {
            foreach (var executor in Children(Path.Combine(framework, "executors")))
            {
                Leave(Children(Path.Combine(executor, "runs")));
            }
        }
    }

    private void Leave(IEnumerable<string> runs)
    {
        foreach (var run in runs)
        {
            _leftovers.Add(new LeftoverRun(new ContainerId(Path.GetFileName(run)), run));
        }
    }

    /// <summary>The directories in a directory, without the links, in a fixed order.</summary>
    private List<string> Children(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return [];
        }

        var children = new List<string>();
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos())
        {
            if (CheckpointFileStore.IsRemnant(entry.Name))
            {
                Discard(entry);
            }
            else if (entry is DirectoryInfo { LinkTarget: null })
            {
                children.Add(entry.FullName);
            }
            else if (entry.Name is not CheckpointLayout.LatestName)
            {
                _notes.Add($"{entry.FullName} is not of this program");
            }
        }

        children.Sort(StringComparer.Ordinal);
        return children;
    }

    private static void Discard(FileSystemInfo remnant)
    {
        if (remnant is DirectoryInfo { LinkTarget: null } directory)
        {
            directory.Delete(recursive: true);
        }
        else
        {
            remnant.Delete();
        }
    }
}
