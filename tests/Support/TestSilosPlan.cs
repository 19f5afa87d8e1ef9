using MesosOrleans.Tests.Support.Networks;

namespace MesosOrleans.Tests.Support;

/// <summary>What a cluster of several silos is made of.</summary>
/// <param name="Silos">How many.</param>
/// <param name="Agents">How many at the start, outside of the network.</param>
/// <param name="Replicas">How many servers hold the log's replicas, one each; with 0 its only replica is in the cluster database.</param>
/// <param name="Network">Its first machines are those of the silos, each with a replica of the same number beside it, and the next one that of the cluster database; null: all is on loopback.</param>
/// <param name="Flags">Of the silos.</param>
public sealed record TestSilosPlan(int Silos, int Agents, int Replicas, TestNetwork? Network, params IReadOnlyList<string> Flags);
