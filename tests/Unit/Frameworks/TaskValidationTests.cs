using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.Slaves;
using Xunit;

namespace MesosOrleans.Tests.Unit.Frameworks;

/// <summary>Rule 8.5, checks 1 to 3, in their order.</summary>
public sealed class TaskValidationTests
{
    [Theory]
    [InlineData("t")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a b:ü")]
    public void Any_other_ID_will_do(string id) => Assert.Null(Judge(id));

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("a\0")]
    [InlineData("\u007f")]
    public void Control_characters_and_slashes_are_refused_before_anything_else(string id) => Assert.Equal(
        $"TaskID '{id}' contains invalid characters: no control character, / or \\ may be in it", Judge(id, "elsewhere", true));

    [Fact]
    public void Another_slave_than_that_of_the_offer_is_refused_before_a_duplicate() =>
        Assert.Equal("Task uses invalid slave elsewhere while slave S-0 is expected", Judge("t", "elsewhere", true));

    [Fact]
    public void An_ID_in_use_is_refused() => Assert.Equal("Task has duplicate ID: t", Judge("t", inUse: true));

    [Fact]
    public void An_executor_of_another_framework_is_refused_after_the_ID_is_looked_at()
    {
        var executor = ASlave.Executor() with { FrameworkId = ASlave.Bob };

        Assert.Equal("Task has duplicate ID: t", Judge("t", inUse: true, executor: executor));
        Assert.Equal("ExecutorInfo has invalid framework F-1 while framework F-0 is expected", Judge("t", executor: executor));
        Assert.Null(Judge("t", executor: executor with { FrameworkId = ASlave.Ann }));
        Assert.Null(Judge("t", executor: executor with { FrameworkId = null }));
    }

    private static string? Judge(string id, string slave = "S-0", bool inUse = false, ExecutorInfo? executor = null) =>
        TaskValidation.Judge(ASlave.Task(id) with { SlaveId = new SlaveId(slave), Executor = executor }, ASlave.Ann, ASlave.Id, inUse);
}
