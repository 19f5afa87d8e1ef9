using CsCheck;
using MesosOrleans.Registrar;
using Xunit;
using static MesosOrleans.Tests.Unit.Registrar.Slaves;

namespace MesosOrleans.Tests.Unit.Registrar;

public sealed class RegistryReplayTests
{
    private static readonly Gen<RegistryOperation> Operation = Gen.Select(Gen.Int[0, 2], Gen.Int[1, 40], Gen.Int[1, 8], (kind, number, slave) => kind switch
    {
        0 => (RegistryOperation)Admit(number, slave),
        1 => Readmit(number, slave),
        _ => Remove(number, slave),
    });

    /// <summary>
    /// Snapshots of 3 items a piece begin at random, also while another is not ended and never will be; operations stand between the
    /// pieces.
    /// </summary>
    [Fact]
    public void Replay_of_operations_and_snapshots_is_the_registry_that_was_written() =>
        Gen.Select(Operation.Array[0, 60], Gen.Int[0, 9].Array[60], Gen.Bool).Sample((operations, dice, strict) =>
        {
            var registry = Registry.Empty;
            RegistrySnapshot? snapshot = null;
            var entries = new List<RegistryEntry>();
            foreach (var (i, operation) in operations.Index())
            {
                (registry, var verdict) = RegistryRules.Apply(registry, operation, strict);
                if (verdict is RegistryVerdict.Mutated)
                    entries.Add(new RegistryEntry.Operations([operation]));
                if (dice[i] == 0)
                    snapshot = new RegistrySnapshot(registry, Number(i), itemsPerPiece: 3);
                if (snapshot is { Ended: false })
                    entries.Add(snapshot.Next());
            }

            var decoded = entries.ConvertAll(entry => Codec.Decode(Codec.Encode(entry)));
            Assert.Equal(registry.Describe(), RegistryReplay.Replay(decoded, truncated: false).Registry.Describe());
        }, iter: 500);

    [Fact]
    public void A_snapshot_replaces_everything_before_its_first_piece()
    {
        var registry = RegistryRules.Mutate(RegistryRules.Mutate(RegistryRules.Mutate(Registry.Empty, Admit(1, 1)), Admit(2, 2)), Remove(3, 1));
        var replayed = RegistryReplay.Replay(
            [new RegistryEntry.Operations([Remove(3, 1)]), .. Pieces(registry, 50), new RegistryEntry.Operations([Admit(4, 4)])], truncated: true);
        Assert.Equal(RegistryRules.Mutate(registry, Admit(4, 4)).Describe(), replayed.Registry.Describe());
        Assert.Equal(1, replayed.OperationsSinceSnapshot);
    }

    [Fact]
    public void A_truncated_log_without_a_complete_snapshot_is_refused()
    {
        var registry = RegistryRules.Mutate(RegistryRules.Mutate(Registry.Empty, Admit(1, 1)), Admit(2, 2));
        var pieces = Pieces(registry, itemsPerPiece: 1);
        Assert.Throws<InvalidDataException>(() => RegistryReplay.Replay([.. pieces.SkipLast(1)], truncated: true));
        Assert.Throws<InvalidDataException>(() => RegistryReplay.Replay([.. pieces.Skip(1)], truncated: true));
        Assert.Equal(registry.Describe(), RegistryReplay.Replay(pieces, truncated: true).Registry.Describe());
    }

    [Fact]
    public void An_entry_of_a_newer_version_is_refused_in_words()
    {
        var bytes = Codec.Encode(new RegistryEntry.Operations([Remove(1, 1)])).ToArray();
        bytes[0] = 9;
        Assert.Contains("newer program", Assert.Throws<InvalidDataException>(() => Codec.Decode(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bytes_of_a_removal_are_what_they_were()
    {
        var bytes = Codec.Encode(new RegistryEntry.Operations([new RegistryOperation.Remove(Number(0x01020304), new("S1"))]));
        Assert.Equal("0101010304030201000000000000000000000000025331", Convert.ToHexString(bytes.Span));
    }

    private static List<RegistryEntry> Pieces(Registry registry, int itemsPerPiece)
    {
        var pieces = new List<RegistryEntry>();
        using var snapshot = new RegistrySnapshot(registry, Number(7), itemsPerPiece);
        while (!snapshot.Ended)
            pieces.Add(snapshot.Next());
        return pieces;
    }
}
