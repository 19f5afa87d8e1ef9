using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Fetcher.Archives;
using MesosOrleans.AgentHost.Sandboxes;

namespace MesosOrleans.AgentHost.Fetcher;

/// <summary>
/// Carries a <see cref="FetchPlan"/> out: each file comes under another name first and gets its own when it is whole, then it is unpacked. The
/// sandbox becomes the user's at the end, from the innermost file outwards, so that he cannot put links where the agent still writes.
/// </summary>
internal sealed class FetcherService(FetchSettings settings, TaskLauncherClient launcher, TimeProvider time) : IFetcher, IDisposable
{
    private const UnixFileMode PlainMode = (UnixFileMode)0x1A4; // rw-r--r--
    private const UnixFileMode ExecutableMode = (UnixFileMode)0x1ED; // rwxr-xr-x

    private readonly HttpDownloadClient _http = new(settings.StallTimeout);
    private readonly ProgramClient _programs = new(launcher, settings.Environment);

    public async Task Fetch(FetchRequest request, CancellationToken cancel)
    {
        var output = new FetchOutputStore(request.Directory);
        try
        {
            output.Begin();
            if (request.Uris.Length > 0)
            {
                await FetchAll(request, output, cancel);
            }
        }
        finally
        {
            if (request.Account is { } account)
            {
                OwnershipStore.GiveAll(request.Directory, account);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task FetchAll(FetchRequest request, FetchOutputStore output, CancellationToken cancel)
    {
        try
        {
            var plan = FetchPlan.Of(request.Uris, settings);
            var budget = FetchBudget.Of(settings.SizeLimit, new DriveInfo(request.Directory).AvailableFreeSpace);
            foreach (var step in plan)
            {
                await FetchOne(step, request, budget, output, cancel);
            }
        }
        catch (FetchException e)
        {
            output.Say(e.Message);
            throw;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            output.Say("Fetching ends: the task is not wanted any more");
            throw;
        }
    }

    private async Task FetchOne(FetchStep step, FetchRequest request, FetchBudget budget, FetchOutputStore output, CancellationToken cancel)
    {
        var path = Path.Combine(request.Directory, step.Name);
        var partial = Path.Combine(request.Directory, $".{Guid.NewGuid():N}.fetching");
        try
        {
            output.Say($"Fetching '{step.Shown}'");
            await Bring(step.Source, partial, request, budget, cancel);
            if (step.IsExecutable)
            {
                File.SetUnixFileMode(partial, ExecutableMode);
            }

            File.Move(partial, path, overwrite: true);
            output.Say($"Fetched '{step.Shown}' as '{step.Name}', {new FileInfo(path).Length} bytes");
            if (step.Archive == ArchiveKind.None)
            {
                return;
            }

            var before = budget.Bytes;
            await Task.Run(() => ArchiveStore.Extract(path, step.Archive, request.Directory, budget, cancel), cancel);
            output.Say($"Extracted '{step.Name}', {before - budget.Bytes} bytes");
        }
        catch (Exception e) when (e is FetchException or IOException or UnauthorizedAccessException)
        {
            throw new FetchException($"Failed to fetch '{step.Shown}': {e.Message}", e);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private async Task Bring(FetchSource source, string target, FetchRequest request, FetchBudget budget, CancellationToken cancel)
    {
        switch (source)
        {
            case FetchSource.LocalFile local:
                await new LocalFileClient(_programs).Copy(local, target, request.Account, request.Directory, budget, cancel);
                return;
            case FetchSource.Hadoop hadoop:
                await new HadoopClient(_programs, settings).Copy(hadoop, target, request.Directory, budget, cancel);
                break;
            case FetchSource.Http http:
                await Download(stall => _http.Download(http.Uri, target, budget, stall), cancel);
                break;
            case FetchSource.Ftp ftp:
                await Download(stall => FtpDownloadClient.Download(ftp, target, budget, stall), cancel);
                break;
        }

        File.SetUnixFileMode(target, PlainMode);
    }

    private async Task Download(Func<StallWatch, Task> download, CancellationToken cancel)
    {
        using var stall = new StallWatch(settings.StallTimeout, time, cancel);
        try
        {
            await download(stall);
        }
        catch (OperationCanceledException) when (stall.IsSilent)
        {
            throw stall.Failure;
        }
    }
}
