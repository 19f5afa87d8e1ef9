using System.Text;
using MesosOrleans.Cli.SandboxFiles;
using Xunit;

namespace MesosOrleans.Tests.Unit.Cli.SandboxFiles;

/// <summary>Where the last lines of a file begin.</summary>
public sealed class FollowedFileTests
{
    [Theory]
    [InlineData("a\nb\nc\n", 2, "b\nc\n")]
    [InlineData("a\nb\nc", 2, "b\nc")] // The last line is not ended yet.
    [InlineData("a\nb\n", 10, "a\nb\n")]
    [InlineData("a\nb\n", 0, "")]
    [InlineData("\n\n\n", 2, "\n\n")]
    [InlineData("", 3, "")]
    public void The_last_lines_are_counted_from_the_end(string text, int lines, string expected) =>
        Assert.Equal(expected, text[FollowedFile.StartOfLast(Encoding.ASCII.GetBytes(text), lines)..]);
}
