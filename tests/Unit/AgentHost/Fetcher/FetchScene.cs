using System.Collections.Immutable;
using System.Diagnostics;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Fetcher;
using MesosOrleans.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Fetcher;

/// <summary>A sandbox, and a fetcher with the real launcher. Run as root, since files are given to the user <c>nobody</c>.</summary>
public abstract class FetchScene : IDisposable
{
    private static readonly TaskLauncherClient Launcher = new(NullLogger<TaskLauncherClient>.Instance);

    protected FetchScene()
    {
        // So that nobody can get to what is his.
        File.SetUnixFileMode(Folder, (UnixFileMode)0x1ED);
        Sandbox = Directory.CreateDirectory(Path.Combine(Folder, "sandbox")).FullName;
    }

    private protected static UserAccount Nobody { get; } = UserAccountClient.Find("nobody")!;

    protected string Folder { get; } = Directory.CreateTempSubdirectory("mesos-fetch-").FullName;

    protected string Sandbox { get; }

    protected FakeTimeProvider Time { get; } = new();

    /// <summary>Canceled when nobody wants the task any more.</summary>
    protected CancellationToken Wanted { get; set; } = Cancel;

    protected string Errors => File.ReadAllText(Path.Combine(Sandbox, "stderr"));

    public void Dispose()
    {
        Dispose(isDisposing: true);
        GC.SuppressFinalize(this);
        Directory.Delete(Folder, recursive: true);
    }

    protected virtual void Dispose(bool isDisposing)
    {
    }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected Task Fetch(string uri) => Fetch(null, null, uri);

    private protected Task Fetch(FetchSettings? settings, UserAccount? account, params string[] uris) =>
        FetchAll(settings, account, [.. uris.Select(uri => new CommandUri { Value = uri })]);

    private protected async Task FetchAll(FetchSettings? settings, UserAccount? account, ImmutableArray<CommandUri> uris)
    {
        var environment = ImmutableSortedDictionary<string, string>.Empty.Add("PATH", "/usr/bin:/bin");
        using var fetcher = new FetcherService((settings ?? new FetchSettings()) with { Environment = environment }, Launcher, Time);
        await fetcher.Fetch(new FetchRequest { Uris = uris, Directory = Sandbox, Account = account }, Wanted);
    }

    protected IEnumerable<string> Names() => new DirectoryInfo(Sandbox).EnumerateFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal);

    protected static void Shell(string script)
    {
        using var shell = Process.Start("/bin/sh", ["-e", "-c", script]);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
