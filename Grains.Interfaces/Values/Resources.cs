using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace MesosOrleans.Values;

/// <summary>
/// What a slave has, an offer holds or a task uses: entries sorted by name, role and type, one per identity, none that is zero or empty. So
/// equal quantities are equal values. Immutable; each operation is linear in the entries. Scalars are thousandths and overflow is an error.
/// Source of the rules: Mesos 0.19 <c>src/common/resources.cpp</c>.
/// </summary>
[GenerateSerializer, Immutable]
public sealed partial class Resources : IEquatable<Resources>
{
    [Id(0)]
    private readonly Resource[] _entries;

    private Resources(Resource[] canonical) => _entries = canonical;

    /// <summary>Nothing.</summary>
    public static Resources Empty { get; } = new([]);

    /// <summary>True if there are no entries. A negative scalar is an entry.</summary>
    public bool IsEmpty => _entries.Length == 0;

    /// <summary>The entries in canonical order.</summary>
    public ReadOnlySpan<Resource> Entries => _entries;

    /// <summary>As <see cref="Entries"/>, for code that cannot hold a span.</summary>
    public IReadOnlyList<Resource> List => ImmutableCollectionsMarshal.AsImmutableArray(_entries);

    /// <summary>CPUs, summed over roles.</summary>
    public double Cpus => Milli("cpus") / 1000.0;

    /// <summary>Memory in MB, summed over roles.</summary>
    public double Mem => Milli("mem") / 1000.0;

    /// <summary>Disk in MB, summed over roles.</summary>
    public double Disk => Milli("disk") / 1000.0;

    /// <summary>The entries of role <c>*</c>.</summary>
    public Resources Unreserved => ForRole(Resource.AnyRole);

    /// <summary>The entries that can be given to a task (<see cref="Resource.IsAllocatable"/>): no negative scalars.</summary>
    public Resources Allocatable
    {
        get
        {
            var kept = new EntryBuffer(_entries.Length);
            foreach (var entry in _entries)
            {
                if (entry.IsAllocatable)
                    kept.Add(entry);
            }
            return kept.Count == _entries.Length ? this : kept.ToResources();
        }
    }

    /// <summary>The sum of <paramref name="entries"/>, in any order; equal identities are added up, zero and empty ones dropped.</summary>
    /// <exception cref="OverflowException">A sum exceeds 64 bits of thousandths.</exception>
    public static Resources Of(params ReadOnlySpan<Resource> entries)
    {
        var sorted = entries.ToArray();
        Array.Sort(sorted, static (a, b) => a.CompareIdentity(b));
        var merged = new EntryBuffer(sorted.Length);
        for (var i = 0; i < sorted.Length;)
        {
            var sum = sorted[i++];
            while (i < sorted.Length && sum.CompareIdentity(sorted[i]) == 0)
                sum = sum.Plus(sorted[i++]);
            merged.Add(sum);
        }
        return merged.ToResources();
    }

    /// <summary>Thousandths of the scalar <paramref name="name"/>, summed over roles; 0 if there is none.</summary>
    /// <exception cref="OverflowException">The sum exceeds 64 bits.</exception>
    public long Milli(string name)
    {
        var sum = 0L;
        foreach (var entry in _entries)
        {
            if (entry.Type == ValueType.Scalar && entry.Name == name)
                sum = checked(sum + entry.Milli);
        }
        return sum;
    }

    /// <summary>The ranges <paramref name="name"/>, united over roles; null if there are none.</summary>
    public Ranges? RangesOf(string name)
    {
        Ranges? sum = null;
        foreach (var entry in _entries)
        {
            if (entry.Type == ValueType.Ranges && entry.Name == name)
                sum = sum is null ? entry.Ranges : sum + entry.Ranges;
        }
        return sum;
    }

    /// <summary>The entries of exactly <paramref name="role"/>.</summary>
    public Resources ForRole(string role)
    {
        var kept = new EntryBuffer(_entries.Length);
        foreach (var entry in _entries)
        {
            if (entry.Role == role)
                kept.Add(entry);
        }
        return kept.Count == _entries.Length ? this : kept.ToResources();
    }

    /// <summary>Everything under one role: quantities of the same name and type are added up.</summary>
    /// <exception cref="OverflowException">A sum exceeds 64 bits of thousandths.</exception>
    public Resources Flatten(string role = Resource.AnyRole)
    {
        var changed = false;
        foreach (var entry in _entries)
            changed |= entry.Role != role;
        if (!changed)
            return this;

        var flat = new Resource[_entries.Length];
        for (var i = 0; i < flat.Length; i++)
            flat[i] = _entries[i].WithRole(role);
        return Of(flat);
    }

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] Resources? other) =>
        ReferenceEquals(this, other) || (other is not null && _entries.AsSpan().SequenceEqual(other._entries));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Resources);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var entry in _entries)
            hash.Add(entry);
        return hash.ToHashCode();
    }

    /// <summary>Collects entries that arrive in canonical order; drops those that hold nothing. Grows only past the guess.</summary>
    private struct EntryBuffer(int guess)
    {
        private Resource[] _items = guess == 0 ? [] : new Resource[guess];

        internal int Count { get; private set; }

        internal void Add(Resource entry)
        {
            if (entry.IsNothing)
                return;
            if (Count == _items.Length)
                Array.Resize(ref _items, Math.Max(4, Count * 2));
            _items[Count++] = entry;
        }

        internal readonly Resources ToResources() =>
            Count == 0 ? Empty : new Resources(Count == _items.Length ? _items : _items.AsSpan(0, Count).ToArray());
    }
}
