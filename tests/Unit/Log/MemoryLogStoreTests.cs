using MesosOrleans.Log;

namespace MesosOrleans.Tests.Unit.Log;

public sealed class MemoryLogStoreTests : ReplicaStoreContract
{
    protected override Task<IReplicaStore> Open() => Task.FromResult<IReplicaStore>(new MemoryLogStore("memory", Guid.NewGuid()));
}
