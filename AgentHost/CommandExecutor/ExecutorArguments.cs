namespace MesosOrleans.CommandExecutor;

/// <summary>The command line: <c>mesos-executor [--override WORDS…]</c> (rule 15.5).</summary>
/// <param name="Words">What is run in place of the task's command, as it stands; null for the task's.</param>
internal sealed record ExecutorArguments(IReadOnlyList<string>? Words)
{
    public const string Usage =
        """
        Usage: mesos-executor [--override WORD...]

        The executor of a command task: it subscribes at the agent that its environment names, runs the command of its task with /bin/sh, and tells how that
        fares. A containerizer program starts it inside or beside a container.

          --override WORD...  runs these words in place of the task's command, without a shell; what follows belongs to them
          --help              shows this
        """;

    /// <summary>Null if there is something wrong, which <paramref name="error"/> then says, or if help was asked for.</summary>
    public static ExecutorArguments? Parse(IReadOnlyList<string> args, out string? error)
    {
        error = null;
        switch (args)
        {
            case []:
                return new ExecutorArguments(Words: null);
            case ["--help"]:
                return null;
            case ["--override", _, ..]:
                return new ExecutorArguments([.. args.Skip(1)]);
            case ["--override"]:
                error = "--override needs the words that shall be run";
                return null;
            default:
                error = $"expected --override and the words that shall be run, got '{string.Join(' ', args)}'; see --help";
                return null;
        }
    }
}
