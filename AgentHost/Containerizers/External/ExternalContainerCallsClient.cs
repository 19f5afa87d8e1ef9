using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.AgentHost.Containerizers.External;

/// <summary>The calls about one container.</summary>
/// <param name="program">Calls.</param>
/// <param name="calls">What is said.</param>
/// <param name="spec">The container.</param>
/// <param name="owner">Who its sandbox is given to; null for nobody.</param>
internal sealed class ExternalContainerCallsClient(ExternalProgramClient program, ExternalCalls calls, ContainerSpec spec, UserAccount? owner)
{
    public ContainerId Container => spec.Id;

    /// <returns>Why it does not run; null if it does.</returns>
    public async Task<string?> Launch(CancellationToken cancel)
    {
        var ending = await program.Run(calls.Launch(spec, owner), cancel);
        if (CallVerdict.Problem(ContainerizerCommand.Launch, ending) is not { } problem) return null;
        // What there is of it goes, if there is somebody to ask.
        var failure = CallVerdict.IsUnusable(ending) ? null : await Destroy();
        await EndLeftovers(TimeSpan.Zero);
        return failure is null ? problem : $"{problem}; {failure}";
    }

    /// <summary>Ends with the container; one of the answers is there.</summary>
    public async Task<(ContainerizerTermination? Said, string? Problem)> Wait(CancellationToken enough)
    {
        try
        {
            return (CallVerdict.Result(ContainerizerCommand.Wait, await program.Run(calls.Wait(spec, owner), enough), ContainerizerTerminationCodec.Instance), null);
        }
        catch (ContainerizerException e)
        {
            return (null, e.Message);
        }
    }

    /// <exception cref="ContainerizerException">The program refuses or fails.</exception>
    public async Task Update(Resources resources, CancellationToken cancel)
    {
        var ending = await program.Run(calls.Update(spec, owner, resources), cancel);
        if (CallVerdict.Problem(ContainerizerCommand.Update, ending) is { } problem) throw new ContainerizerException(problem);
    }

    /// <exception cref="ContainerizerException">The program refuses or fails.</exception>
    public async Task<ResourceStatistics> Usage() =>
        CallVerdict.Result(ContainerizerCommand.Usage, await program.Run(calls.Usage(spec, owner), CancellationToken.None), ResourceStatisticsCodec.Instance);

    /// <returns>What went wrong; null if nothing did.</returns>
    public async Task<string?> Destroy() =>
        CallVerdict.Problem(ContainerizerCommand.Destroy, await program.Run(calls.Destroy(spec, owner), CancellationToken.None));

    public Task EndLeftovers(TimeSpan grace) => program.EndLeftovers(spec.Id.Value, grace);
}
