using MesosOrleans.Cli.Processes;

namespace MesosOrleans.Cli.Local;

/// <summary>The processes of a local cluster: the agents as soon as it is known where the silo will be reached; at the end the agents first.</summary>
internal sealed class LocalCluster(LocalPlan plan, bool isVerbose) : IAsyncDisposable
{
    private const string SiloStarting = "silo starting:";
    private const string SiloReady = "silo ready:";
    private const string AgentReady = "agent ready:";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    /// <summary>An agent may need its time to end tasks: 3 s until they are killed, and some for it to tell.</summary>
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(10);

    /// <summary>Ctrl-C reaches the children at the same time: whoever is first, it was no end of their own.</summary>
    private static readonly TimeSpan InterruptLag = TimeSpan.FromMilliseconds(300);

    private readonly List<ChildProcess> _agents = [];
    private ChildProcess? _silo;

    public bool IsUp { get; private set; }

    private IEnumerable<ChildProcess> All => _silo is null ? _agents : _agents.Prepend(_silo);

    /// <summary>Starts everything; answers where the silo is reached.</summary>
    /// <exception cref="CliException">A process ended, or is not ready in time.</exception>
    public async Task<Uri> Start(CancellationToken cancel)
    {
        _silo = ChildProcess.Start(
            "silo", OtherProgram.Silo.CommandLine(plan.SiloArguments), plan.SiloLog, [SiloStarting, SiloReady], isVerbose);
        var address = LocalPlan.Reachable(await Until(_silo, SiloStarting, cancel));
        for (var number = 1; number <= plan.Agents; number++)
        {
            _agents.Add(ChildProcess.Start(
                LocalPlan.AgentName(number), OtherProgram.Agent.CommandLine(plan.AgentArguments(number, address)), plan.AgentLog(number),
                [AgentReady], isVerbose));
        }

        await Until(_silo, SiloReady, cancel);
        foreach (var agent in _agents)
        {
            await Until(agent, AgentReady, cancel);
        }

        IsUp = true;
        return address;
    }

    /// <summary>Waits until a process ends by itself, which is an error.</summary>
    /// <exception cref="CliException">It happened.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before, or at the same moment.</exception>
    public async Task UntilOneEnds(CancellationToken cancel)
    {
        await Task.WhenAny(All.Select(child => child.Exited)).WaitAsync(cancel);
        await Mourn(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_agents.Select(agent => agent.End(EndGrace)));
        await (_silo?.End(EndGrace) ?? Task.CompletedTask);
        foreach (var child in All)
        {
            await child.DisposeAsync();
        }
    }

    private async Task<string> Until(ChildProcess child, string mark, CancellationToken cancel)
    {
        var line = child.Line(mark);
        try
        {
            await Task.WhenAny([line, .. All.Select(any => any.Exited)]).WaitAsync(StartLimit, cancel);
        }
        catch (TimeoutException)
        {
            throw new CliException($"{child.Name} is not ready after {StartLimit.TotalMinutes} minutes; --verbose shows what it does");
        }

        if (!line.IsCompleted)
        {
            await Mourn(cancel);
        }

        return await line;
    }

    private async Task Mourn(CancellationToken cancel)
    {
        await Task.Delay(InterruptLag, cancel);
        throw new CliException(All.First(child => child.Exited.IsCompleted).Obituary());
    }
}
