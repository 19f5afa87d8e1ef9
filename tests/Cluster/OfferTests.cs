using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

[Collection(SharedClusterCollection.Name)]
public sealed class OfferTests(SharedCluster shared)
{
    private TestCluster Cluster => shared.Cluster;

    [Fact]
    public async Task A_task_of_an_offer_that_was_used_before_is_lost()
    {
        await using var framework = await TestFramework.Subscribe(Cluster.Master);
        var offer = await framework.Offer();
        framework.Scheduler.Accept(offer, [TestFramework.Command("first", "true") with { SlaveId = offer.SlaveId }]);
        framework.Scheduler.Accept(offer, [TestFramework.Command("second", "true") with { SlaveId = offer.SlaveId }]);

        var status = await framework.Reaches("second", TaskState.Lost);
        Assert.Equal(TaskState.Lost, status.State);
        Assert.Contains("no longer valid", status.Message, StringComparison.Ordinal);
        Assert.Equal(TaskState.Finished, (await framework.Reaches("first", TaskState.Finished)).State);
    }

    [Fact]
    public async Task A_task_of_an_offer_that_nobody_made_is_lost()
    {
        await using var framework = await TestFramework.Subscribe(Cluster.Master);
        var offer = await framework.Offer();
        var invented = offer with { Id = new OfferId("20260101-000000-1-1-O999") };
        framework.Scheduler.Accept(invented, [TestFramework.Command("stray", "true") with { SlaveId = offer.SlaveId }]);

        var status = await framework.Reaches("stray", TaskState.Lost);
        Assert.Equal(TaskState.Lost, status.State);
        Assert.Contains("no longer valid", status.Message, StringComparison.Ordinal);
        framework.Scheduler.Accept(offer, [TestFramework.Command("good", "true") with { SlaveId = offer.SlaveId }]);
        Assert.Equal(TaskState.Finished, (await framework.Reaches("good", TaskState.Finished)).State);
    }

    [Fact]
    public async Task What_was_declined_with_a_filter_goes_to_others_only()
    {
        await using var refuser = await TestFramework.Subscribe(Cluster.Master);
        refuser.Scheduler.Decline(await refuser.Offer(), new Filters { RefuseSeconds = 3600 });
        await refuser.Scheduler.Flush(TestContext.Current.CancellationToken);

        // Each launch of the other returns what is left to the allocator, which then would have it for the one that refused.
        await using var taker = await TestFramework.Subscribe(Cluster.Master);
        foreach (var id in new[] { "one", "two", "three" })
        {
            await taker.Launch(TestFramework.Command(id, "true"));
            await taker.Reaches(id, TaskState.Finished);
        }

        Assert.Single(refuser.Events.OfType<SchedulerEvent.OffersMade>());
    }

    [Fact]
    public async Task What_was_declined_with_a_filter_comes_back_with_a_revive()
    {
        await using var framework = await TestFramework.Subscribe(Cluster.Master);
        var offer = await framework.Offer();
        framework.Scheduler.Decline(offer, new Filters { RefuseSeconds = 3600 });
        await framework.Scheduler.Flush(TestContext.Current.CancellationToken);

        framework.Scheduler.Revive();

        var again = await framework.Offer();
        Assert.NotEqual(offer.Id, again.Id);
        Assert.Equal(offer.SlaveId, again.SlaveId);
    }

    [Fact]
    public async Task A_request_for_resources_is_counted()
    {
        await using var framework = await TestFramework.Subscribe(Cluster.Master);
        var before = await Cluster.Metric("master/messages_resource_request");

        framework.Scheduler.Request(new ResourceRequest { Resources = Resources.Parse("cpus:100") });
        await framework.Scheduler.Flush(TestContext.Current.CancellationToken);

        Assert.Equal(before + 1, await Cluster.Metric("master/messages_resource_request"));
    }
}
