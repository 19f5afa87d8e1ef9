namespace MesosOrleans.AgentHost.Containerizers.External;

/// <summary>What an external containerizer is called for (rule 18.2).</summary>
internal enum ContainerizerCommand
{
    /// <summary>An agent begins: the program puts itself in order.</summary>
    Recover,

    /// <summary>Names the containers that the program knows.</summary>
    Containers,

    /// <summary>Starts one.</summary>
    Launch,

    /// <summary>Ends when the container does, and says how.</summary>
    Wait,

    /// <summary>Changes what it may use.</summary>
    Update,

    /// <summary>Says what it uses.</summary>
    Usage,

    /// <summary>Ends it.</summary>
    Destroy,
}

internal static class ContainerizerCommands
{
    /// <summary>The word on the command line.</summary>
    public static string Word(this ContainerizerCommand command) => command switch
    {
        ContainerizerCommand.Recover => "recover",
        ContainerizerCommand.Containers => "containers",
        ContainerizerCommand.Launch => "launch",
        ContainerizerCommand.Wait => "wait",
        ContainerizerCommand.Update => "update",
        ContainerizerCommand.Usage => "usage",
        _ => "destroy",
    };

    /// <summary>True if the program writes a message. What others write is passed over, as in Mesos.</summary>
    public static bool HasResult(this ContainerizerCommand command) =>
        command is ContainerizerCommand.Containers or ContainerizerCommand.Wait or ContainerizerCommand.Usage;
}
