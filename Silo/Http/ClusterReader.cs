using System.Collections.Immutable;
using MesosOrleans.Frameworks;
using MesosOrleans.Http;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Slaves;

namespace MesosOrleans.Silo.Http;

/// <summary>Asks the grains of a cluster to describe themselves. Where a silo was just lost, some do not answer: what they would say is left out, as Mesos leaves out what has not come back.</summary>
internal sealed partial class ClusterReader(IGrainFactory grains, TimeProvider time, ILogger<ClusterReader> log)
{
    /// <summary>Enough to hide the way to other silos, few enough that a document of 50,000 slaves does not crowd out their work.</summary>
    private const int CallsAtOnce = 32;

    /// <summary>A registrar that does not answer by then is recovering, or on a silo that is not yet known to be lost.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Everything; its size is that of the cluster.</summary>
    /// <exception cref="TimeoutException">The registrar does not answer.</exception>
    public async Task<ClusterView> Read(CancellationToken cancelled)
    {
        var registry = await ReadRegistry(cancelled) ?? throw new TimeoutException("the registrar does not answer; the masters may be recovering");
        var slaves = await Slaves(registry, cancelled);
        var frameworks = new FrameworkView?[registry.Frameworks.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancelled };
        await Parallel.ForAsync(0, frameworks.Length, options, async (i, cancel) => frameworks[i] = await Whole(registry.Frameworks[i], cancel));
        return new ClusterView(registry, slaves, [.. frameworks.OfType<FrameworkView>()]);
    }

    /// <summary>What a document begins with; also while nobody leads.</summary>
    public async Task<ClusterHead> ReadHead(CancellationToken cancelled)
    {
        if (await ReadRegistry(cancelled) is not { } registry)
        {
            return new ClusterHead(null, []);
        }

        var slaves = (await Slaves(registry, cancelled)).Where(slave => slave.RegisteredAt is not null);
        return new ClusterHead(registry, [.. slaves.OrderBy(slave => slave.Info.Id?.Value, StringComparer.Ordinal)]);
    }

    /// <summary>The registry; null if the registrar does not answer in time.</summary>
    public async Task<RegistryView?> ReadRegistry(CancellationToken cancelled)
    {
        try
        {
            return await grains.Registrar().Read().WaitAsync(Patience, time, cancelled);
        }
        catch (Exception e) when (!cancelled.IsCancellationRequested)
        {
            LogSilent(log, "registrar", e.Message);
            return null;
        }
    }

    /// <summary>A framework in pages. One that does not answer has none; one that stops answering breaks the document off.</summary>
    public async IAsyncEnumerable<FrameworkPage> Pages(FrameworkId framework)
    {
        await using var pages = grains.Framework(framework).ReadPages().WithBatchSize(1).GetAsyncEnumerator();
        if (!await HasAny(framework, pages))
        {
            yield break;
        }

        do
        {
            yield return pages.Current;
        }
        while (await pages.MoveNextAsync());
    }

    /// <summary>The first page of each framework, for who needs no tasks.</summary>
    public async Task<ImmutableArray<FrameworkPage>> FirstPages(RegistryView registry, CancellationToken cancelled)
    {
        var first = new FrameworkPage?[registry.Frameworks.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancelled };
        await Parallel.ForAsync(0, first.Length, options, async (i, _) =>
        {
            await foreach (var page in Pages(registry.Frameworks[i]))
            {
                first[i] = page;
                break;
            }
        });
        return [.. first.OfType<FrameworkPage>()];
    }

    /// <summary>Of all its pages one view; null if it does not answer.</summary>
    private async Task<FrameworkView?> Whole(FrameworkId framework, CancellationToken cancelled)
    {
        FrameworkView? head = null;
        var (tasks, completed, offers) = (ImmutableArray.CreateBuilder<TaskSummary>(), ImmutableArray.CreateBuilder<TaskSummary>(), ImmutableArray.CreateBuilder<Offer>());
        await foreach (var page in Pages(framework).WithCancellation(cancelled))
        {
            head ??= page.Framework;
            tasks.AddRange(page.Tasks);
            completed.AddRange(page.CompletedTasks);
            offers.AddRange(page.Offers);
        }

        return head is null ? null : head with { Tasks = tasks.DrainToImmutable(), CompletedTasks = completed.DrainToImmutable(), Offers = offers.DrainToImmutable() };
    }

    private async Task<bool> HasAny(FrameworkId framework, IAsyncEnumerator<FrameworkPage> pages)
    {
        try
        {
            return await pages.MoveNextAsync();
        }
        catch (Exception e)
        {
            LogSilent(log, $"framework {framework}", e.Message);
            return false;
        }
    }

    private async Task<ImmutableArray<SlaveView>> Slaves(RegistryView registry, CancellationToken cancelled)
    {
        var slaves = new SlaveView[registry.Slaves.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancelled };
        await Parallel.ForAsync(0, slaves.Length, options, async (i, _) => slaves[i] = await Summarize(registry.Slaves[i]));
        return ImmutableArray.Create(slaves);
    }

    private async ValueTask<SlaveView> Summarize(SlaveInfo info)
    {
        try
        {
            return await grains.Slave(info.Id!.Value).Summarize();
        }
        catch (Exception e)
        {
            LogSilent(log, $"slave {info.Id}", e.Message);
            return new SlaveView { Info = info };
        }
    }

    [LoggerMessage(4005, LogLevel.Information, "A document leaves out the {What}, which does not answer: {Reason}")]
    private static partial void LogSilent(ILogger log, string what, string reason);
}
