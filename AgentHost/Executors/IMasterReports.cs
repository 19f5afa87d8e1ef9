using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;

namespace MesosOrleans.AgentHost.Executors;

/// <summary>What the agent tells the masters. Nothing here blocks.</summary>
internal interface IMasterReports
{
    /// <summary>A task changed; told until it is acknowledged.</summary>
    void Report(StatusUpdate update);

    /// <summary>An executor is no more.</summary>
    void Exited(FrameworkId framework, ExecutorId executor, int status);

    /// <summary>An executor says something to its scheduler; perhaps it is lost.</summary>
    void Tell(FrameworkId framework, ExecutorId executor, ImmutableArray<byte> data);
}

/// <summary>Through the agent's session, which has its own ledger: what that does not know is dropped there.</summary>
internal sealed class SessionReports(AgentSession session) : IMasterReports
{
    public void Report(StatusUpdate update) => session.Update(update);

    public void Exited(FrameworkId framework, ExecutorId executor, int status) => session.ExecutorExited(framework, executor, status);

    public void Tell(FrameworkId framework, ExecutorId executor, ImmutableArray<byte> data) => session.Message(framework, executor, data);
}
