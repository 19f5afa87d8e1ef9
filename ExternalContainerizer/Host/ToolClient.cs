using System.Text;
using MesosOrleans.Launcher;

namespace MesosOrleans.ExternalContainerizer.Host;

/// <summary>What a program said and how it ended.</summary>
/// <param name="ExitCode">128 and the signal's number, if one ended it.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
internal sealed record ToolResult(int ExitCode, string Output, string Errors);

/// <summary>Runs a program to its end.</summary>
internal static class ToolClient
{
    /// <exception cref="ContainerizerException">It cannot be started.</exception>
    public static ToolResult Run(IReadOnlyList<string> words)
    {
        var (output, outputEnd) = ChildProgram.Pipe();
        var (errors, errorsEnd) = ChildProgram.Pipe();
        using var outputReader = new StreamReader(new FileStream(new(output, ownsHandle: true), FileAccess.Read, 0), Encoding.UTF8);
        using var errorsReader = new StreamReader(new FileStream(new(errors, ownsHandle: true), FileAccess.Read, 0), Encoding.UTF8);
        var input = ChildProgram.Open("/dev/null", toAppend: false);
        int pid;
        try
        {
            pid = ChildProgram.Start(words, input, outputEnd, errorsEnd);
        }
        finally
        {
            Native.close(input);
            Native.close(outputEnd);
            Native.close(errorsEnd);
        }

        var complaint = "";
        var reading = new Thread(() => complaint = errorsReader.ReadToEnd());
        reading.Start();
        var text = outputReader.ReadToEnd();
        reading.Join();
        return new ToolResult(new Ending(ChildProgram.Await(pid), false, null).ExitCode, text, complaint);
    }
}
