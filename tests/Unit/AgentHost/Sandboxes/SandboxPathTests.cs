using CsCheck;
using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Sandboxes;

public sealed class SandboxPathTests
{
    [Fact]
    public void A_sandbox_lies_where_mesos_puts_it()
    {
        var path = SandboxPath.Of("/w", new SlaveId("S-0"), new FrameworkId("F-0001"), new ExecutorId("task.1"), new ContainerId("c1"));

        Assert.Equal("/w/slaves/S-0/frameworks/F-0001/executors/task.1/runs/c1", path.Directory);
        Assert.Equal("/w/slaves/S-0/frameworks/F-0001/executors/task.1/runs/latest", path.Latest);
        Assert.Equal("/w/slaves/S-0/frameworks/F-0001/executors/task.1/runs/c1/stderr", path.Errors);
    }

    [Theory]
    [InlineData("job-1_a.b,c=d@e+f", "job-1_a.b,c=d@e+f")]
    [InlineData(".", "%2E")]
    [InlineData("..", "%2E%2E")]
    [InlineData("...", "...")]
    [InlineData("", "%")]
    [InlineData("a b", "a%20b")]
    [InlineData("a/../b", "a%2F..%2Fb")]
    [InlineData("100%", "100%25")]
    [InlineData("~", "%7E")]
    [InlineData("é", "%C3%A9")]
    [InlineData("a\nb", "a%0Ab")]
    public void What_is_awkward_in_a_path_is_escaped(string id, string expected) => Assert.Equal(expected, SandboxPath.NameOf(id));

    [Fact]
    public void Long_ids_keep_their_beginning_and_differ_by_a_hash()
    {
        var (one, other) = (SandboxPath.NameOf(new string('x', 300) + "1"), SandboxPath.NameOf(new string('x', 300) + "2"));

        Assert.StartsWith(new string('x', 100), one, StringComparison.Ordinal);
        Assert.True(one.Length <= 200);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void Any_id_becomes_one_name_of_its_own() =>
        Gen.String[0, 250].Array[2].Sample(ids =>
        {
            // A lone surrogate has no UTF-8 of its own, and no ID of a message has one.
            if (ids.Any(id => id.Any(char.IsSurrogate)))
            {
                return;
            }

            Assert.All(ids, id => Assert.Matches("^[A-Za-z0-9_.,=@+%~-]{1,200}$", SandboxPath.NameOf(id)));
            Assert.All(ids, id => Assert.DoesNotContain(SandboxPath.NameOf(id), (string[])[".", ".."]));
            Assert.Equal(ids[0] == ids[1], SandboxPath.NameOf(ids[0]) == SandboxPath.NameOf(ids[1]));
        });
}
