using MesosOrleans.Connection;
using MesosOrleans.Values;

namespace MesosOrleans.Bench;

/// <summary>The agents of a bench, real or emulated; they end with it.</summary>
internal sealed class BenchAgents : IAsyncDisposable
{
    /// <summary>Emulated agents share so many connections, as an operator's are spread over gateways.</summary>
    private const int ConnectionsMax = 4;

    private readonly BenchCgroups _cgroups = new();
    private readonly List<IAsyncDisposable> _parts = [];

    /// <summary>Agents of this process that answer RUNNING and FINISHED at once. Ends when all are registered.</summary>
    public static async Task<BenchAgents> Emulated(string master, int count, Resources each, CancellationToken cancel, BenchSecurity? security = null)
    {
        var agents = new BenchAgents();
        var connections = new List<MasterConnection>();
        for (var i = 0; i < Math.Min(count, ConnectionsMax); i++)
        {
            connections.Add(await MasterConnection.Connect(master, new MasterConnectionOptions { Credential = security?.Credential }, cancel));
        }

        var emulated = Enumerable.Range(0, count).Select(i => new EmulatedAgent(connections[i % connections.Count], i, each)).ToArray();
        agents._parts.AddRange(emulated);
        agents._parts.AddRange(connections);
        await Task.WhenAll(emulated.Select(agent => agent.Registered)).WaitAsync(cancel);
        return agents;
    }

    /// <summary>Agent processes. Ends when all are registered.</summary>
    public static async Task<BenchAgents> Real(
        string master, int count, Resources each, IEnumerable<string> isolation, CancellationToken cancel, BenchSecurity? security = null)
    {
        var agents = new BenchAgents();
        try
        {
            for (var i = 0; i < count; i++)
            {
                cancel.ThrowIfCancellationRequested();
                agents._parts.Add(await BenchProgram.Agent(
                    master, [$"--resources={each}", $"--isolation={string.Join(',', isolation)}", $"--cgroups_root={agents._cgroups.Root(i)}", .. security?.AgentFlags ?? []]));
            }
        }
        catch
        {
            await agents.DisposeAsync();
            throw;
        }

        return agents;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in _parts)
        {
            await part.DisposeAsync();
        }

        _cgroups.Dispose();
    }
}
