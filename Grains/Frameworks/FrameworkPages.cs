using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Frameworks;

/// <summary>What there is to say of a framework, in pages of a bounded size.</summary>
public static class FrameworkPages
{
    /// <summary>Tasks or offers of a page: some 100 KB as a message.</summary>
    public const int PageSize = 500;

    /// <summary>The pages, in the order that readers rely on: what it is, finished tasks, offers, tasks.</summary>
    /// <param name="view">The whole.</param>
    /// <param name="held">See <see cref="HeldBy"/>.</param>
    public static IEnumerable<FrameworkPage> Of(FrameworkView view, Resources held)
    {
        ArgumentNullException.ThrowIfNull(view);
        yield return new FrameworkPage { Framework = view with { CompletedTasks = [], Offers = [], Tasks = [] }, Held = held };
        for (var i = 0; i < view.CompletedTasks.Length; i += PageSize)
        {
            yield return new FrameworkPage { CompletedTasks = Slice(view.CompletedTasks, i) };
        }

        for (var i = 0; i < view.Offers.Length; i += PageSize)
        {
            yield return new FrameworkPage { Offers = Slice(view.Offers, i) };
        }

        for (var i = 0; i < view.Tasks.Length; i += PageSize)
        {
            yield return new FrameworkPage { Tasks = Slice(view.Tasks, i) };
        }
    }

    /// <summary>What a framework holds: its unfinished tasks and its offers.</summary>
    public static Resources HeldBy(FrameworkView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var held = new ResourceSum();
        foreach (var task in view.Tasks)
        {
            if (!task.State.IsTerminal())
            {
                held.Add(task.Resources);
            }
        }

        foreach (var offer in view.Offers)
        {
            held.Add(offer.Resources);
        }

        return held.Value;
    }

    private static ImmutableArray<T> Slice<T>(ImmutableArray<T> all, int from) => all.Slice(from, Math.Min(PageSize, all.Length - from));
}
