using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using MesosOrleans.Protocol;

namespace MesosOrleans.Slaves;

/// <summary>The executors of one slave that have not exited, by framework. Command tasks have none. Each names its framework. Not safe for several threads.</summary>
public sealed class ExecutorTable
{
    private readonly Dictionary<FrameworkId, Dictionary<ExecutorId, ExecutorInfo>> _frameworks = [];

    /// <summary>All, in no order.</summary>
    public ImmutableArray<ExecutorInfo> All => [.. _frameworks.Values.SelectMany(executors => executors.Values)];

    /// <summary>Frameworks that have one.</summary>
    public ImmutableArray<FrameworkId> Frameworks => [.. _frameworks.Keys];

    /// <summary>True if it is here.</summary>
    public bool TryGet(FrameworkId framework, ExecutorId executor, [NotNullWhen(true)] out ExecutorInfo? info)
    {
        info = null;
        return _frameworks.TryGetValue(framework, out var executors) && executors.TryGetValue(executor, out info);
    }

    /// <summary>Those of one framework.</summary>
    public ImmutableArray<ExecutorId> Of(FrameworkId framework) =>
        _frameworks.TryGetValue(framework, out var executors) ? [.. executors.Keys] : [];

    /// <summary>Enters one that is not here.</summary>
    public void Add(ExecutorInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        var framework = info.FrameworkId!.Value;
        if (!_frameworks.TryGetValue(framework, out var executors))
        {
            _frameworks.Add(framework, executors = []);
        }

        executors.Add(info.ExecutorId, info);
    }

    /// <summary>It has exited. False: it is not here.</summary>
    public bool Remove(FrameworkId framework, ExecutorId executor, [NotNullWhen(true)] out ExecutorInfo? info)
    {
        info = null;
        if (!_frameworks.TryGetValue(framework, out var executors) || !executors.Remove(executor, out info))
        {
            return false;
        }

        if (executors.Count == 0)
        {
            _frameworks.Remove(framework);
        }

        return true;
    }

    /// <summary>Forgets a framework; answers what it had.</summary>
    public ImmutableArray<ExecutorInfo> Remove(FrameworkId framework) =>
        _frameworks.Remove(framework, out var executors) ? [.. executors.Values] : [];

    /// <summary>Forgets all.</summary>
    public void Clear() => _frameworks.Clear();
}
