using MesosOrleans.Cli.Cluster;
using MesosOrleans.Flags;
using MesosOrleans.Protocol;

namespace MesosOrleans.Cli.SandboxFiles;

/// <summary>A place in the sandbox of a task: <c>TASK [FILE]</c>, or the flags that Mesos's own commands have.</summary>
/// <param name="Found">The task.</param>
/// <param name="Address"><c>HOST:PORT</c> of the agent that has its sandbox.</param>
/// <param name="Path">As the agent names it.</param>
internal sealed record SandboxTarget(FoundTask Found, string Address, string Path)
{
    public const string Positional = "TASK [FILE]";

    private static readonly Flag<string?> Framework =
        Flag.Text("framework", "The framework whose task is meant: its name, its ID, or a part of that.").FromCommandLineOnly();

    private static readonly Flag<string?> Task = Flag.Text("task", "The same as TASK.").FromCommandLineOnly();

    private static readonly Flag<string?> File = Flag.Text("file", "The same as FILE.").FromCommandLineOnly();

    public static readonly Flag[] Flags = [ClusterFlags.Master, Framework, Task, File];

    /// <summary>Finds it.</summary>
    /// <param name="values">Of a set with <see cref="Flags"/>.</param>
    /// <param name="usual">The file that is meant if none is named.</param>
    /// <param name="state">The cluster.</param>
    /// <exception cref="CliException">There is no such task, or its slave is gone.</exception>
    public static SandboxTarget Of(FlagValues values, string usual, StateDocument state)
    {
        var words = values.Positional;
        var (task, rest) = values.Get(Task) is { } named ? (named, words) : words.Length > 0 ? (words[0], words[1..])
            : throw new FlagException($"no task is named: expected {Positional}; 'mesos tasks' lists them");
        var file = values.Get(File) ?? (rest.Length > 0 ? rest[0] : usual);
        if (rest.Length > (values.Get(File) is null ? 1 : 0))
        {
            throw new FlagException($"unexpected argument '{rest[^1]}': expected {Positional}");
        }

        var found = TaskFinder.One(state, task, values.Get(Framework));
        var slave = state.Slaves.FirstOrDefault(slave => slave.Id == found.Task.SlaveId) ?? throw new CliException(
            $"slave {found.Task.SlaveId} is gone from the cluster, and what its tasks wrote with it");
        var path = Sandboxes.PathOf(new SlaveId(slave.Id), new FrameworkId(found.Framework.Id), new TaskId(found.ExecutorId), file.TrimStart('/'));
        return new SandboxTarget(found, StateTables.AddressOf(slave.Pid), path.TrimEnd('/'));
    }
}
