namespace MesosOrleans;

/// <summary>Where this silo answers HTTP, for <see cref="Protocol.MasterInfo"/>.</summary>
public sealed record MasterLocation(string Ip, int Port, string Hostname);
