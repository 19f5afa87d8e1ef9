using MesosOrleans.Launcher;

namespace MesosOrleans.ExternalContainerizer.Host;

/// <summary>
/// The start of a monitor, seen from the launch that needs it. It comes up while the launch makes what the container is made of; on our first word it starts the container and the executor, and says so; on our second it lets the
/// executor speak. If we end before that, it undoes what it has done; so nothing runs that the agent could not have heard of.
/// </summary>
internal sealed class MonitorStart : IDisposable
{
    /// <summary>What the monitor says.</summary>
    public const string Started = "started";

    private readonly StreamReader _reports;
    private readonly FileStream _word;
    private readonly int _pid;
    private bool _isOver;

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
            _pid = ChildProgram.Start([.. self, MonitorProgram.Command, .. arguments], words, report, errors);
        }
        finally
        {
            Native.close(words);
            Native.close(report);
            Native.close(errors);
        }
    }

    /// <summary>Has it start, and waits until it has.</summary>
    /// <exception cref="ContainerizerException">It could not; the message says why.</exception>
    public void Start()
    {
        Say();
        if (_reports.ReadLine() is var line && line != Started)
            throw new ContainerizerException(line is null ? "the monitor of the container ended without a word" : line + Environment.NewLine + _reports.ReadToEnd());
    }

    /// <summary>The container runs: it may be spoken of.</summary>
    /// <exception cref="ContainerizerException">The monitor has ended.</exception>
    public void Release()
    {
        Say();
        _isOver = true;
    }

    /// <summary>Without a release it undoes what it has done, and has ended afterwards.</summary>
    public void Dispose()
    {
        _word.Dispose();
        if (!_isOver) ChildProgram.Await(_pid);
        _isOver = true;
        _reports.Dispose();
    }

    private void Say()
    {
        try
        {
            _word.WriteByte(1);
        }
        catch (IOException)
        {
            throw new ContainerizerException($"the monitor of the container has ended: {_reports.ReadToEnd().Trim()}");
        }
    }
}
