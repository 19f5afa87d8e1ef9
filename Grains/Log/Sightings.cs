using System.Collections.Immutable;

namespace MesosOrleans.Log;

/// <summary>What was last seen of a replica: its life, and how many durable changes it had made in it.</summary>
public sealed record Sighting(string Member, Incarnation Incarnation, long Changes)
{
    /// <summary>
    /// Whether a replica that shows the given life and count is not (or no longer) what was seen: its answer was given before it lost
    /// promises, or it is a copy from an earlier time.
    /// </summary>
    public bool Outdates(Incarnation incarnation, long changes) =>
        Incarnation == incarnation ? Changes > changes : Incarnation.Number >= incarnation.Number;
}

/// <summary>What one place knows of the replicas of a log; it only grows. Immutable.</summary>
/// <param name="Version">
/// Tells contents apart, also those that were only expected to come about: so it is made of the content, and does not merely count.
/// </param>
/// <param name="Items">One for each replica that was seen, by name.</param>
public sealed record Sightings(long Version, ImmutableArray<Sighting> Items)
{
    public static readonly Sightings None = new(0, []);

    public Sighting? this[string member]
    {
        get
        {
            foreach (var item in Items)
            {
                if (item.Member == member)
                    return item;
            }

            return null;
        }
    }

    /// <summary>Whether the replica is known as newer than it shows itself.</summary>
    public bool Outdate(string member, ReplicaMetadata shown) => Outdate(member, shown.Incarnation, shown.Changes);

    /// <inheritdoc cref="Outdate(string, ReplicaMetadata)"/>
    public bool Outdate(string member, Incarnation incarnation, long changes) => this[member]?.Outdates(incarnation, changes) ?? false;

    /// <summary>The same if nothing of it is new.</summary>
    public Sightings Merge(Sightings others)
    {
        var merged = this;
        foreach (var other in others.Items)
            merged = merged.Merge(other);
        return merged;
    }

    /// <summary>The same if it is not newer than what is known.</summary>
    public Sightings Merge(Sighting seen)
    {
        for (var i = 0; i < Items.Length; i++)
        {
            if (Items[i].Member != seen.Member)
                continue;

            var known = Items[i];
            var newer = known.Incarnation == seen.Incarnation ? seen.Changes > known.Changes : seen.Incarnation.Number > known.Incarnation.Number;
            return newer ? Of(Items.SetItem(i, seen)) : this;
        }

        return Of([.. Items.Add(seen).OrderBy(item => item.Member, StringComparer.Ordinal)]);
    }

    /// <summary>FNV-1a over names, lives and counts: the same in every process.</summary>
    private static Sightings Of(ImmutableArray<Sighting> items)
    {
        const ulong Prime = 1_099_511_628_211;
        var hash = 14_695_981_039_346_656_037;
        Span<byte> id = stackalloc byte[16];
        foreach (var item in items)
        {
            foreach (var letter in item.Member)
                hash = (hash ^ letter) * Prime;
            item.Incarnation.Id.TryWriteBytes(id);
            hash = (hash ^ BitConverter.ToUInt64(id)) * Prime;
            hash = (hash ^ BitConverter.ToUInt64(id[8..])) * Prime;
            hash = (hash ^ (ulong)item.Incarnation.Number) * Prime;
            hash = (hash ^ (ulong)item.Changes) * Prime;
        }

        return new Sightings((long)hash, items);
    }

    public bool Equals(Sightings? other) => other is not null && Version == other.Version && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => Version.GetHashCode();

    public override string ToString() => string.Join(", ", Items.Select(item => $"{item.Member} {item.Incarnation.Number} {item.Changes}"));
}
