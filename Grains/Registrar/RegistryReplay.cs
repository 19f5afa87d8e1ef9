namespace MesosOrleans.Registrar;

/// <summary>The registry that a log holds, and how many operations came after the snapshot that it starts from.</summary>
public sealed record ReplayedRegistry(Registry Registry, int OperationsSinceSnapshot);

/// <summary>
/// Reads the registry back: the newest complete snapshot, and every operation after its first piece. Entries before that piece are in the
/// snapshot; pieces of a snapshot that was never finished are passed over.
/// </summary>
public static class RegistryReplay
{
    /// <param name="entries">All entries of the log in the order of their positions.</param>
    /// <param name="truncated">Whether the log begins after its first entry: then it must hold a snapshot.</param>
    public static ReplayedRegistry Replay(IReadOnlyList<RegistryEntry> entries, bool truncated)
    {
        var start = Newest(entries);
        if (start is null && truncated)
            throw new InvalidDataException("The log was truncated, but holds no complete snapshot of the registry. Restore a replica from a backup.");

        var draft = new RegistryDraft(Registry.Empty);
        foreach (var item in start?.Pieces.SelectMany(piece => piece.Items) ?? [])
            Add(draft, item);

        var operations = 0;
        foreach (var operation in entries.Skip(start?.First + 1 ?? 0).OfType<RegistryEntry.Operations>().SelectMany(entry => entry.Items))
        {
            RegistryRules.Mutate(draft, operation);
            operations++;
        }

        return new ReplayedRegistry(draft.ToRegistry(), operations);
    }

    private static FoundSnapshot? Newest(IReadOnlyList<RegistryEntry> entries)
    {
        var found = new Dictionary<Guid, FoundSnapshot>();
        FoundSnapshot? newest = null;
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i] is not RegistryEntry.SnapshotPiece piece)
                continue;

            // A snapshot whose first pieces were truncated away is an old one.
            if (piece.Index == 0)
                found[piece.Snapshot] = new FoundSnapshot(i, []);
            if (!found.TryGetValue(piece.Snapshot, out var snapshot) || piece.Index != snapshot.Pieces.Count)
                continue;

            snapshot.Pieces.Add(piece);
            if (snapshot.Pieces.Count == piece.Count && (newest is null || snapshot.First > newest.First))
                newest = snapshot;
        }

        return newest;
    }

    private static void Add(RegistryDraft draft, SnapshotItem item)
    {
        switch (item)
        {
            case SnapshotItem.Slave slave:
                draft.Add(slave.Admitted);
                break;
            case SnapshotItem.Tombstone tombstone:
                draft.Remove(tombstone.Removed);
                break;
            case SnapshotItem.Answer answer:
                draft.Remember(answer.Operation, answer.Given);
                break;
            default:
                throw new ArgumentException($"The registry does not know the item {item.GetType().Name}.", nameof(item));
        }
    }

    private sealed record FoundSnapshot(int First, List<RegistryEntry.SnapshotPiece> Pieces);
}
