using MesosOrleans.Allocation;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.Slaves;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Allocation;

/// <summary>Which reports the allocator believes.</summary>
public sealed class AllocatorIntakeTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);
    private static readonly Dictionary<string, double> Roles = new() { ["*"] = 1 };
    private static readonly FrameworkId Ann = ASlave.Ann;
    private static readonly Guid One = ASlave.Uuid(1);
    private static readonly Guid Other = ASlave.Uuid(2);

    private readonly HierarchicalAllocator _allocator = new(new AllocatorSettings(Roles, TimeSpan.FromSeconds(1)));
    private readonly AllocatorIntake _intake;

    public AllocatorIntakeTests() => _intake = new AllocatorIntake(_allocator, Roles);

    [Fact]
    public void An_older_version_of_the_same_ledger_changes_nothing()
    {
        _intake.Take(Framework());
        _intake.Take(Ledger(One, 2, active: false), Now);
        _intake.Take(Ledger(One, 1), Now);
        Assert.Empty(_allocator.Allocate(Now));

        _intake.Take(Ledger(One, 3), Now);
        Assert.Single(_allocator.Allocate(Now));
    }

    [Fact]
    public void When_another_activation_speaks_for_a_slave_it_is_to_be_asked_again_which_one_counts()
    {
        Assert.False(_intake.Take(Ledger(One, 5), Now));
        Assert.True(_intake.Take(Ledger(Other, 1), Now));
        Assert.False(_intake.Take(Ledger(Other, 2), Now));
        Assert.True(_intake.Take(Ledger(One, 6), Now));
    }

    [Fact]
    public void A_refusal_of_before_the_newest_revive_does_not_hold()
    {
        _intake.Take(Framework() with { Revives = 2 });
        _intake.Take(Ledger(One, 1) with { Refusals = [new Refusal(Ann, Resources.Parse("cpus:4;mem:512"), 60, 1)] }, Now);
        Assert.Single(_allocator.Allocate(Now));

        _intake.Take(Ledger(One, 2) with { Refusals = [new Refusal(Ann, Resources.Parse("cpus:4;mem:512"), 60, 2)] }, Now);
        Assert.Empty(_allocator.Allocate(Now));
    }

    [Fact]
    public void What_comes_late_of_a_framework_that_has_ended_does_not_bring_it_back()
    {
        _intake.Take(Ledger(One, 1), Now);
        _intake.Take(Framework());
        _intake.RemoveFramework(Ann);
        _intake.Take(Framework() with { Epoch = 9 });

        Assert.Empty(_allocator.Allocate(Now));
    }

    [Fact]
    public void An_activation_of_a_framework_that_was_taken_over_from_does_not_take_it_out()
    {
        _intake.Take(Framework() with { Epoch = 2 });
        _intake.Take(Framework() with { Epoch = 1, Active = false });
        _intake.Take(Ledger(One, 1), Now);

        Assert.Single(_allocator.Allocate(Now));
    }

    [Fact]
    public void A_role_that_is_not_there_is_told()
    {
        Assert.False(_intake.Take(Framework() with { Role = "gone" }));
        Assert.True(_intake.Take(Framework()));
    }

    private static FrameworkReport Framework() => new() { FrameworkId = Ann, Role = "*", Active = true, Checkpoint = false };

    private static LedgerReport Ledger(Guid activation, long version, bool active = true) => new()
    {
        SlaveId = new SlaveId("S-0"),
        Activation = activation,
        Version = version,
        Active = active,
        Total = Resources.Parse("cpus:4;mem:512"),
    };
}
