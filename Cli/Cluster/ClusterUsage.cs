namespace MesosOrleans.Cli.Cluster;

/// <summary>Asks every agent of a cluster what its containers use, all at once.</summary>
internal static class ClusterUsage
{
    /// <summary>The containers by slave ID; a slave that does not answer is missing, and is said of.</summary>
    public static async Task<IReadOnlyDictionary<string, ContainerEntry[]>> Of(
        StateDocument state, SlaveHttp slaves, Action<string> problem, CancellationToken cancel)
    {
        var answers = await Task.WhenAll(state.Slaves.Select(async slave =>
        {
            try
            {
                return (slave.Id, Containers: (ContainerEntry[]?)await slaves.Statistics(StateTables.AddressOf(slave.Pid), cancel));
            }
            catch (IOException silent)
            {
                problem(silent.Message);
                return (slave.Id, Containers: (ContainerEntry[]?)null);
            }
        }));
        return answers.Where(answer => answer.Containers is not null).ToDictionary(answer => answer.Id, answer => answer.Containers!);
    }
}
