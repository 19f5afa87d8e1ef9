using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace MesosOrleans.Authentication;

/// <summary>Hosts one <see cref="Authenticator"/>, for as long as an exchange may take.</summary>
[GrainType("authenticator")]
public sealed class AuthenticatorGrain(AuthenticationService authentication, TimeProvider time) : Grain, IAuthenticatorGrain
{
    /// <summary>After so long without a step the exchange is over (rule 19.4).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Authenticator _exchange = authentication.Begin();
    private IGrainTimer? _timer;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Rearm();
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<string>> Mechanisms() => Task.FromResult(Authenticator.Mechanisms);

    public Task<AuthenticationReply> Start(string mechanism, ImmutableArray<byte> data) => Settle(_exchange.Start(mechanism, data));

    public Task<AuthenticationReply> Step(ImmutableArray<byte> data) => Settle(_exchange.Step(data));

    private async Task<AuthenticationReply> Settle(AuthenticationReply reply)
    {
        switch (reply)
        {
            case AuthenticationReply.Completed completed:
                DeactivateOnIdle();
                return completed with { Session = authentication.Succeed(_exchange.Principal!) };
            case AuthenticationReply.Failed:
                DeactivateOnIdle();
                await Task.Delay(authentication.Fail(_exchange.Claimed!), time);
                return reply;
            case AuthenticationReply.Error:
                DeactivateOnIdle();
                return reply;
            default:
                Rearm();
                return reply;
        }
    }

    [MemberNotNull(nameof(_timer))]
    private void Rearm()
    {
        _timer?.Dispose();
        _timer = this.RegisterGrainTimer(End, new GrainTimerCreationOptions(Patience, Timeout.InfiniteTimeSpan));
    }

    private Task End(CancellationToken cancel)
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
