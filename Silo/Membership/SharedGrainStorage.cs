using System.Data.Common;
using Orleans.Storage;

namespace MesosOrleans.Silo.Membership;

/// <summary>
/// Grain storage in the cluster database. A failure of the database becomes a <see cref="TimeoutException"/> with words, which the callers of a grain can read: they have no Npgsql, and for them its meaning
/// is that of a time-out, "unknown, ask again". After a restart of the server the connections of before are broken; reading tries again with another.
/// </summary>
internal sealed class SharedGrainStorage(IGrainStorage storage) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private const int ReadsMax = 3;

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        for (var read = 1; ; read++)
        {
            try
            {
                await storage.ReadStateAsync(stateName, grainId, grainState);
                return;
            }
            catch (DbException) when (read < ReadsMax)
            {
                // Each attempt takes a connection out of the pool that turns out to be broken, or a new one.
            }
            catch (DbException e)
            {
                throw Unknown("read", stateName, grainId, e);
            }
        }
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Change("written", stateName, grainId, () => storage.WriteStateAsync(stateName, grainId, grainState));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Change("cleared", stateName, grainId, () => storage.ClearStateAsync(stateName, grainId, grainState));

    public void Participate(ISiloLifecycle lifecycle) => (storage as ILifecycleParticipant<ISiloLifecycle>)?.Participate(lifecycle);

    private static async Task Change(string how, string stateName, GrainId grainId, Func<Task> change)
    {
        try
        {
            await change();
        }
        catch (DbException e)
        {
            throw Unknown(how, stateName, grainId, e);
        }
    }

    private static TimeoutException Unknown(string how, string stateName, GrainId grainId, DbException reason) =>
        new($"the state {stateName} of {grainId} may not have been {how}: the cluster database does not answer ({reason.Message}); ask again");
}
