using System.Text;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Http;
using MesosOrleans.Http;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers;

public sealed class ContainerMonitorTests
{
    [Fact]
    public async Task A_container_is_told_of_from_its_start_to_its_end()
    {
        await using var scene = new ContainerScene("posix/cpu,posix/mem");
        Assert.Empty(await scene.Monitor.Sample());
        var container = await scene.Launch(scene.Spec("exec sleep 600", "cpus:0.1;mem:8") with { ExecutorName = "n", Source = "s" });
        var usage = Assert.Single(await scene.Monitor.Sample());
        Assert.Equal(("F", "E", "n", "s"), (usage.Spec.FrameworkId.Value, usage.Spec.ExecutorId.Value, usage.Spec.ExecutorName, usage.Spec.Source));
        Assert.Equal((0.1, 8388608ul), (usage.Statistics.CpusLimit, usage.Statistics.MemLimitBytes));

        container.Kill(TimeSpan.Zero);
        await container.Ended;
        while ((await scene.Monitor.Sample()).Length > 0) await Task.Yield();
    }

    [Fact]
    public async Task A_container_that_cannot_be_asked_is_left_out()
    {
        await using var scene = new ContainerScene("posix/cpu");
        scene.Monitor.Add(scene.Spec("x"), new Silent(new ContainerId("silent")));
        await scene.Launch("exec sleep 600");
        Assert.Single(await scene.Monitor.Sample());
    }

    [Fact]
    public void The_document_has_the_names_of_Mesos_and_only_what_is_known()
    {
        var spec = new ContainerSpec
        {
            Id = new ContainerId("c"),
            FrameworkId = new FrameworkId("f"),
            ExecutorId = new ExecutorId("e"),
            ExecutorName = "name",
            Source = "source",
            Command = "",
            Directory = "/",
            Environment = new Dictionary<string, string>(),
            Resources = Resources.Empty,
        };
        var statistics = new ResourceStatistics
        {
            Timestamp = 1795397288.6705,
            CpusLimit = 0.1,
            CpusSystemTimeSecs = 0,
            CpusUserTimeSecs = 0.01,
            MemLimitBytes = 8388608,
            MemRssBytes = 18927616,
        };
        var answer = JsonAnswer.Of([MonitorDocument.Of(new ContainerUsage(spec, statistics))], MonitorJson.Readable.MonitorDocumentArray);
        Assert.Equal(
            "[{'executor_id':'e','executor_name':'name','framework_id':'f','source':'source','statistics':{'cpus_limit':0.1,'cpus_system_time_secs':0,"
            + "'cpus_user_time_secs':0.01,'mem_limit_bytes':8388608,'mem_rss_bytes':18927616,'timestamp':1795397288.6705}}]",
            Encoding.UTF8.GetString(answer.Body.Span).Replace('"', '\''));
    }

    private sealed class Silent(ContainerId id) : IContainer
    {
        public ContainerId Id => id;

        public int Pid => 1;

        public Task<ContainerTermination> Ended { get; } = new TaskCompletionSource<ContainerTermination>().Task;

        public void Kill(TimeSpan? grace = null)
        {
        }

        public Task Update(Resources resources, CancellationToken cancel) => Task.CompletedTask;

        public Task<ResourceStatistics> Usage(CancellationToken cancel) => throw new IOException("gone");
    }
}
