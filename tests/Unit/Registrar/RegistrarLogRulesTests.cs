using MesosOrleans.Log;
using MesosOrleans.Registrar;
using MesosOrleans.Storage;
using Xunit;

namespace MesosOrleans.Tests.Unit.Registrar;

public sealed class RegistrarLogRulesTests
{
    private static readonly Guid Ours = new(1, 0, 0, new byte[8]);
    private static readonly Guid Theirs = new(2, 0, 0, new byte[8]);

    [Fact]
    public void Replicas_of_the_log_that_is_remembered_are_taken_and_so_are_empty_ones()
    {
        RegistrarLogRules.Check([Replica("a", Ours), Replica("b", Ours), Replica("c", Theirs, ReplicaStatus.Starting)], Ours);
        RegistrarLogRules.Check([Replica("a", Ours)], recorded: null);
        RegistrarLogRules.Check([Replica("a", Guid.Empty, ReplicaStatus.Empty)], Ours);
        RegistrarLogRules.CheckAbsent(recorded: null, "");
    }

    [Fact]
    public void Replicas_of_another_log_are_refused_in_words()
    {
        Assert.Contains($"a holds the log {Theirs}, and this cluster's registry is in the log {Ours}", Refusal(() => RegistrarLogRules.Check([Replica("a", Theirs)], Ours)), StringComparison.Ordinal);
        Assert.Contains("a and c hold different logs", Refusal(() => RegistrarLogRules.Check([Replica("a", Ours), Replica("b", Ours), Replica("c", Theirs)], null)), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_names_of_one_database_are_refused_in_words()
    {
        var (_, metadata) = Replica("a", Ours);
        Assert.Contains("a and localhost are one database", Refusal(() => RegistrarLogRules.Check([("a", metadata), ("localhost", metadata)], null)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_registry_that_was_lost_is_not_begun_anew() =>
        Assert.Contains("an empty registry would shut every slave down", Refusal(() => RegistrarLogRules.CheckAbsent(Ours, "all are empty")), StringComparison.Ordinal);

    private static string Refusal(Action check) => Assert.Throws<StoreException>(check).Message;

    private static (string, ReplicaMetadata) Replica(string name, Guid log, ReplicaStatus status = ReplicaStatus.Voting) =>
        (name, ReplicaMetadata.New(Guid.NewGuid()) with { Status = status, Ensemble = log == Guid.Empty ? Ensemble.None : Ensemble.First(log, ["a", "b", "c"]) });
}
