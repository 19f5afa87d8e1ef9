namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>One activation of a grain: it lives in a silo's process, and takes one call at a time.</summary>
internal abstract class SimulatedActivation(SimulatedCluster cluster, SimulatedProcess silo)
{
    private readonly Queue<Action<Action>> _waiting = new();
    private bool _busy;

    public SimulatedProcess Silo => silo;

    public bool Lives { get; private set; } = true;

    protected SimulatedCluster Cluster => cluster;

    protected SimulatedWorld World => cluster.World;

    /// <summary>It ends; the next call makes another one.</summary>
    public void Deactivate()
    {
        Lives = false;
        cluster.Silos.Forget(this);
        Closed();
    }

    /// <summary>A call that ends at once.</summary>
    public void Turn(Action call) => Turn(done =>
    {
        call();
        done();
    });

    /// <summary>A call that ends when it says so; others wait.</summary>
    public void Turn(Action<Action> call)
    {
        _waiting.Enqueue(call);
        if (!_busy)
            Next();
    }

    protected abstract void Closed();

    /// <summary>A timer: its ticks are calls, too.</summary>
    protected void Every(TimeSpan period, Action tick) => silo.Every(period, () =>
    {
        if (Lives)
            Turn(tick);
        return Lives;
    });

    protected void After(TimeSpan delay, Action work) => silo.After(delay, () =>
    {
        if (Lives)
            work();
    });

    /// <summary>Asks another grain from here; the answer is dropped when this activation is no more.</summary>
    protected void Ask<T>(Func<Route<T>?> route, Action<T> answered, Action? failed = null) => cluster.Network.Call(
        silo,
        route,
        answer =>
        {
            if (Lives)
                answered(answer);
        },
        failed is null ? null : () =>
        {
            if (Lives)
                failed();
        });

    private void Next()
    {
        while (!_busy && Lives && _waiting.TryDequeue(out var call))
        {
            _busy = true;
            var ended = false;
            call(() =>
            {
                if (ended)
                    return;
                ended = true;
                _busy = false;
                Next();
            });
        }
    }
}

internal static class ActivationRoutes
{
    /// <summary>A call that is served as its turn comes.</summary>
    public static Route<T>? Hears<TGrain, T>(this TGrain grain, Action<TGrain, Action<T>> serve)
        where TGrain : SimulatedActivation => new Route<T>(grain.Silo, answer => grain.Turn(() => serve(grain, answer)));

    /// <summary>The same of a call that waits for others and says when it is done.</summary>
    public static Route<T>? HearsLong<TGrain, T>(this TGrain grain, Action<TGrain, Action<T>, Action> serve)
        where TGrain : SimulatedActivation => new Route<T>(grain.Silo, answer => grain.Turn(done => serve(grain, answer, done)));
}
