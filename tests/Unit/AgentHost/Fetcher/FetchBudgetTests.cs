using MesosOrleans.AgentHost.Fetcher;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Fetcher;

public sealed class FetchBudgetTests
{
    [Fact]
    public void The_limit_of_the_agent_holds_to_the_byte()
    {
        var budget = FetchBudget.Of(limit: 1024, free: 1 << 20);
        budget.Take(1000);
        budget.Take(24);

        Assert.Equal(0, budget.Bytes);
        Assert.Contains("1KB, which --fetcher_size_limit", Assert.Throws<FetchException>(() => budget.Take(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tenth_of_the_free_disk_stays_free()
    {
        var budget = FetchBudget.Of(limit: 1 << 20, free: 1000);

        Assert.Equal(900, budget.Bytes);
        Assert.Contains("free on the disk", Assert.Throws<FetchException>(() => budget.Take(901)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_million_empty_files_are_enough()
    {
        var budget = FetchBudget.Of(1, 1000);
        for (var i = 0; i < FetchBudget.EntriesMax; i++)
        {
            budget.TakeEntry();
        }

        Assert.Throws<FetchException>(budget.TakeEntry);
    }
}
