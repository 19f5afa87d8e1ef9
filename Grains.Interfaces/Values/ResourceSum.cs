namespace MesosOrleans.Values;

/// <summary>Adds up many resources without a value in between. Not for several threads.</summary>
public sealed class ResourceSum
{
    // Of each identity one entry: there are few.
    private readonly List<(Resource First, long Milli, Resource? Others)> _entries = [];

    /// <summary>What was added so far.</summary>
    public Resources Value
    {
        get
        {
            var entries = new Resource[_entries.Count];
            for (var i = 0; i < entries.Length; i++)
            {
                var (first, milli, others) = _entries[i];
                entries[i] = others ?? Resource.Scalar(first.Name, milli, first.Role);
            }

            return Resources.Of(entries);
        }
    }

    /// <summary>Adds resources.</summary>
    /// <exception cref="OverflowException">A sum exceeds 64 bits of thousandths.</exception>
    public void Add(Resources resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        foreach (var entry in resources.Entries)
        {
            Add(entry);
        }
    }

    private void Add(Resource entry)
    {
        var isScalar = entry.Type == ValueType.Scalar;
        for (var i = 0; i < _entries.Count; i++)
        {
            var (first, milli, others) = _entries[i];
            if (first.CompareIdentity(entry) == 0)
            {
                _entries[i] = isScalar ? (first, checked(milli + entry.Milli), null) : (first, 0, others!.Plus(entry));
                return;
            }
        }

        _entries.Add((entry, entry.Milli, isScalar ? null : entry));
    }
}
