using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MesosOrleans.Metrics;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Authentication;

/// <summary>What one silo knows of principals: their credentials (read again when the file changes), who fails too often, and the sessions that it gives and checks.</summary>
public sealed partial class AuthenticationService(
    CredentialsSource credentials, SessionSigner signer, ISessionKeys keys, MasterLocation location, MasterInstruments instruments, TimeProvider time,
    ILogger<AuthenticationService> log)
{
    /// <summary>Sessions whose signature need not be checked again; beyond it all are checked once more.</summary>
    private const int CheckedMax = 50_000;

    private readonly ScramKeyring _scram = new(RandomNumberGenerator.GetBytes(32));
    private readonly FailedAttempts _attempts = new();
    private readonly ConcurrentDictionary<string, SessionClaim> _checked = new(StringComparer.Ordinal);

    /// <summary>A new exchange.</summary>
    public Authenticator Begin()
    {
        instruments.Authenticate.Add(1);
        return new Authenticator(credentials.Find, _scram, RandomNumberGenerator.GetHexString(32, lowercase: true), location.Hostname);
    }

    /// <summary>An exchange has ended well: the principal's session.</summary>
    public SessionToken Succeed(string principal)
    {
        lock (_attempts)
        {
            _attempts.Succeeded(principal);
        }

        LogAuthenticated(log, principal);
        return SessionTokens.Make(signer, principal, time.GetUtcNow());
    }

    /// <summary>An exchange has failed: how long the answer is to wait.</summary>
    public TimeSpan Fail(string principal)
    {
        // A name that is not known may be a secret in the wrong place.
        instruments.AuthenticationFailures.Add(1);
        LogFailed(log, credentials.Find(principal) is null ? "(unknown)" : principal);
        lock (_attempts)
        {
            var now = time.GetUtcNow();
            _attempts.Failed(principal, now);
            return _attempts.DelayOf(principal, now);
        }
    }

    /// <summary>Null: the secret that was shown in the clear, over HTTP, is that of the principal. Otherwise how long the answer is to wait.</summary>
    public TimeSpan? Check(Credential shown)
    {
        ArgumentNullException.ThrowIfNull(shown);
        var known = credentials.Find(shown.Principal);
        // Of the same length whatever is shown, and made also for who is not known.
        var isRight = CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(shown.Secret)), SHA256.HashData(Encoding.UTF8.GetBytes(known?.Secret ?? "")));
        return isRight && known is not null ? null : Fail(shown.Principal);
    }

    /// <summary>Whose session a token is; null if it is none that is in force.</summary>
    public string? PrincipalOf(string? token)
    {
        if (token is null)
        {
            return null;
        }

        if (!_checked.TryGetValue(token, out var claim))
        {
            if (SessionTokens.Read(token, keys.Find) is not { } read)
            {
                return null;
            }

            if (_checked.Count >= CheckedMax)
            {
                _checked.Clear();
            }

            _checked[token] = claim = read;
        }

        if (claim.Expires > time.GetUtcNow() && keys.Find(claim.KeyId) is not null && credentials.Find(claim.Principal) is not null)
        {
            return claim.Principal;
        }

        _checked.TryRemove(token, out _);
        return null;
    }

    [LoggerMessage(601, LogLevel.Information, "Principal {Principal} is authenticated")]
    private static partial void LogAuthenticated(ILogger log, string principal);

    [LoggerMessage(602, LogLevel.Warning, "Principal {Principal} could not be authenticated")]
    private static partial void LogFailed(ILogger log, string principal);
}
