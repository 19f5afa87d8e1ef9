using MesosOrleans.Wire;

namespace MesosOrleans.Protocol;

/// <summary>Names a framework for ever: <c>&lt;master id&gt;-%04d</c> (Mesos 0.19, master.cpp:3829).</summary>
[GenerateSerializer, Immutable, Message]
public readonly record struct FrameworkId([property: Id(1)] string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Names a slave for ever: <c>&lt;master id&gt;-&lt;n&gt;</c>. A removed slave's ID never comes back.</summary>
[GenerateSerializer, Immutable, Message]
public readonly record struct SlaveId([property: Id(1)] string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Names one offer, <c>&lt;master id&gt;-&lt;n&gt;</c>; unique among all offers of a cluster.</summary>
[GenerateSerializer, Immutable, Message]
public readonly record struct OfferId([property: Id(1)] string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Names a task within its framework; chosen by the scheduler. No control character, <c>/</c> or <c>\</c>.</summary>
[GenerateSerializer, Immutable, Message]
public readonly record struct TaskId([property: Id(1)] string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Names an executor within its framework and slave.</summary>
[GenerateSerializer, Immutable, Message]
public readonly record struct ExecutorId([property: Id(1)] string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Names one container, a random UUID.</summary>
[GenerateSerializer, Immutable, Message]
public readonly record struct ContainerId([property: Id(1)] string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
