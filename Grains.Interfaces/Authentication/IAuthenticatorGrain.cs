using System.Collections.Immutable;

namespace MesosOrleans.Authentication;

/// <summary>One exchange in which somebody shows a secret, keyed by something random that the caller draws; it ends with the exchange, or five seconds after its last step (rule 19.4).</summary>
[Alias("mesos.IAuthenticatorGrain")]
public interface IAuthenticatorGrain : IGrainWithGuidKey
{
    /// <summary>The mechanisms that the masters take, the best first.</summary>
    [Alias("Mechanisms"), CallableBy(Callers.Anybody)]
    Task<ImmutableArray<string>> Mechanisms();

    /// <summary>Begins with a mechanism.</summary>
    [Alias("Start"), CallableBy(Callers.Anybody)]
    Task<AuthenticationReply> Start(string mechanism, ImmutableArray<byte> data);

    /// <summary>Answers a challenge. A principal that has failed lately waits.</summary>
    [Alias("Step"), CallableBy(Callers.Anybody)]
    Task<AuthenticationReply> Step(ImmutableArray<byte> data);
}
