using MesosOrleans.Http;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.Http;

public sealed class ClusterPageTests
{
    private static readonly DateTimeOffset Now = AClusterView.Start.AddMinutes(1);

    [Fact]
    public void Slaves_frameworks_and_tasks_are_on_it()
    {
        var page = ClusterPage.Of(AClusterView.Silo, AClusterView.View, Now);

        Assert.Contains("<code>S-1</code></td><td>agent.example:5051</td><td class=\"n\">0.1 of 64</td>", page, StringComparison.Ordinal);
        Assert.Contains("<code>F-0001</code></td><td>hold</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"bad\">TASK_FAILED</td>", page, StringComparison.Ordinal);
        Assert.Contains("not back yet", page, StringComparison.Ordinal);
        Assert.Contains("http-equiv=\"refresh\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_people_name_things_never_becomes_markup()
    {
        const string Evil = "<script>alert('&\"')</script>";
        var framework = AClusterView.Framework(Evil, Evil) with { Tasks = [AClusterView.Task(Evil, Evil, TaskState.Running)] };
        var view = AClusterView.View with { Frameworks = [framework with { Info = framework.Info with { User = Evil, Role = Evil } }] };

        var page = ClusterPage.Of(AClusterView.Silo with { Cluster = Evil, Hostname = Evil }, view, Now);

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_latest_tasks_are_listed_and_a_task_without_a_status_is_the_latest()
    {
        var tasks = Enumerable.Range(0, 300).Select(i => AClusterView.Task("F", $"task-{i:D3}", TaskState.Running, 1000 + i)).ToList();
        tasks.Add(AClusterView.Task("F", "fresh", TaskState.Staging) with { Statuses = [] });
        var view = AClusterView.View with { Frameworks = [AClusterView.Framework("F", "f") with { Tasks = [.. tasks] }] };

        var page = ClusterPage.Of(AClusterView.Silo, view, Now);

        Assert.Contains("<code>fresh</code>", page, StringComparison.Ordinal);
        Assert.Contains("<code>task-299</code>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<code>task-099</code>", page, StringComparison.Ordinal);
        Assert.Contains("The latest 200", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1e300)]
    public void A_clock_that_no_calendar_has_does_not_break_it(double timestamp)
    {
        var view = AClusterView.View with { Frameworks = [AClusterView.Framework("F", "f") with { Tasks = [AClusterView.Task("F", "t", TaskState.Running, timestamp)] }] };

        Assert.Contains("1970-01-01", ClusterPage.Of(AClusterView.Silo, view, Now), StringComparison.Ordinal);
    }
}
