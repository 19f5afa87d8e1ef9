using MesosOrleans.Terminal;
using Xunit;

namespace MesosOrleans.Tests.Unit.Terminal;

/// <summary>Columns of text.</summary>
public sealed class TextTableTests
{
    [Fact]
    public void Columns_are_as_wide_as_their_widest_cell_without_blanks_at_the_end()
    {
        var table = new TextTable("A", "LONG", "C");
        table.Add("wide cell", "x", "");
        Assert.Equal("A          LONG  C\nwide cell  x\n", table.Render());
    }

    [Fact]
    public void A_control_character_does_not_break_a_row()
    {
        var table = new TextTable("A");
        table.Add("a\nb\e[31m");
        Assert.Equal("A\na b [31m\n", table.Render());
    }
}
