using MesosOrleans.Allocation;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>What must be so some time after everything has healed.</summary>
internal static class ClusterAftermath
{
    /// <summary>What still has to happen; null if the cluster has come to rest (invariants 3, 5, 6 and 7).</summary>
    public static string? Unsettled(SimulatedCluster cluster, IReadOnlyList<AgentMachine> machines, IReadOnlyList<FrameworkUser> users)
    {
        var (registry, silos, model) = (cluster.Records.Registry, cluster.Silos, cluster.Model);
        foreach (var machine in machines)
        {
            if (machine.Agent is not { IsRegistered: true } agent || silos.Find(agent.Id!.Value)?.HasSession != true)
                return $"invariant 7: {machine.Name} is not registered";
            if (agent.Id is { } id && (model.IsRemoved(id) || !registry.Slaves.ContainsKey(id)))
                return $"invariant 3: {machine.Name} holds on to {id}, which is no part of the cluster";
            if (machine.Count > 0)
                return $"invariant 6: {machine.Running.First()} runs on {machine.Name}";
            if (agent.Count > 0)
                return $"invariant 5: {machine.Name} keeps {agent.Snapshot().Tasks[0]} for acknowledgement";
        }

        foreach (var user in users)
        {
            if (user.IsOver)
                continue;
            if (user.Open.Count > 0)
                return $"invariant 5: {user.Id} does not know the end of {user.Open.First()}";
            if (user.Scheduler is not { IsQuiet: true } || silos.Find(user.Id)?.Machine.Active != true)
                return $"invariant 7: {user.Id} is not subscribed: {user.Scheduler}";
        }

        foreach (var framework in silos.Frameworks)
        {
            if (!framework.HasTold || framework.Machine.Unfinished().Any())
                return $"invariant 7: {framework.Id} in {framework.Silo.Name} has something to say or to wait for{string.Concat(framework.Machine.Unfinished().Select(task => $": launch {task.Name} {task.State}"))}";
        }

        foreach (var slave in silos.Slaves)
        {
            if (!slave.HasTold)
                return $"invariant 7: {slave.Id} in {slave.Silo.Name} has something to say";
            if (slave.Machine is { Used.IsEmpty: false } machine)
                return $"invariant 4: {machine.Used} of {slave.Id} is used by nobody";
        }

        foreach (var slave in registry.Slaves.Keys)
        {
            if (!machines.Any(machine => machine.Agent?.Id == slave))
                return $"invariant 3: {slave} has no agent and is not removed";
        }

        return cluster.Records.Frameworks.FirstOrDefault(model.HasEnded) is { Value: not null } ended ? $"invariant 7: {ended} has ended and is on record" : Unoffered(cluster, users);
    }

    /// <summary>What may not be so once the cluster has come to rest; null if all is well.</summary>
    public static string? Broken(SimulatedCluster cluster, IReadOnlyList<AgentMachine> machines)
    {
        foreach (var launch in cluster.Model.Launches)
        {
            if (cluster.Model.HasEnded(launch.Framework))
                continue;
            if (!launch.Ended)
                return $"invariant 5: the end of {launch} was never told";
            if (launch.Heard < launch.Made && !launch.Forgotten && launch.Answer is null && !cluster.Model.IsRemoved(launch.Slave))
                return $"invariant 5: of {launch} its agent told {launch.Made} updates, and its framework heard {launch.Heard}";
        }

        return machines.Any(machine => machine.Count > 0) ? "invariant 6: something runs" : null;
    }

    /// <summary>Every resource is in an offer that its framework knows (invariant 4: nothing is lost either).</summary>
    private static string? Unoffered(SimulatedCluster cluster, IReadOnlyList<FrameworkUser> users)
    {
        if (users.All(user => user.IsOver))
            return null;
        var known = users.Where(user => !user.IsOver).SelectMany(user => user.Scheduler!.Offers.Keys).ToHashSet();
        var outstanding = 0;
        foreach (var slave in cluster.Silos.Slaves)
        {
            if (slave.Machine is not { Connected: true, Removing: false } machine)
                continue;
            outstanding += machine.OfferCount;
            if (AllocationSlave.IsOfUse(machine.Total - machine.Offered) && users.Any(user => !user.IsOver && (!user.Info.Checkpoint || machine.Info.Checkpoint)))
                return $"invariant 7: of {slave.Id} only {machine.Offered} of {machine.Total} is offered";
        }

        return known.Count == outstanding ? null : $"invariant 7: {outstanding} offers are outstanding, and frameworks know {known.Count}: {string.Join(" ", cluster.Silos.Frameworks.Select(framework => $"{framework.Id} {framework.Machine.OfferCount}"))}";
    }
}
