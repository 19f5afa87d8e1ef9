using MesosOrleans.Log;

namespace MesosOrleans.Bench.Simulation;

/// <summary>A process that uses the log: a silo, or an operator's command. Killed, it is replaced by another one.</summary>
internal sealed class SimulatedHost
{
    private readonly Dictionary<string, ILogReplica> _replicas = [];
    private readonly Func<SimulatedHost, string, ILogReplica> _open;

    public SimulatedHost(string name, Func<SimulatedHost, string, ILogReplica> open)
    {
        Name = name;
        _open = open;
    }

    public string Name { get; }

    public bool Alive { get; set; } = true;

    /// <summary>Until then nothing leaves it, and what comes back waits.</summary>
    public TimeSpan PausedUntil { get; set; }

    /// <summary>Whether messages are slow, lost and repeated.</summary>
    public bool Lossy { get; set; }

    /// <summary>How long a message to or from these databases takes.</summary>
    public Dictionary<string, TimeSpan> Slow { get; } = [];

    /// <summary>The databases that it cannot reach.</summary>
    public HashSet<string> Cut { get; } = [];

    public ILogReplica Replica(string member) =>
        _replicas.TryGetValue(member, out var known) ? known : _replicas[member] = _open(this, member);
}
