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

    private Remembered(ImmutableDictionary<TKey, TValue> values, ImmutableQueue<TKey> order, int capacity)
    {
        _values = values;
        _order = order;
        _capacity = capacity;
    }

    public int Count => _values.Count;

    /// <summary>Oldest first.</summary>
    public IEnumerable<KeyValuePair<TKey, TValue>> InOrder => _order.Select(key => KeyValuePair.Create(key, _values[key]));

    public bool Contains(TKey key) => _values.ContainsKey(key);

    public bool TryGet(TKey key, out TValue value) => _values.TryGetValue(key, out value!);

    public Remembered<TKey, TValue> With(TKey key, TValue value)
    {
        if (_values.ContainsKey(key))
            return this;

        var (values, order) = (_values, _order);
        if (values.Count == _capacity)
        {
            order = order.Dequeue(out var oldest);
            values = values.Remove(oldest);
        }

        return new Remembered<TKey, TValue>(values.Add(key, value), order.Enqueue(key), _capacity);
    }
}
