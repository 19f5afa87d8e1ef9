using System.Security.Cryptography;
using MesosOrleans.Authentication;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Connection;

/// <summary>
/// Keeps one connection's session: shows the credential, puts the token that it was given on each call, and shows it again at half of the token's lifetime, or when a silo does not take the token (a token
/// ends with the silo that gave it). Without a credential it does nothing.
/// </summary>
internal sealed partial class ClientAuthentication(Credential? credential, TimeProvider time, ILogger log) : IOutgoingGrainCallFilter, IAsyncDisposable
{
    /// <summary>An exchange that takes longer is given up, and another one begun (rule 19.4).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _doubted = new(0);
    private volatile string? _token;
    private Task _keeping = Task.CompletedTask;

    /// <summary>Why the masters do not take the caller, for good: there is no credential, or it was refused. Null: they do, or may still.</summary>
    public string? Refusal { get; private set; } = credential is null
        ? "the masters want to know who this is, and no credential was given: use --credential=PATH"
        : null;

    /// <summary>Authenticates, and keeps doing so.</summary>
    /// <exception cref="NotAuthenticatedException">The masters refuse the credential.</exception>
    public async Task Begin(IGrainFactory grains, CancellationToken cancel)
    {
        if (credential is null)
        {
            return;
        }

        var lifetime = await Authenticate(grains, cancel);
        _keeping = Task.Run(() => Keep(grains, lifetime), CancellationToken.None);
    }

    /// <inheritdoc/>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (_token is not { } token)
        {
            await context.Invoke();
            return;
        }

        RequestContext.Set(SessionHeader.Name, token);
        try
        {
            await context.Invoke();
        }
        catch (NotAuthenticatedException) when (Interlocked.CompareExchange(ref _token, null, token) == token)
        {
            // Whoever made the call makes it again; meanwhile there will be another token.
            _doubted.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        _doubted.Dispose();
    }

    private async Task Keep(IGrainFactory grains, TimeSpan lifetime)
    {
        while (!_end.IsCancellationRequested)
        {
            using (var half = new CancellationTokenSource(lifetime / 2, time))
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(half.Token, _end.Token))
            {
                await _doubted.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            try
            {
                lifetime = await Authenticate(grains, _end.Token);
            }
            catch (NotAuthenticatedException e)
            {
                LogRefused(log, e.Message);
                return;
            }
        }
    }

    private async Task<TimeSpan> Authenticate(IGrainFactory grains, CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                var session = await Exchange(grains).WaitAsync(Patience, time, cancel);
                _token = session?.Text;
                return session?.Lifetime ?? TimeSpan.FromMinutes(1);
            }
            catch (Exception e) when (e is not NotAuthenticatedException && !cancel.IsCancellationRequested)
            {
                LogAgain(log, e.Message);
            }

            await Task.Delay(Pause, time, cancel);
        }
    }

    private async Task<SessionToken?> Exchange(IGrainFactory grains)
    {
        var authenticator = grains.GetGrain<IAuthenticatorGrain>(Guid.NewGuid());
        var authenticatee = new Authenticatee(credential!, RandomNumberGenerator.GetHexString(32, lowercase: true));
        var move = authenticatee.Start(await authenticator.Mechanisms());
        while (true)
        {
            switch (move)
            {
                case AuthenticateeMove.Start start:
                    move = authenticatee.Hear(await authenticator.Start(start.Mechanism, start.Data));
                    break;
                case AuthenticateeMove.Step step:
                    move = authenticatee.Hear(await authenticator.Step(step.Data));
                    break;
                case AuthenticateeMove.Authenticated done:
                    return done.Session;
                case AuthenticateeMove.Refused:
                    Refusal = $"Master refused authentication of principal {credential!.Principal}";
                    throw new NotAuthenticatedException(Refusal);
                case AuthenticateeMove.Error error:
                    throw new InvalidOperationException(error.Message);
            }
        }
    }

    [LoggerMessage(11, LogLevel.Warning, "Authentication did not come to an end, trying again: {Reason}")]
    private static partial void LogAgain(ILogger log, string reason);

    [LoggerMessage(12, LogLevel.Error, "{Reason}")]
    private static partial void LogRefused(ILogger log, string reason);
}
