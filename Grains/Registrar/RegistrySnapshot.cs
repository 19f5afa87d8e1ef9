using System.Collections.Immutable;

namespace MesosOrleans.Registrar;

/// <summary>
/// Writes the registry down in pieces, so that operations never wait for more than one of them. The pieces show the registry as it was when
/// this began, since it is immutable.
/// </summary>
public sealed class RegistrySnapshot : IDisposable
{
    private readonly IEnumerator<SnapshotItem[]> _chunks;
    private readonly Guid _id;
    private readonly int _count;
    private int _index;

    public RegistrySnapshot(Registry registry, Guid id, int itemsPerPiece)
    {
        var items = registry.Slaves.Count + registry.Removed.Count + registry.Answered.Count;
        _id = id;
        _count = Math.Max(1, (items + itemsPerPiece - 1) / itemsPerPiece);
        _chunks = Items(registry).Chunk(itemsPerPiece).GetEnumerator();
    }

    public bool Ended => _index == _count;

    /// <summary>The next piece; an empty registry has one, without items.</summary>
    public RegistryEntry.SnapshotPiece Next()
    {
        if (Ended)
            throw new InvalidOperationException($"The snapshot {_id} has {_count} pieces, all taken.");

        var items = _chunks.MoveNext() ? ImmutableArray.Create(_chunks.Current) : [];
        return new RegistryEntry.SnapshotPiece(_id, _index++, _count, items);
    }

    public void Dispose() => _chunks.Dispose();

    private static IEnumerable<SnapshotItem> Items(Registry registry)
    {
        foreach (var slave in registry.Slaves.Values)
            yield return new SnapshotItem.Slave(slave);
        foreach (var (slave, _) in registry.Removed.InOrder)
            yield return new SnapshotItem.Tombstone(slave);
        foreach (var (operation, slave) in registry.Answered.InOrder)
            yield return new SnapshotItem.Answer(operation, slave);
    }
}
