using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Sessions;
using MesosOrleans.Tests.Unit.Slaves;
using Xunit;

namespace MesosOrleans.Tests.Unit.Registrar;

/// <summary>Which activation of a slave's grain may remove the slave (design, invariant 3).</summary>
public sealed class SlaveHoldersTests
{
    private static readonly SlaveId Slave = new("S-0");
    private static readonly Guid Old = ASlave.Uuid(1);
    private static readonly Guid New = ASlave.Uuid(2);

    private readonly SlaveHolders _holders = new();

    [Fact, Trait("Invariant", "3 no rogue slaves")]
    public void An_activation_that_another_one_has_taken_over_from_may_not_remove_the_slave()
    {
        Assert.True(_holders.MayRemove(Slave, Old));
        _holders.Take(Slave, new Epoch(Old, 1));
        _holders.Take(Slave, new Epoch(New, 2));

        Assert.False(_holders.MayRemove(Slave, Old));
        Assert.True(_holders.MayRemove(Slave, New));
    }

    [Fact]
    public void A_registration_that_was_composed_earlier_and_comes_later_takes_nothing_over()
    {
        _holders.Take(Slave, new Epoch(New, 2));
        _holders.Take(Slave, new Epoch(Old, 1));

        Assert.True(_holders.MayRemove(Slave, New));
    }

    [Fact]
    public void When_the_grain_has_no_session_or_a_silo_is_lost_it_is_not_known_who_holds_the_slave()
    {
        _holders.Take(Slave, new Epoch(Old, 1));
        _holders.Forget(Slave);
        Assert.True(_holders.MayRemove(Slave, New));

        _holders.Take(Slave, new Epoch(Old, 1));
        _holders.Clear();
        Assert.True(_holders.MayRemove(Slave, New));
    }
}
