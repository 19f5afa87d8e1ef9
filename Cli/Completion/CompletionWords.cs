using MesosOrleans.Cli.Cluster;
using MesosOrleans.Cli.Commands;
using MesosOrleans.Cli.Settings;

namespace MesosOrleans.Cli.Completion;

/// <summary>A word that a shell may put in.</summary>
/// <param name="Text">The word; one that ends with <c>=</c> goes on.</param>
/// <param name="Summary">One line about it.</param>
internal sealed record CompletionWord(string Text, string Summary);

/// <summary>How a command line may go on. Pure.</summary>
internal static class CompletionWords
{
    /// <summary>The words that can stand in the last place.</summary>
    /// <param name="words">The command line without <c>mesos</c>; the last is the one that is being typed, be it empty.</param>
    /// <param name="commands">All commands.</param>
    /// <param name="tasks">The tasks of the cluster, where they are asked for.</param>
    public static IEnumerable<CompletionWord> Of(IReadOnlyList<string> words, IReadOnlyList<Command> commands, IReadOnlyList<FoundTask> tasks)
    {
        var typed = words.Count > 0 ? words[^1] : "";
        var all = words.Count <= 1 ? commands.Select(OfCommand)
            : Find(words, commands) is not { } command ? []
            : typed.StartsWith('-') ? Flags(command)
            : Arguments(command, commands, tasks);
        return all.Where(word => word.Text.StartsWith(typed, StringComparison.Ordinal));
    }

    /// <summary>Whether the tasks of the cluster are of use.</summary>
    public static bool AskForTasks(IReadOnlyList<string> words, IReadOnlyList<Command> commands) =>
        words.Count > 1 && !words[^1].StartsWith('-') && Find(words, commands)?.Takes == ArgumentKind.Tasks;

    private static Command? Find(IReadOnlyList<string> words, IReadOnlyList<Command> commands) => commands.FirstOrDefault(command => command.Name == words[0]);

    private static CompletionWord OfCommand(Command command) => new(command.Name, command.Summary);

    private static IEnumerable<CompletionWord> Flags(Command command) =>
        from flag in command.Flags?.Invoke().Flags ?? []
        from form in flag.IsBoolean && flag.DefaultText == "true" ? new[] { $"--{flag.Name}", $"--no-{flag.Name}" }
            : [flag.IsBoolean ? $"--{flag.Name}" : $"--{flag.Name}="]
        select new CompletionWord(form, flag.Help);

    private static IEnumerable<CompletionWord> Arguments(Command command, IReadOnlyList<Command> commands, IReadOnlyList<FoundTask> tasks) => command.Takes switch
    {
        ArgumentKind.Tasks => tasks
            .OrderByDescending(task => task.IsLive)
            .DistinctBy(task => task.Task.Id)
            .Select(task => new CompletionWord(task.Task.Id, $"{task.Task.Name} ({task.Task.State}) of {task.Framework.Name}")),
        ArgumentKind.Commands => commands.Select(OfCommand),
        ArgumentKind.Settings => SettingNames.All.Select(name => new CompletionWord(name, SettingNames.Of(name).Help)),
        ArgumentKind.Shells => CompletionScripts.Shells.Select(shell => new CompletionWord(shell, "")),
        _ => [],
    };
}
