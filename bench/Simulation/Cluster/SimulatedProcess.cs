namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>A process that can be killed, paused and cut off from all others. What it was to do while it was paused it does afterwards, in order.</summary>
internal sealed class SimulatedProcess(SimulatedWorld world, string name)
{
    public string Name => name;

    public bool Alive { get; private set; } = true;

    public TimeSpan PausedUntil { get; set; }

    public TimeSpan CutUntil { get; set; }

    public bool IsCut => world.Now < CutUntil;

    public void Kill() => Alive = false;

    public void Do(Action work)
    {
        if (!Alive)
            return;
        if (world.Now < PausedUntil)
            world.After(PausedUntil - world.Now, () => Do(work));
        else
            work();
    }

    public void After(TimeSpan delay, Action work) => world.After(delay, () => Do(work));

    /// <summary>Again and again while the process lives, and the work says that it wants to go on.</summary>
    public void Every(TimeSpan period, Func<bool> work) => After(period, () =>
    {
        if (work())
            Every(period, work);
    });
}
