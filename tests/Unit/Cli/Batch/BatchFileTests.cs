using System.Text;
using MesosOrleans.Cli;
using MesosOrleans.Cli.Batch;
using MesosOrleans.Terminal;
using Xunit;

namespace MesosOrleans.Tests.Unit.Cli.Batch;

/// <summary>What a file of commands is, and how it is refused.</summary>
public sealed class BatchFileTests
{
    [Fact]
    public void Each_line_is_a_command_with_the_number_that_it_has_in_the_file() => Assert.Equal(
        [new BatchLine(1, "echo a"), new BatchLine(3, "  echo b | cat"), new BatchLine(5, "echo c # not a comment line")],
        BatchFile.Parse("echo a\n\n  echo b | cat\n  # a comment\necho c # not a comment line\n"u8, "f"));

    [Fact]
    public void A_last_line_without_its_newline_counts() =>
        Assert.Equal([new BatchLine(1, "a"), new BatchLine(2, "b")], BatchFile.Parse("a\nb"u8, "f"));

    [Fact]
    public void Carriage_returns_and_a_byte_order_mark_are_no_part_of_commands() =>
        Assert.Equal([new BatchLine(1, "echo a"), new BatchLine(2, "echo b")], BatchFile.Parse("\uFEFFecho a\r\necho b\r\n"u8, "f"));

    [Theory]
    [InlineData("")]
    [InlineData("\n \n\t\r\n")]
    [InlineData("# only a comment\n")]
    public void A_file_without_commands_is_refused(string content) =>
        Assert.Equal("jobs.txt has no commands: expected one shell command a line", Refusal(Encoding.UTF8.GetBytes(content)));

    [Fact]
    public void A_NUL_byte_is_refused_with_its_line_even_in_a_comment() =>
        Assert.Equal("jobs.txt: line 2 has a NUL byte: expected a text of shell commands", Refusal("true\n#\0\n"u8));

    [Fact]
    public void What_is_not_UTF8_is_refused_instead_of_being_changed() =>
        Assert.Equal("jobs.txt: line 1 is not UTF-8", Refusal([(byte)'a', 0xFF, (byte)'\n']));

    [Fact]
    public void A_command_that_no_process_can_take_is_refused_and_the_longest_other_is_taken()
    {
        var longest = new byte[BatchFile.CommandBytesMax];
        longest.AsSpan().Fill((byte)'x');
        Assert.Equal(BatchFile.CommandBytesMax, BatchFile.Parse(longest, "f")[0].Command.Length);
        Assert.Equal("jobs.txt: line 1 has 131072 bytes, and a command can have 131071: put it into a script", Refusal([.. longest, (byte)'x']));
    }

    private static string Refusal(ReadOnlySpan<byte> content)
    {
        var bytes = content.ToArray();
        var refusal = Assert.Throws<CliException>(() => { BatchFile.Parse(bytes, "jobs.txt"); });
        Assert.Equal(ExitCodes.BadUsage, refusal.ExitCode);
        return refusal.Message;
    }
}
