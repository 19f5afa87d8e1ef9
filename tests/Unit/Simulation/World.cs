using System.Collections.Immutable;
using MesosOrleans.Sessions;
using MesosOrleans.Tests.Unit.Slaves;

namespace MesosOrleans.Tests.Unit.Simulation;

/// <summary>A network that loses, doubles and reorders while it is faulty, and everything random, from one seed.</summary>
internal sealed class World(int seed)
{
    private readonly List<Action> _messages = [];
    private readonly List<Action> _pumps = [];
    private int _names;

    public Random Random { get; } = new(seed);

    public bool IsFaulty { get; set; } = true;

    public Guid NewGuid() => ASlave.Uuid(++_names);

    public bool Chance(int percent) => Random.Next(100) < percent;

    public T Pick<T>(IReadOnlyList<T> items) => items[Random.Next(items.Count)];

    /// <summary>Asks somebody; the question, or its answer, may be lost, late or doubled.</summary>
    public void Call<T>(Func<T> serve, Action<T> answered) => _messages.Add(() =>
    {
        var answer = serve();
        _messages.Add(() => answered(answer));
    });

    public void Open(Action pump) => _pumps.Add(pump);

    public void Shut(Action pump) => _pumps.Remove(pump);

    public void Deliver()
    {
        if (_messages.Count == 0)
        {
            return;
        }

        var index = Random.Next(_messages.Count);
        var message = _messages[index];
        var fate = IsFaulty ? Random.Next(100) : 100;
        if (fate >= 10)
        {
            _messages.RemoveAt(index);
        }

        if (fate is < 10 or >= 20)
        {
            message();
        }
    }

    /// <summary>Time passes for one sender: it sends, or sends again.</summary>
    public void Pump()
    {
        if (_pumps.Count > 0 && _messages.Count < 40)
        {
            Pick(_pumps)();
        }
    }
}

/// <summary>An outbox without threads: what it sends, and sends again, is up to the world.</summary>
internal sealed class Line<T>
{
    private readonly World _world;
    private readonly Func<Batch<T>, Receipt> _carry;
    private readonly Action<Receipt> _refused;
    private readonly Guid _stream;
    private readonly List<T> _waiting = [];
    private readonly Action _pump;
    private long _first;
    private int _attempt;
    private bool _closed;

    public Line(World world, Func<Batch<T>, Receipt> carry, Action<Receipt> refused)
    {
        (_world, _carry, _refused, _stream, _pump) = (world, carry, refused, world.NewGuid(), Send);
        world.Open(_pump);
    }

    public bool IsEmpty => _waiting.Count == 0;

    public void Add(T item)
    {
        if (!_closed)
        {
            _waiting.Add(item);
        }
    }

    public ImmutableArray<T> Close()
    {
        _closed = true;
        _world.Shut(_pump);
        ImmutableArray<T> dropped = [.. _waiting];
        _waiting.Clear();
        return dropped;
    }

    private void Send()
    {
        if (IsEmpty)
        {
            return;
        }

        var attempt = ++_attempt;
        var batch = new Batch<T>(_stream, _first, [.. _waiting.Take(1 + _world.Random.Next(4))]);
        _world.Call(() => _carry(batch), receipt => Answered(attempt, batch, receipt));
    }

    private void Answered(int attempt, Batch<T> batch, Receipt receipt)
    {
        if (_closed || attempt != _attempt || receipt == Receipt.Busy)
        {
            return;
        }

        _attempt++;
        if (receipt == Receipt.Taken)
        {
            _first += batch.Items.Length;
            _waiting.RemoveRange(0, batch.Items.Length);
        }
        else
        {
            _world.Shut(_pump);
            _refused(receipt);
        }
    }
}
