using MesosOrleans.Registrar;
using Xunit;
using static MesosOrleans.Tests.Unit.Registrar.Slaves;

namespace MesosOrleans.Tests.Unit.Registrar;

public sealed class RegistryRulesTests
{
    // Slave 1 is admitted, slave 2 was removed, slave 3 is unknown.
    private static readonly Registry Known = Apply(Registry.Empty, Admit(1, 1), Admit(2, 2), Remove(3, 2));

    [Theory]
    [InlineData("admit", 1, true, "AlreadyAdmitted")]
    [InlineData("admit", 1, false, "Unchanged")]
    [InlineData("admit", 3, true, "Mutated")]
    [InlineData("admit", 3, false, "Mutated")]
    [InlineData("readmit", 1, true, "Unchanged")]
    [InlineData("readmit", 1, false, "Unchanged")]
    [InlineData("readmit", 3, true, "NotAdmitted")]
    [InlineData("readmit", 3, false, "Mutated")]
    [InlineData("remove", 1, true, "Mutated")]
    [InlineData("remove", 1, false, "Mutated")]
    [InlineData("remove", 3, true, "NotAdmitted")]
    [InlineData("remove", 3, false, "Unchanged")]
    [InlineData("admit", 2, true, "Removed")]
    [InlineData("admit", 2, false, "Removed")]
    [InlineData("readmit", 2, true, "Removed")]
    [InlineData("readmit", 2, false, "Removed")]
    [InlineData("remove", 2, true, "NotAdmitted")]
    [InlineData("remove", 2, false, "Unchanged")]
    public void The_table_of_operations(string what, int slave, bool strict, string expected)
    {
        RegistryOperation operation = what switch
        {
            "admit" => Admit(9, slave, registration: 77),
            "readmit" => Readmit(9, slave),
            _ => Remove(9, slave),
        };
        var (after, verdict) = RegistryRules.Apply(Known, operation, strict);
        Assert.Equal(expected, verdict is RegistryVerdict.Refused refused ? refused.Reason.ToString() : verdict.GetType().Name);
        Assert.Equal(expected == "Mutated", !ReferenceEquals(Known, after));
        Assert.Equal(expected == "Mutated" ? what != "remove" : slave == 1, after.Slaves.ContainsKey(Id(slave)));
    }

    [Fact]
    public void Readmitting_does_not_refresh_the_info()
    {
        var (after, _) = RegistryRules.Apply(Known, new RegistryOperation.Readmit(Number(9), Info(1) with { Hostname = "renamed" }), strict: true);
        Assert.Equal(Info(1).Hostname, after.Slaves[Id(1)].Info.Hostname);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_repeated_operation_gets_its_first_answer(bool strict)
    {
        Assert.Equal(new RegistryVerdict.Unchanged(Id(1)), RegistryRules.Apply(Known, Admit(1, 1), strict).Verdict);
        Assert.Equal(new RegistryVerdict.Unchanged(Id(2)), RegistryRules.Apply(Known, Remove(3, 2), strict).Verdict);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_registration_that_is_repeated_under_another_slave_id_gets_the_id_of_the_first(bool strict)
    {
        var (after, verdict) = RegistryRules.Apply(Known, Admit(9, 3, registration: 1001), strict);
        Assert.Equal(new RegistryVerdict.Unchanged(Id(1)), verdict);
        Assert.Same(Known, after);
    }

    [Fact]
    public void An_admission_that_is_repeated_after_the_slave_was_removed_is_not_answered_as_admitted()
    {
        var verdict = RegistryRules.Apply(Known, Admit(2, 2), strict: false).Verdict;
        Assert.Equal(RegistryRefusal.Removed, Assert.IsType<RegistryVerdict.Refused>(verdict).Reason);
    }

    [Fact]
    public void The_oldest_tombstone_goes_when_there_are_too_many()
    {
        var draft = new Remembered<int, bool>(3).Draft();
        foreach (var key in new[] { 1, 2, 3, 2, 4 })
            draft.Add(key, true);
        var remembered = draft.ToRemembered();
        Assert.Equal([2, 3, 4], remembered.InOrder.Select(pair => pair.Key));
        Assert.Equal((3, false), (remembered.Count, remembered.Contains(1)));
    }

    [Fact]
    public void A_draft_leaves_the_registry_that_it_began_with_as_it_was_and_judges_by_what_it_has_changed_itself()
    {
        var draft = new RegistryDraft(Known);

        Assert.IsType<RegistryVerdict.Mutated>(RegistryRules.Apply(draft, Remove(10, 1), strict: true));
        Assert.Equal(RegistryRefusal.Removed, Assert.IsType<RegistryVerdict.Refused>(RegistryRules.Apply(draft, Readmit(11, 1), strict: false)).Reason);
        Assert.IsType<RegistryVerdict.Mutated>(RegistryRules.Apply(draft, Admit(12, 3), strict: true));
        Assert.Equal(new RegistryVerdict.Unchanged(Id(3)), RegistryRules.Apply(draft, Admit(12, 4), strict: true));

        Assert.Equal([Id(1)], Known.Slaves.Keys);
        Assert.Equal([Id(3)], draft.ToRegistry().Slaves.Keys);
        Assert.Same(Known, new RegistryDraft(Known).ToRegistry());
    }

    private static Registry Apply(Registry registry, params RegistryOperation[] operations) =>
        operations.Aggregate(registry, (now, operation) => RegistryRules.Apply(now, operation, strict: true).Registry);
}
