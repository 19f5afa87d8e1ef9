using System.Collections.Immutable;
using System.Text;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Batch;

/// <summary>One command of a batch.</summary>
/// <param name="Number">Its line in the file, from 1; names the outputs.</param>
/// <param name="Command">For <c>/bin/sh -c</c>.</param>
internal sealed record BatchLine(int Number, string Command);

/// <summary>
/// A file of shell commands, one a line, in UTF-8. Blank lines and lines that begin with <c>#</c> are passed over but counted, and a carriage return at the end of a line is no part of it. Pure.
/// </summary>
internal static class BatchFile
{
    /// <summary>Linux takes no argument of 128 KiB or more, and the command is one argument of the shell.</summary>
    public const int CommandBytesMax = (128 << 10) - 1;

    /// <exception cref="CliException">The content is no such file; the message names the place.</exception>
    public static ImmutableArray<BatchLine> Parse(ReadOnlySpan<byte> content, string name)
    {
        var lines = ImmutableArray.CreateBuilder<BatchLine>();
        var number = 0;
        foreach (var range in content.Split((byte)'\n'))
        {
            number++;
            var bytes = content[range];
            var command = Text(bytes, name, number).TrimEnd('\r');
            var start = command.AsSpan().TrimStart();
            if (start.IsEmpty || start[0] == '#')
            {
                continue;
            }

            lines.Add(bytes.Length <= CommandBytesMax ? new BatchLine(number, command)
                : throw Bad(name, number, $"has {bytes.Length} bytes, and a command can have {CommandBytesMax}: put it into a script"));
        }

        return lines.Count > 0 ? lines.ToImmutable()
            : throw new CliException($"{name} has no commands: expected one shell command a line", ExitCodes.BadUsage);
    }

    private static string Text(ReadOnlySpan<byte> bytes, string name, int number)
    {
        if (bytes.Contains((byte)0))
        {
            throw Bad(name, number, "has a NUL byte: expected a text of shell commands");
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(number == 1 && bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Bad(name, number, "is not UTF-8");
        }
    }

    private static CliException Bad(string name, int number, string problem) => new($"{name}: line {number} {problem}", ExitCodes.BadUsage);
}
