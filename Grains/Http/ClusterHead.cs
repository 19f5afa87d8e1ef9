using System.Collections.Immutable;
using MesosOrleans.Registrar;
using MesosOrleans.Slaves;

namespace MesosOrleans.Http;

/// <summary>What is read of a cluster before its documents begin.</summary>
/// <param name="Registry">Who leads, who is admitted, which frameworks there are; null while the registrar does not answer, as to a master of Mesos that does not lead.</param>
/// <param name="Slaves">Those that have registered since the masters recovered, by their ID, without their tasks; the others are known from the registry only, and Mesos does not show them.</param>
public sealed record ClusterHead(RegistryView? Registry, ImmutableArray<SlaveView> Slaves);
