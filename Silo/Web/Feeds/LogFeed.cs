using MesosOrleans.Log;
using MesosOrleans.Registrar;

namespace MesosOrleans.Silo.Web.Feeds;

/// <summary>How the registry's log and its replicas stand, as <c>mesos log status</c> shows them.</summary>
internal sealed class LogFeed(RegistrarLogHomeStore home, TimeProvider time, ILogger<LogFeed> log) : Feed<LogReport>(time, log)
{
    protected override async Task<LogReport> Read(CancellationToken cancelled) => await (await home.Directory(cancelled)).Inspection.Report(cancelled);
}
