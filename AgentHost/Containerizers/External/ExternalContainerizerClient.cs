using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Containerizers.External;

/// <summary>The containerizer <c>external</c>: a program runs the containers, and is called for each step (section 18 of the rules).</summary>
internal sealed partial class ExternalContainerizerClient(
    ExternalSettings settings, ExternalProgramClient program, ExternalCalls calls, ContainerMonitorService monitor, TimeProvider time, ILogger<ExternalContainerizerClient> log) : IContainerizer
{
    /// <summary>In the run's directory: an external program has this container.</summary>
    private const string MarkName = "external";

    public async Task<IContainer> Launch(ContainerSpec spec, CancellationToken cancel)
    {
        var of = new ExternalContainerCallsClient(program, calls, spec, ContainerUserClient.Account(spec.User));
        if (spec.RunDirectory is { } run) await File.WriteAllBytesAsync(Path.Combine(run, MarkName), [], cancel);
        return await of.Launch(cancel) is { } problem ? throw new ContainerizerException(problem) : Monitored(spec, of);
    }

    /// <summary>True if the container of this run was given to an external program.</summary>
    public static bool IsOurs(ContainerSpec spec) => spec.RunDirectory is { } run && File.Exists(Path.Combine(run, MarkName));

    /// <summary>Rule 18.14: known to both is adopted; known to the program alone is destroyed; known to us alone is missing in the answer.</summary>
    /// <exception cref="ContainerizerException">The program cannot be relied on.</exception>
    public async Task<IReadOnlyDictionary<ContainerId, IContainer>> Recover(IReadOnlyCollection<ContainerSpec> known, CancellationToken cancel)
    {
        var own = Guid.NewGuid().ToString();
        var recovered = await program.Run(calls.Recover(own), cancel);
        if (CallVerdict.Problem(ContainerizerCommand.Recover, recovered) is { } problem) throw new ContainerizerException(problem);
        var listed = CallVerdict.Result(ContainerizerCommand.Containers, await program.Run(calls.Containers(own), cancel), ContainerizerContainersCodec.Instance)
            .Containers.ToHashSet();

        var found = new Dictionary<ContainerId, IContainer>();
        foreach (var spec in known)
        {
            if (listed.Remove(spec.Id))
            {
                // A former agent's wait would wait beside ours.
                await MarkedProcessStore.End(mark => mark == CallMark.Of(ContainerizerCommand.Wait, spec.Id.Value), TimeSpan.Zero, time);
                found.Add(spec.Id, Monitored(spec, new ExternalContainerCallsClient(program, calls, spec, owner: null)));
            }
            else
            {
                LogUnknown(log, spec.Id.Value);
            }
        }

        await Task.WhenAll(listed.Select(DestroyOrphan));
        // Also launches that a former agent did not see the end of: what they would start, nobody would know.
        foreach (var container in MarkedProcessStore.ContainersOf(settings.WorkDirectory))
        {
            if (!found.ContainsKey(new ContainerId(container))) await program.EndLeftovers(container, TimeSpan.Zero);
        }

        return found;
    }

    private async Task DestroyOrphan(ContainerId orphan)
    {
        var problem = CallVerdict.Problem(ContainerizerCommand.Destroy, await program.Run(calls.Destroy(orphan), CancellationToken.None));
        LogOrphan(log, orphan.Value, problem ?? "is gone");
    }

    private ExternalContainer Monitored(ContainerSpec spec, ExternalContainerCallsClient of)
    {
        var container = new ExternalContainer(of, time);
        monitor.Add(spec, container);
        return container;
    }

    [LoggerMessage(430, LogLevel.Warning, "The containerizer does not know container {Container} any more")]
    private static partial void LogUnknown(ILogger log, string container);

    [LoggerMessage(431, LogLevel.Warning, "Container {Container}, which only the containerizer knew, was destroyed: {Outcome}")]
    private static partial void LogOrphan(ILogger log, string container, string outcome);
}
