namespace MesosOrleans.ExternalContainerizer;

/// <summary>The command line of the external containerizer protocol (Mesos 0.19, rule 18.2). The commands themselves come with the containerizers; until then each says so and fails.</summary>
internal static class ContainerizerCommand
{
    private const int Failed = 1;
    private const int BadUsage = 2;

    private static readonly string[] Commands = ["launch", "wait", "update", "usage", "destroy", "containers", "recover"];

    public static int Run(IReadOnlyList<string> args, TextWriter output, TextWriter errors)
    {
        switch (args)
        {
            case ["--help"]:
                output.WriteLine(Usage);
                return 0;
            case ["--version"]:
                output.WriteLine($"mesos-external-containerizer {typeof(ContainerizerCommand).Assembly.GetName().Version!.ToString(3)}");
                return 0;
            case [var command] when Commands.Contains(command):
                errors.WriteLine($"mesos-external-containerizer: '{command}' is not supported by this version");
                return Failed;
            default:
                errors.WriteLine(
                    $"mesos-external-containerizer: expected one of {string.Join(", ", Commands)}, got '{string.Join(' ', args)}'; see --help");
                return BadUsage;
        }
    }

    private static string Usage =>
        $"""
        Usage: mesos-external-containerizer COMMAND

        Runs containers for an agent that was started with --isolation=external. The agent calls it with one of
          {string.Join(", ", Commands)}
        and speaks the external containerizer protocol of Mesos 0.19 with it: records on standard input and output,
        each a length of 4 bytes in host byte order and a protobuf message.

        This version has the command line only: every command fails, and says so.
        """;
}
