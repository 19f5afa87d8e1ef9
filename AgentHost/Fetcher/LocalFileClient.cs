using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Sandboxes;

namespace MesosOrleans.AgentHost.Fetcher;

/// <summary>
/// Copies files of this machine. Better on purpose: Mesos copies as the slave's user, so that a task fetches <c>/etc/shadow</c>; here a file is
/// read as the user that the task runs as, unless the operator has published it in <c>--frameworks_home</c>.
/// </summary>
internal sealed class LocalFileClient(ProgramClient programs)
{
    private const UnixFileMode Permissions = (UnixFileMode)0x1FF; // rwxrwxrwx
    private const int CopyBuffer = 128 << 10;

    /// <exception cref="FetchException">It is no file that can be read.</exception>
    public async Task Copy(
        FetchSource.LocalFile source, string target, UserAccount? account, string directory, FetchBudget budget, CancellationToken cancel)
    {
        var status = FileStatusStore.Behind(source.Path) ?? throw new FetchException("there is no such file");
        if (status.Kind != FileKind.File)
        {
            throw new FetchException($"it is no regular file but a {(status.Kind == FileKind.Directory ? "directory" : "device or pipe")}");
        }

        if (account is null || source.IsPublished)
        {
            await CopyAsAgent(source.Path, target, budget, cancel);
        }
        else
        {
            await CopyAs(account, source.Path, target, directory, budget, cancel);
        }

        File.SetUnixFileMode(target, status.Mode & Permissions);
    }

    private static async Task CopyAsAgent(string path, string target, FetchBudget budget, CancellationToken cancel)
    {
        try
        {
            await using var from = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            await using var to = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            var buffer = new byte[CopyBuffer];
            for (int count; (count = await from.ReadAsync(buffer, cancel)) > 0;)
            {
                budget.Take(count);
                await to.WriteAsync(buffer.AsMemory(0, count), cancel);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FetchException($"it cannot be copied: {e.Message}", e);
        }
    }

    private async Task CopyAs(
        UserAccount account, string path, string target, string directory, FetchBudget budget, CancellationToken cancel)
    {
        // One byte more than there may be shows that there are too many.
        string[] argv =
        [
            "setpriv", $"--reuid={account.UserId}", $"--regid={account.GroupId}", "--init-groups", "--",
            "head", "-c", $"{budget.Bytes + 1}", "--", path,
        ];
        if (await programs.Run(argv, directory, target, Path.Combine(directory, SandboxPath.ErrorsName), cancel) is { } failure)
        {
            throw new FetchException($"the user '{account.Name}' cannot read it: {failure}, see {SandboxPath.ErrorsName}");
        }

        budget.Take(new FileInfo(target).Length);
    }
}
