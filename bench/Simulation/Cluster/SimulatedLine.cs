using System.Collections.Immutable;
using MesosOrleans.Sessions;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>What <see cref="Outbox{T}"/> does, in a process of the simulation.</summary>
internal sealed class SimulatedLine<T>
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(0.1);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly SimulatedProcess _owner;
    private readonly Guid _stream;
    private readonly Action<Batch<T>, Action<Receipt>> _carry;
    private readonly Action<Receipt> _refused;
    private readonly List<T> _waiting = [];
    private long _first;
    private int _attempt;
    private bool _pumping;
    private bool _closed;

    /// <param name="world">Draws the name of the stream.</param>
    /// <param name="owner">Who sends.</param>
    /// <param name="carry">Carries one batch over.</param>
    /// <param name="refused">Called once, after which nothing is sent any more.</param>
    public SimulatedLine(SimulatedWorld world, SimulatedProcess owner, Action<Batch<T>, Action<Receipt>> carry, Action<Receipt> refused) =>
        (_owner, _stream, _carry, _refused) = (owner, world.Draw(), carry, refused);

    public int Count => _waiting.Count;

    public void Add(T item)
    {
        if (_closed)
            return;
        _waiting.Add(item);
        if (!_pumping)
        {
            _pumping = true;
            _owner.After(Gather, Send);
        }
    }

    public ImmutableArray<T> Close()
    {
        _closed = true;
        ImmutableArray<T> dropped = [.. _waiting];
        _waiting.Clear();
        return dropped;
    }

    private void Send()
    {
        if (_closed || _waiting.Count == 0)
        {
            _pumping = false;
            return;
        }

        var attempt = ++_attempt;
        var batch = new Batch<T>(_stream, _first, [.. _waiting]);
        _carry(batch, receipt => Answered(attempt, batch, receipt));
        _owner.After(Again, () =>
        {
            if (attempt == _attempt)
                Send();
        });
    }

    private void Answered(int attempt, Batch<T> batch, Receipt receipt)
    {
        if (_closed || attempt != _attempt || receipt == Receipt.Busy)
            return;
        _attempt++;
        if (receipt == Receipt.Taken)
        {
            _first += batch.Items.Length;
            _waiting.RemoveRange(0, batch.Items.Length);
            Send();
        }
        else
        {
            _refused(receipt);
        }
    }
}
