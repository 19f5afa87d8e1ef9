using System.Text;
using CsCheck;
using MesosOrleans.Pages;
using Xunit;

namespace MesosOrleans.Tests.Unit.Pages;

public sealed class FollowedTextTests
{
    [Fact]
    public void What_is_added_follows_what_was_read()
    {
        var text = new FollowedText(1000);
        text.Sized(6);
        text.Append("first\n"u8);
        Assert.False(text.Append([]));
        Assert.True(text.Append("second"u8));

        Assert.Equal(12, text.Offset);
        Assert.Equal(["first\n", "second"], text.Pieces.Select(piece => piece.Text));
        Assert.False(text.IsCut);
    }

    [Fact]
    public void A_long_file_begins_near_its_end_with_a_whole_line()
    {
        var text = new FollowedText(10);
        text.Sized(100);

        Assert.Equal(90, text.Offset);
        text.Append("rest\nline\n"u8);
        Assert.Equal("line\n", Shown(text));
        Assert.True(text.IsCut);
    }

    [Fact]
    public void The_beginning_goes_when_there_is_too_much_and_a_whole_line_remains_first()
    {
        var text = new FollowedText(10);
        text.Sized(0);
        foreach (var piece in (string[])["aaaa\nbb", "bb\ncccc", "c\ndddd"])
        {
            text.Append(Encoding.UTF8.GetBytes(piece));
        }

        Assert.True(text.IsCut);
        Assert.Equal("cccc" + "c\ndddd", Shown(text).Replace("bb\n", "", StringComparison.Ordinal));
        Assert.False(Shown(text).StartsWith("bb\n", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_became_shorter_is_read_anew()
    {
        var text = new FollowedText(1000);
        text.Sized(0);
        text.Append("old old old"u8);
        Assert.False(text.Sized(11));
        Assert.True(text.Sized(3));

        Assert.Equal((0L, ""), (text.Offset, Shown(text)));
        text.Append("new"u8);
        Assert.Equal("new", Shown(text));
    }

    [Fact]
    public void Any_text_in_any_pieces_is_the_same_text() => Gen.Select(Gen.String[Gen.Char["ab\nüß☃"], 0, 200], Gen.Int[1, 7]).Sample((whole, step) =>
    {
        var text = new FollowedText(10_000);
        text.Sized(0);
        foreach (var piece in Encoding.UTF8.GetBytes(whole).Chunk(step))
        {
            text.Append(piece);
        }

        return Shown(text) == whole;
    });

    [Theory]
    [InlineData("stdout", "stdout")]
    [InlineData("/a//b/", "a/b")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("a/../../b", null)]
    [InlineData("..", null)]
    public void A_path_does_not_leave_the_sandbox(string? path, string? clean) => Assert.Equal(clean, SandboxPath.Clean(path));

    [Fact]
    public void The_folders_above_a_file_lead_back_to_the_sandbox() =>
        Assert.Equal([("sandbox", ""), ("a", "a"), ("b", "a/b")], SandboxPath.Above("a/b"));

    private static string Shown(FollowedText text) => string.Concat(text.Pieces.Select(piece => piece.Text));
}
