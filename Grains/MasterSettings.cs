namespace MesosOrleans;

/// <summary>What an operator decides about the masters; the flags of the silo, checked.</summary>
public sealed record MasterSettings
{
    public TimeSpan SlavePingTimeout { get; init; } = TimeSpan.FromSeconds(15);

    public int MaxSlavePingTimeouts { get; init; } = 5;

    public TimeSpan SlaveReregisterTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How much of the registry, in percent, a recovery may remove.</summary>
    public decimal RecoverySlaveRemovalLimit { get; init; } = 100;

    public TimeSpan AllocationInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>File with the host names of slaves that may be offered; null: all may.</summary>
    public string? Whitelist { get; init; }

    /// <summary>After it an offer that was not answered is rescinded; null: never.</summary>
    public TimeSpan? OfferTimeout { get; init; }

    public bool RegistryStrict { get; init; }

    public TimeSpan RegistryFetchTimeout { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan RegistryStoreTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public bool RootSubmissions { get; init; } = true;

    /// <summary>Weight of each role that there is; <c>*</c> always among them.</summary>
    public IReadOnlyDictionary<string, double> Roles { get; init; } = new Dictionary<string, double> { ["*"] = 1 };
}
