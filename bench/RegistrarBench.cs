using System.Globalization;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Sessions;
using MesosOrleans.Values;
using Orleans.Core.Internal;

namespace MesosOrleans.Bench;

/// <summary>Asks the registrar's grain, one call for each operation, as Mesos's own Registrar_BENCHMARK_Test asks its registrar.</summary>
internal sealed class RegistrarBench(IGrainFactory grains)
{
    private static readonly SlaveInfo Slave = new()
    {
        Hostname = "bench.example.org",
        Resources = Resources.Parse("cpus:16;mem:65536;disk:1048576;ports:[31000-32000]"),
        Attributes = Attributes.Parse("rack:r17;generation:4"),
    };

    private List<SlaveInfo> _admitted = [];

    private IRegistrarGrain Registrar => grains.Registrar();

    /// <summary>Seconds until so many more slaves are admitted.</summary>
    public Task<double> Admit(int count) => Timed(async () =>
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Registrar.Admit(Guid.NewGuid(), Slave)));
        _admitted.AddRange(answers.Select(answer => Slave with { Id = answer.SlaveId ?? throw new InvalidOperationException(answer.Refusal) }));
    });

    /// <summary>Seconds until all slaves are confirmed.</summary>
    public Task<double> Readmit() => Timed(() => Task.WhenAll(_admitted.Select(slave => Registrar.Readmit(Guid.NewGuid(), slave, Epoch.None))));

    /// <summary>Seconds from the end of the registrar's activation until a new one answers.</summary>
    public Task<double> Recover() => Timed(async () =>
    {
        var before = (await Registrar.Lead()).ElectedAt;
        await Registrar.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        while ((await Registrar.Lead()).ElectedAt == before)
        {
            // The call came before the activation had ended.
            await Task.Yield();
        }
    });

    /// <summary>Seconds until the last so many slaves are removed.</summary>
    public Task<double> Remove(int count) => Timed(async () =>
    {
        await Task.WhenAll(_admitted[^count..].Select(slave => Registrar.Remove(Guid.NewGuid(), slave.Id!.Value)));
        _admitted.RemoveRange(_admitted.Count - count, count);
    });

    /// <summary>Removes slaves one after the other: each waits for its own append.</summary>
    public async Task Change(int count, Percentiles milliseconds)
    {
        foreach (var slave in _admitted[^count..])
        {
            var begin = TimeProvider.System.GetTimestamp();
            await Registrar.Remove(Guid.NewGuid(), slave.Id!.Value);
            milliseconds.Add(TimeProvider.System.GetElapsedTime(begin).TotalMilliseconds);
        }

        _admitted.RemoveRange(_admitted.Count - count, count);
    }

    /// <summary>
    /// Changes slaves one after the other between floods of others, until the log has written at least one snapshot of the whole registry: the registrar begins one
    /// when as many operations have come as it holds items.
    /// </summary>
    public async Task ChangeDuringSnapshot(Percentiles milliseconds)
    {
        const int Flood = 5_000;
        const int Changes = 100;
        for (var left = 2.2 * _admitted.Count; left > 0; left -= 2 * Flood)
        {
            await Admit(Flood + Changes);
            await Remove(Flood);
            await Change(Changes, milliseconds);
        }
    }

    /// <summary>Fails if the registry does not hold what was asked of it.</summary>
    public async Task Check()
    {
        var registry = await Registrar.Read();
        if (registry.Slaves.Length != _admitted.Count)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"the registry holds {registry.Slaves.Length} slaves; {_admitted.Count} were expected"));
        }
    }

    private static async Task<double> Timed(Func<Task> work)
    {
        var begin = TimeProvider.System.GetTimestamp();
        await work();
        return TimeProvider.System.GetElapsedTime(begin).TotalSeconds;
    }
}
