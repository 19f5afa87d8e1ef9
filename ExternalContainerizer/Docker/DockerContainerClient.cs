using MesosOrleans.ExternalContainerizer.Host;

namespace MesosOrleans.ExternalContainerizer.Docker;

/// <summary>A container of the engine as its monitor has it: made, started and followed by others; here only killed when nobody speaks for it any more.</summary>
internal sealed class DockerContainerClient(string socket, string containerId) : IMonitored
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10), Pause = TimeSpan.FromSeconds(1);

    public void Start()
    {
    }

    public void Follow()
    {
    }

    public void Kill()
    {
        using var engine = new DockerEngineClient(socket);
        using var limit = new CancellationTokenSource(Patience);
        while (!limit.IsCancellationRequested)
        {
            try
            {
                engine.Signal(DockerRequest.NameOf(containerId), "KILL", limit.Token).GetAwaiter().GetResult();
                return;
            }
            catch (DockerRefusalException)
            {
                // It does not run.
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                // The engine is restarted.
                limit.Token.WaitHandle.WaitOne(Pause);
            }
        }
    }

    public void Undo()
    {
    }
}
