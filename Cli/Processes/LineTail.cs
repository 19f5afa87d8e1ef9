namespace MesosOrleans.Cli.Processes;

/// <summary>The last lines of a stream; safe for several threads.</summary>
internal sealed class LineTail(int linesMax)
{
    private readonly Queue<string> _lines = new();

    public void Add(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > linesMax)
            {
                _lines.Dequeue();
            }
        }
    }

    public IReadOnlyList<string> Lines()
    {
        lock (_lines)
        {
            return [.. _lines];
        }
    }
}
