using System.Text;

namespace MesosOrleans.Generators;

/// <summary>Lines of C#, indented by the blocks that they stand in.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public SourceWriter Line(string line)
    {
        _text.Append(' ', _depth * 4).Append(line).Append('\n');
        return this;
    }

    /// <summary>A line, and what it heads in braces.</summary>
    public SourceWriter Block(string head, Action body, string end = "}")
    {
        Line(head).Line("{");
        _depth++;
        body();
        _depth--;
        return Line(end);
    }

    public override string ToString() => _text.ToString();
}
