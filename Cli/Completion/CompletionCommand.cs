using MesosOrleans.Cli.Cluster;
using MesosOrleans.Cli.Commands;
using MesosOrleans.Flags;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Completion;

/// <summary><c>mesos completion SHELL</c> prints the script for a shell; by it the shell calls <c>mesos completion words -- WORD...</c> at each tab.</summary>
internal static class CompletionCommand
{
    // A tab that takes longer than this is no help.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static readonly FlagSet Set = new(
        "mesos completion", "Prints a script for a shell. bash: eval \"$(mesos completion bash)\" in ~/.bashrc; zsh: the same in ~/.zshrc, after compinit; "
        + "fish: mesos completion fish > ~/.config/fish/completions/mesos.fish.", [], "bash|zsh|fish");

    public static async Task<int> Run(string[] args)
    {
        if (args is ["words", "--", .. var words])
        {
            await Words(words);
            return ExitCodes.Ok;
        }

        if (!ProgramFlags.Read(Set, args, out var values, out var code))
        {
            return code;
        }

        if (values.Positional is not [var shell] || CompletionScripts.For(shell) is not { } script)
        {
            return ProgramFlags.Refuse(Set.Name, $"name one shell: {string.Join(", ", CompletionScripts.Shells)}");
        }

        await Console.Out.WriteAsync(script);
        return ExitCodes.Ok;
    }

    private static async Task Words(string[] words)
    {
        var tasks = CompletionWords.AskForTasks(words, CommandTable.All) ? await Tasks(words) : [];
        foreach (var word in CompletionWords.Of(words, CommandTable.All, tasks))
        {
            await Console.Out.WriteLineAsync($"{word.Text}\t{word.Summary}");
        }
    }

    // Where the cluster is not known or does not answer, nothing is proposed: a shell has no place for a message.
    private static async Task<IReadOnlyList<FoundTask>> Tasks(string[] words)
    {
        try
        {
            var set = new FlagSet("mesos completion", "", [ClusterFlags.Master]);
            var given = words.Where(word => word.StartsWith("--master=", StringComparison.Ordinal)).Take(1).ToArray();
            if (!ProgramFlags.Read(set, given, out var values, out _))
            {
                return [];
            }

            using var master = new MasterHttp(values.Get(ClusterFlags.Master));
            using var limit = new CancellationTokenSource(Patience);
            return TaskFinder.All(await master.State(limit.Token), null);
        }
        catch (Exception problem) when (problem is Connection.MasterUnreachableException or CliException or OperationCanceledException)
        {
            return [];
        }
    }
}
