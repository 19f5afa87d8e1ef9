using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;

namespace MesosOrleans.Web;

/// <summary>
/// Samples of what this process does, from the runtime's own profiler. One at a time; the samples lie in a file without a name, which is gone with whoever reads it. Safe for several threads.
/// </summary>
internal sealed class Profiler : IDisposable
{
    /// <summary>libprocess asks for the same, so that nobody slows a master down by chance.</summary>
    private const string Permission = "LIBPROCESS_ENABLE_PROFILER";

    private readonly Lock _gate = new();
    private (EventPipeSession Session, FileStream Samples, Task Copying)? _running;

    /// <summary>Begins; null, or why not.</summary>
    public string? Start()
    {
        lock (_gate)
        {
            if (Environment.GetEnvironmentVariable(Permission) != "1")
                return $"The profiler is not enabled. To enable it, start the process with {Permission}=1 in its environment.";
            if (_running is not null)
                return "Profiler already started.";

            EventPipeProvider[] providers = [new("Microsoft-DotNETCore-SampleProfiler", EventLevel.Informational), new("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, Methods)];
            var session = new DiagnosticsClient(Environment.ProcessId).StartEventPipeSession(providers);
            var samples = new FileStream(
                Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 64 << 10, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
            _running = (session, samples, session.EventStream.CopyToAsync(samples));
            return null;
        }
    }

    /// <summary>Ends; the samples from their beginning on, in the form of <c>dotnet-trace</c> and PerfView. Null: it does not run.</summary>
    public async Task<Stream?> Stop(CancellationToken cancel)
    {
        (EventPipeSession Session, FileStream Samples, Task Copying)? running;
        lock (_gate)
        {
            (running, _running) = (_running, null);
        }

        if (running is not { } ending)
            return null;
        using (ending.Session)
        {
            await ending.Session.StopAsync(cancel);
            await ending.Copying;
        }

        ending.Samples.Position = 0;
        return ending.Samples;
    }

    public void Dispose()
    {
        _running?.Samples.Dispose();
        _running?.Session.Dispose();
    }

    /// <summary>The names of what was compiled (loader, just-in-time compiler, native images).</summary>
    private const long Methods = 0x8 | 0x10 | 0x20;
}
