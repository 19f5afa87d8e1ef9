using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>Tasks that are under way while silos, databases and networks fail, and what must hold of them.</summary>
internal static class TasksOfAFramework
{
    /// <summary>Tasks that run until they are killed.</summary>
    public static async Task<string[]> Run(this TestFramework framework, string name, int count)
    {
        string[] ids = [.. Enumerable.Range(0, count).Select(i => $"{name}-{i}")];
        await framework.Launch(ids.Select(id => TestFramework.Command(id, "sleep 600")));
        foreach (var id in ids)
        {
            Assert.Equal(TaskState.Running, (await framework.Reaches(id, TaskState.Running)).State);
        }

        return ids;
    }

    /// <summary>Has a task finish. What is launched with an offer of a grain that was lost is lost at once, as in Mesos after a failover, and launched again.</summary>
    public static async Task Finish(this TestFramework framework, string name)
    {
        for (var launch = 1; ; launch++)
        {
            var id = $"{name}-{launch}";
            await framework.Launch(TestFramework.Command(id, "true"));
            if ((await framework.Reaches(id, TaskState.Finished)).State == TaskState.Finished)
            {
                return;
            }
        }
    }

    /// <summary>All of them live, can be killed, and end once.</summary>
    public static async Task KillAll(this TestFramework framework, string[] ids)
    {
        Assert.All(ids, id => Assert.Empty(framework.EndsOf(id)));
        foreach (var id in ids)
        {
            framework.Scheduler.Kill(new TaskId(id));
        }

        await framework.End(ids);
        Assert.All(ids, id => Assert.Equal([TaskState.Killed], framework.EndsOf(id)));
    }

    /// <summary>Of all tasks that the framework was told of: none has two ends, and none that ran was told lost.</summary>
    public static void HasLostNothing(this TestFramework framework)
    {
        var tasks = framework.Events.OfType<SchedulerEvent.TaskUpdated>().Select(told => told.Update.Status.TaskId.Value).Distinct();
        Assert.All(tasks, id =>
        {
            var states = framework.StatusesOf(id).Select(status => status.State).ToArray();
            Assert.True(states.Count(state => state.IsTerminal()) <= 1, $"{id} has two ends: {string.Join(", ", states)}");
            Assert.False(states.Contains(TaskState.Running) && states.Contains(TaskState.Lost), $"{id} ran and was told lost");
        });
    }

    /// <summary>No agent runs more than it has.</summary>
    public static async Task NothingIsUsedTwice(this TestSilos cluster)
    {
        // One that is not registered runs nothing.
        foreach (var agent in cluster.Agents.Where(agent => agent.Printed.Contains("agent ready", StringComparison.Ordinal)))
        {
            var state = await cluster.GetOf(agent, "/slave(1)/state.json");
            var used = state["frameworks"]!.AsArray()
                .SelectMany(framework => framework!["executors"]!.AsArray())
                .SelectMany(executor => executor!["tasks"]!.AsArray())
                .Sum(task => (decimal)task!["resources"]!["cpus"]!);
            Assert.InRange(used, 0, (decimal)state["resources"]!["cpus"]!);
        }
    }
}
