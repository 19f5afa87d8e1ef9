using System.Net;
using MesosOrleans.ExternalContainerizer.Host;
using MesosOrleans.ExternalContainerizer.Plans;
using MesosOrleans.Protocol;

namespace MesosOrleans.ExternalContainerizer.Docker;

/// <summary>Containers of Docker's engine. All state is the engine's: it keeps labels, limits and the exit status until the container is removed.</summary>
internal sealed class DockerBackendClient(Settings settings, ProgramFile self, TextWriter log, TimeProvider time) : IBackend, IDisposable
{
    /// <summary>Between attempts to reach an engine that is being restarted.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>The engine hears of the kernel's kill beside the end, and on a busy machine after it.</summary>
    private static readonly TimeSpan OomLate = TimeSpan.FromSeconds(1);

    private const int Killed = 137;

    private readonly DockerEngineClient _engine = new(settings.DockerSocket);

    public void Dispose() => _engine.Dispose();

    public async Task Launch(ContainerPlan plan, CancellationToken cancellation)
    {
        using var monitor = plan.IsWatched ? new MonitorStart(self.Words(settings), ["docker", plan.Id, plan.Directory, MonitorProgram.Watched], Path.Combine(plan.Directory, "stderr")) : null;
        var image = await Image(plan, cancellation);
        var name = DockerRequest.NameOf(plan.Id);
        var request = DockerRequest.Of(plan, image.Config ?? new ImageConfig(), self.RunsInImages ? self.Path : null);
        await Asked(() => _engine.Create(name, request, cancellation), $"container '{plan.Id}' cannot be made");
        try
        {
            cancellation.ThrowIfCancellationRequested();
            monitor?.Start();
            await Asked(() => _engine.Start(name, cancellation), $"container '{plan.Id}' cannot be started");
            monitor?.Release();
        }
        catch
        {
            monitor?.Dispose();
            await Remove(plan.Id, CancellationToken.None);
            throw;
        }
    }

    public async Task<Ending> AwaitEnd(string containerId, CancellationToken cancellation)
    {
        var name = DockerRequest.NameOf(containerId);
        while (true)
        {
            try
            {
                await _engine.AwaitEnd(name, cancellation);
                var container = await _engine.Inspect(name, cancellation);
                if (container is { State: { ExitCode: Killed, OomKilled: false }, HostConfig.Memory: > 0 }) container = await LookAgain(name, cancellation) ?? container;
                var (state, memory) = (container.State, container.HostConfig.Memory);
                if (state.Status is "exited" or "dead")
                    return new Ending(Ending.StatusOf(state.ExitCode), state.OomKilled, memory, state.ExitCode == EnterProgram.NoOutput ? $"the command could not be started: {NoOutput(state)}" : "");
            }
            catch (DockerRefusalException e) when (e.Code == HttpStatusCode.NotFound)
            {
                throw new ContainerizerException($"container '{containerId}' is not there: {e.Message}", e);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // The engine is restarted; what ran under it is there again when it is.
                await log.WriteLineAsync($"the engine at {settings.DockerSocket} is away: {e.Message}");
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    /// <returns>Null if it has been removed meanwhile, as a destroyed one is.</returns>
    private async Task<ContainerDocument?> LookAgain(string name, CancellationToken cancellation)
    {
        await Task.Delay(OomLate, time, cancellation);
        try
        {
            return await _engine.Inspect(name, cancellation);
        }
        catch (DockerRefusalException e) when (e.Code == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public async Task<bool> IsWatched(string containerId, CancellationToken cancellation) =>
        (await Asked(() => _engine.Inspect(DockerRequest.NameOf(containerId), cancellation), $"container '{containerId}'"))
        .Config.Labels?.GetValueOrDefault(ContainerLabels.Watched) == "true";

    public async Task Signal(string containerId, int signal, CancellationToken cancellation)
    {
        try
        {
            await _engine.Signal(DockerRequest.NameOf(containerId), signal.ToString(System.Globalization.CultureInfo.InvariantCulture), cancellation);
        }
        catch (DockerRefusalException e) when (e.Code is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
        {
            // It does not run.
        }
    }

    public Task Update(string containerId, ContainerLimits limits, CancellationToken cancellation) =>
        Asked(() => _engine.Update(DockerRequest.NameOf(containerId), DockerRequest.LimitsOf(limits), cancellation), $"the limits of container '{containerId}' cannot be changed");

    public async Task<ResourceStatistics> Usage(string containerId, CancellationToken cancellation)
    {
        var name = DockerRequest.NameOf(containerId);
        var stats = _engine.Stats(name, cancellation);
        var container = await Asked(() => _engine.Inspect(name, cancellation), $"container '{containerId}'");
        return DockerStatistics.Of(await Asked(() => stats, $"container '{containerId}'"), container.HostConfig, time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
    }

    public async Task Remove(string containerId, CancellationToken cancellation)
    {
        try
        {
            await _engine.Remove(DockerRequest.NameOf(containerId), cancellation);
        }
        catch (DockerRefusalException e) when (e.Code is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // It is gone, or somebody else is at it.
        }
    }

    public async Task<IReadOnlyList<string>> List(CancellationToken cancellation) =>
        [.. (await Own(cancellation)).Where(container => container.State != "created").Select(IdOf)];

    /// <summary>A launch that is still at work with one of these finds it gone, and fails.</summary>
    public async Task Recover(CancellationToken cancellation)
    {
        foreach (var container in (await Own(cancellation)).Where(container => container.State == "created")) await Remove(IdOf(container), cancellation);
    }

    private static string IdOf(ContainerEntry container) => container.Labels![ContainerLabels.ContainerId];

    private static string NoOutput(ContainerState state) =>
        state.Error is { Length: > 0 } error ? error : "its user could not open the sandbox's stdout and stderr";

    private Task<ContainerEntry[]> Own(CancellationToken cancellation) =>
        Asked(() => _engine.List(ContainerLabels.WorkDirectory, settings.WorkDirectory, cancellation), "containers cannot be listed");

    private async Task<ImageDocument> Image(ContainerPlan plan, CancellationToken cancellation)
    {
        var reference = plan.Image.Reference
            ?? throw new ContainerizerException($"image '{plan.Image.Text}': Docker takes names only, such as docker:///ubuntu:14.04; use --backend=oci for folders");
        var found = await Asked(() => _engine.FindImage(reference, cancellation), $"image '{reference}'");
        if (found is not null && !plan.ForcePull) return found;
        await log.WriteLineAsync($"pulling {reference}");
        var credentials = RegistryCredentialStore.Find(plan.Image, plan.Directory);
        await Asked(() => _engine.Pull(plan.Image, credentials, log.WriteLine, cancellation), $"image '{reference}' cannot be pulled");
        return await Asked(() => _engine.FindImage(reference, cancellation), $"image '{reference}'")
            ?? throw new ContainerizerException($"image '{reference}' was pulled and is not there");
    }

    private async Task Asked(Func<Task> call, string subject) => await Asked(
        async () =>
        {
            await call();
            return true;
        },
        subject);

    private async Task<T> Asked<T>(Func<Task<T>> call, string subject)
    {
        try
        {
            return await call();
        }
        catch (DockerRefusalException e)
        {
            throw new ContainerizerException($"{subject}: {e.Message}", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ContainerizerException($"{subject}: the engine at {settings.DockerSocket} cannot be reached ({e.Message}); does dockerd run, and may this user use it?", e);
        }
    }
}
