using System.Collections.Immutable;

namespace MesosOrleans.Registrar;

/// <summary>An immutable map that keeps its last so many keys, oldest first. A key that is there stays where it is.</summary>
public sealed class Remembered<TKey, TValue>
    where TKey : notnull
{
    private readonly ImmutableDictionary<TKey, TValue> _values;
    private readonly ImmutableQueue<TKey> _order;
    private readonly int _capacity;

    public Remembered(int capacity)
        : this(ImmutableDictionary<TKey, TValue>.Empty, [], capacity)
    {
    }

    internal Remembered(ImmutableDictionary<TKey, TValue> values, ImmutableQueue<TKey> order, int capacity)
    {
        _values = values;
        _order = order;
        _capacity = capacity;
    }

    public int Count => _values.Count;

    /// <summary>Oldest first.</summary>
    public IEnumerable<KeyValuePair<TKey, TValue>> InOrder => _order.Select(key => KeyValuePair.Create(key, _values[key]));

    public bool Contains(TKey key) => _values.ContainsKey(key);

    public RememberedDraft<TKey, TValue> Draft() => new(_values.ToBuilder(), _order, _capacity);
}

/// <summary>A <see cref="Remembered{TKey, TValue}"/> that is being changed.</summary>
public sealed class RememberedDraft<TKey, TValue>(ImmutableDictionary<TKey, TValue>.Builder values, ImmutableQueue<TKey> order, int capacity)
    where TKey : notnull
{
    private ImmutableQueue<TKey> _order = order;

    public bool TryGet(TKey key, out TValue value) => values.TryGetValue(key, out value!);

    public void Add(TKey key, TValue value)
    {
        if (values.ContainsKey(key))
        {
            return;
        }

        if (values.Count == capacity)
        {
            _order = _order.Dequeue(out var oldest);
            values.Remove(oldest);
        }

        values.Add(key, value);
        _order = _order.Enqueue(key);
    }

    public Remembered<TKey, TValue> ToRemembered() => new(values.ToImmutable(), _order, capacity);
}
