namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>Where a call arrives: the process, and what it does there. It answers by calling what it is given, now, later or never.</summary>
internal readonly record struct Route<T>(SimulatedProcess Process, Action<Action<T>> Serve);

/// <summary>Calls between processes, which are late, lost or doubled while the network is faulty, and their answers too.</summary>
internal sealed class SimulatedNetwork(SimulatedWorld world)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Of a hundred messages so many are lost, and as many doubled.</summary>
    public int FaultPercent { get; set; }

    /// <param name="from">Who asks.</param>
    /// <param name="route">Looked up when the message arrives; null: nobody is there.</param>
    /// <param name="answered">The first answer, in the asker's process.</param>
    /// <param name="failed">No answer came in time; what became of the question is unknown.</param>
    public void Call<T>(SimulatedProcess from, Func<Route<T>?> route, Action<T> answered, Action? failed = null)
    {
        var open = true;
        Carry(from, () =>
        {
            if (route() is not { } there)
                return;
            if (there.Process.IsCut)
                return;
            there.Process.Do(() => there.Serve(answer => Carry(there.Process, () =>
            {
                if (from.IsCut)
                    return;
                from.Do(() =>
                {
                    if (open)
                    {
                        open = false;
                        answered(answer);
                    }
                });
            })));
        });
        if (failed is not null)
        {
            from.After(Patience, () =>
            {
                if (open)
                {
                    open = false;
                    failed();
                }
            });
        }
    }

    private void Carry(SimulatedProcess from, Action arrive)
    {
        if (!from.Alive || from.IsCut)
            return;
        var fate = FaultPercent == 0 ? 100 : world.Random.Next(100);
        if (fate < FaultPercent)
            return;
        if (fate < 2 * FaultPercent)
            world.After(Latency(), arrive);
        world.After(Latency(), arrive);
    }

    private TimeSpan Latency() => FaultPercent > 0 && world.Random.Next(20) == 0 ? world.Between(20, 3_000) : world.Between(0.2, 20);
}
