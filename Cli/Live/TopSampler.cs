using MesosOrleans.Cli.Cluster;
using MesosOrleans.Connection;

namespace MesosOrleans.Cli.Live;

/// <summary>Takes one sample of the cluster after the other. A silo that is away for a while leaves the last one standing.</summary>
internal sealed class TopSampler(MasterHttp master, SlaveHttp slaves, TopSort sort)
{
    private TopModel? _model;

    /// <summary>The last sample.</summary>
    public TopModel Model => _model ?? throw new InvalidOperationException("there is no sample yet");

    /// <summary>What went wrong with it; null: nothing.</summary>
    public string? Problem { get; private set; }

    /// <exception cref="MasterUnreachableException">No silo answers to the first question.</exception>
    public async Task Next(CancellationToken cancel)
    {
        try
        {
            var state = await master.State(cancel);
            string? problem = null;
            var usage = await ClusterUsage.Of(state, slaves, text => problem = text, cancel);
            (_model, Problem) = (TopModel.Of(state, usage, _model, sort), problem);
        }
        catch (MasterUnreachableException away) when (_model is not null)
        {
            Problem = away.Message;
        }
    }
}
