using MesosOrleans.Registrar;

namespace MesosOrleans.Silo;

/// <summary>How the silo's process ends when a grain finds that it must not go on.</summary>
internal sealed class SiloEnd(IHostApplicationLifetime lifetime) : ISiloEnd
{
    /// <summary>Of the process.</summary>
    public int ExitCode { get; private set; }

    public void Refuse(string reason)
    {
        ExitCode = 1;
        Console.Error.WriteLine($"mesos silo: {reason}");
        lifetime.StopApplication();
    }
}
