namespace MesosOrleans.Authentication;

/// <summary>How Orleans names clients: a grain type of their own, and a key. The client that each silo hosts for its own use begins its key with a word that no other may use.</summary>
public static class ClientNames
{
    private static ReadOnlySpan<byte> ClientType => "sys.client"u8;

    private static ReadOnlySpan<byte> HostedKey => "hosted-"u8;

    /// <summary>True for the name of a client, of any kind.</summary>
    public static bool IsClient(ReadOnlySpan<byte> type) => type.StartsWith(ClientType);

    /// <summary>True for the name of a client that comes through a gateway.</summary>
    public static bool IsOutside(ReadOnlySpan<byte> type, ReadOnlySpan<byte> key) => IsClient(type) && !key.StartsWith(HostedKey);

    /// <summary>
    /// True for the types that a client may call at all: the grains that have methods for clients, and the system target that tells a client which grains there are (Orleans asks it while it connects).
    /// </summary>
    public static bool MayCall(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("registrar"u8) || type.SequenceEqual("slave"u8) || type.SequenceEqual("framework"u8) || type.SequenceEqual("task"u8)
        || type.SequenceEqual("authenticator"u8) || type.SequenceEqual("sys.svc.manifest"u8);
}
