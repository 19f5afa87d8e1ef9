using System.Runtime.InteropServices;

namespace MesosOrleans.Cli.Processes;

/// <summary>A program of this repository that this one starts but does not reference.</summary>
internal sealed class OtherProgram(string project, string assembly)
{
    public static readonly OtherProgram Silo = new("Silo", "MesosOrleans.Silo.dll");
    public static readonly OtherProgram Agent = new("AgentHost", "MesosOrleans.AgentHost.dll");
    public static readonly OtherProgram Bench = new("Bench", "MesosOrleans.Bench.dll");

    /// <summary>The command line that starts it.</summary>
    public string[] CommandLine(IEnumerable<string> args) => [ProgramFiles.Dotnet(), ProgramFiles.Find(project, assembly), .. args];

    /// <summary>
    /// Turns this process into the other program (exec), so that its input, outputs, signals, process ID and exit code are those of this one, with nothing in between.
    /// Does not return if all goes well.
    /// </summary>
    public int Become(string[] args)
    {
        var line = CommandLine(args);
        _ = NativeMethods.Execute(line[0], [.. line, null]);
        throw new CliException($"cannot start {line[0]}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }
}
