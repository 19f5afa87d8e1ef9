using MesosOrleans.Protocol;
using Xunit;
using TaskEnvironment = MesosOrleans.Cli.Tasks.TaskEnvironment;

namespace MesosOrleans.Tests.Unit.Cli.Tasks;

/// <summary>Variables of a task as JSON.</summary>
public sealed class TaskEnvironmentTests
{
    [Fact]
    public void An_object_of_texts_is_read_in_its_order() => Assert.Equal(
        [new EnvironmentVariable("B", "1"), new EnvironmentVariable("A", "x=y \"z\"")], TaskEnvironment.Parse("""{"B":"1","A":"x=y \"z\""}"""));

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("""{"A":1}""")]
    [InlineData("""{"":"x"}""")]
    [InlineData("""{"A=B":"x"}""")]
    [InlineData("""{"A":"\u0000"}""")]
    public void Anything_else_is_refused_with_an_example(string json) => Assert.EndsWith(
        """expected a JSON object of texts, for example {"LANG":"C"}""",
        Assert.Throws<FormatException>(() => { TaskEnvironment.Parse(json); }).Message, StringComparison.Ordinal);
}
