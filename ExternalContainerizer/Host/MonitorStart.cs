using MesosOrleans.Launcher;

namespace MesosOrleans.ExternalContainerizer.Host;

/// <summary>
/// The start of a monitor, seen from the launch that needs it. The monitor says that its container is made, starts it on our word only, and says that too. If we end before our word, it
/// undoes what it has made; so nothing starts that the agent could not have heard of.
/// </summary>
internal sealed class MonitorStart : IDisposable
{
    /// <summary>What the monitor says.</summary>
    public const string Made = "made", Started = "started";

    private readonly StreamReader _reports;
    private readonly FileStream _word;

    /// <param name="self">This program and its flags.</param>
    /// <param name="arguments">Of the command <c>monitor</c>.</param>
    /// <param name="stderr">Where it may complain: the sandbox's file.</param>
    public MonitorStart(IReadOnlyList<string> self, IReadOnlyList<string> arguments, string stderr)
    {
        var (words, word) = ChildProgram.Pipe();
        var (reports, report) = ChildProgram.Pipe();
        _word = new FileStream(new(word, ownsHandle: true), FileAccess.Write, 0);
        _reports = new StreamReader(new FileStream(new(reports, ownsHandle: true), FileAccess.Read, 0));
        var errors = ChildProgram.Open(stderr, toAppend: true);
        try
        {
            ChildProgram.Start([.. self, MonitorProgram.Command, .. arguments], words, report, errors);
        }
        finally
        {
            Native.close(words);
            Native.close(report);
            Native.close(errors);
        }
    }

    /// <exception cref="ContainerizerException">The monitor says something else: what went wrong.</exception>
    public void Expect(string report)
    {
        if (_reports.ReadLine() is var line && line != report)
            throw new ContainerizerException(line is null ? "the monitor of the container ended without a word" : line + Environment.NewLine + _reports.ReadToEnd());
    }

    /// <summary>It may start.</summary>
    public void Go() => _word.WriteByte(1);

    public void Dispose()
    {
        _word.Dispose();
        _reports.Dispose();
    }
}
