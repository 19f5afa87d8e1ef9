using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

public sealed class SiloLossTests
{
    [Fact, Trait("Invariant", "5 no lost word")]
    public async Task Tasks_go_on_while_the_silo_is_gone_and_each_ends_once_as_the_framework_sees_it()
    {
        const int Tasks = 50;
        await using var cluster = await TestCluster.Start(2, "--slave_ping_timeout=1secs");
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        var started = Path.Combine(cluster.Folder, "started");
        using var gate = new Gate(Path.Combine(cluster.Folder, "gate"));
        string[] ids = [.. Enumerable.Range(0, Tasks).Select(i => $"t{i}")];

        // Every other task ends as soon as it can, while the silo is gone; the others wait for the gate, and every fifth fails.
        string Work(int i) => i % 2 == 0 ? gate.Wait : "sleep 1";
        string Command(int i) => $"echo t{i} >> {started}; {Work(i)}; exit {(i % 5 == 0 ? 3 : 0)}";
        await framework.Launch(ids.Select((id, i) => TestFramework.Command(id, Command(i), "cpus:0.3;mem:16")));
        foreach (var id in ids)
        {
            await framework.Reaches(id, TaskState.Running);
        }

        await cluster.Silo.Kill9();
        await cluster.StartSilo();
        await framework.Sees<SchedulerEvent.Subscribed>(subscribed => subscribed.Again);
        gate.Open();
        await framework.End(ids);

        for (var i = 0; i < Tasks; i++)
        {
            var expected = i % 5 == 0 ? TaskState.Failed : TaskState.Finished;
            Assert.Equal([expected], framework.EndsOf(ids[i]));
        }

        Assert.Equal(ids.Order(), (await File.ReadAllLinesAsync(started)).Order());
        await Eventually.Holds("both agents are back", async () => (await cluster.Slaves()).Count == 2);

        // The cluster is whole: it takes new tasks.
        await framework.Launch(TestFramework.Command("after", "true"));
        Assert.Equal(TaskState.Finished, (await framework.Reaches("after", TaskState.Finished)).State);
    }

    [Fact, Trait("Invariant", "7 no silent loss of input")]
    public async Task Tasks_launched_while_the_silo_dies_run_or_are_told_lost()
    {
        await using var cluster = await TestCluster.Start(1);
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        var ids = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            var launched = Enumerable.Range(0, 20).Select(i => $"r{round}-{i}").ToArray();
            ids.AddRange(launched);
            await framework.Launch(launched.Select(id => TestFramework.Command(id, "true")));
            await cluster.Silo.Kill9();
            await cluster.StartSilo();
        }

        await framework.End(ids);
        Assert.All(ids, id => Assert.Single(framework.EndsOf(id)));
    }
}
