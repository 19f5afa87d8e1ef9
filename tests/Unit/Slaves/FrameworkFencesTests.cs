using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;
using Xunit;

namespace MesosOrleans.Tests.Unit.Slaves;

/// <summary>Whose calls a slave takes (design, "Sessions and epochs").</summary>
public sealed class FrameworkFencesTests
{
    private readonly FrameworkFences _fences = new();

    [Fact]
    public void Calls_of_an_epoch_older_than_one_that_was_seen_do_not_count()
    {
        Assert.True(Take(1, 0, "a"));
        Assert.True(Take(2, 0, "b"));

        Assert.False(_fences.TryTake(Submission(1, 1, "c"), out var fresh));
        Assert.True(fresh.IsEmpty);
        Assert.Equal(2, _fences.EpochOf(ASlave.Ann));
    }

    [Fact]
    public void A_call_that_comes_twice_is_taken_once()
    {
        Assert.True(Take(1, 0, "a"));
        Assert.True(_fences.TryTake(Submission(1, 0, "a", "b"), out var fresh));

        Assert.Equal("b", ((FrameworkCall.Kill)Assert.Single(fresh.ToArray())).TaskId.Value);
    }

    [Fact]
    public void What_was_seen_of_a_framework_is_forgotten_with_it()
    {
        Assert.True(Take(2, 0, "a"));
        _fences.Forget(ASlave.Ann);

        Assert.Equal(0, _fences.EpochOf(ASlave.Ann));
        Assert.True(Take(1, 0, "b"));
    }

    private bool Take(long epoch, long first, string task) => _fences.TryTake(Submission(epoch, first, task), out var fresh) && fresh.Length == 1;

    private static FrameworkSubmission Submission(long epoch, long first, params string[] kills) => new(
        new FrameworkInfo { Name = "ann", Id = ASlave.Ann },
        new Epoch(Guid.Empty, epoch),
        new Batch<FrameworkCall>(ASlave.Uuid((int)epoch), first, [.. kills.Select(task => new FrameworkCall.Kill(new TaskId(task)))]));
}
