using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace MesosOrleans.Authentication;

/// <summary>What the side that shows its secret does next.</summary>
public abstract record AuthenticateeMove
{
    private AuthenticateeMove()
    {
    }

    /// <summary>Begin with a mechanism.</summary>
    public sealed record Start(string Mechanism, ImmutableArray<byte> Data) : AuthenticateeMove;

    /// <summary>Answer a challenge.</summary>
    public sealed record Step(ImmutableArray<byte> Data) : AuthenticateeMove;

    /// <summary>Done; the session, if the masters give one.</summary>
    public sealed record Authenticated(SessionToken? Session) : AuthenticateeMove;

    /// <summary>The masters refuse the credential; asking again with the same is of no use.</summary>
    public sealed record Refused : AuthenticateeMove;

    /// <summary>The exchange went wrong; a new one may succeed.</summary>
    public sealed record Error(string Message) : AuthenticateeMove;
}

/// <summary>
/// One exchange from the side that shows its secret (rule 19.2): ready, started, stepping, and one of three ends. Of what the masters offer it takes SCRAM-SHA-256, and CRAM-MD5 only if that is missing. With the
/// former it believes only masters that know the secret too. A message out of order is an error, and ends the exchange.
/// </summary>
public sealed class Authenticatee
{
    private readonly Credential _credential;
    private readonly string _nonce;
    private readonly string _firstBare;
    private State _state = State.Ready;
    private byte[] _serverSignature = [];

    /// <param name="credential">What is shown.</param>
    /// <param name="nonce">Random, never used before: printable ASCII without commas.</param>
    public Authenticatee(Credential credential, string nonce)
    {
        ArgumentNullException.ThrowIfNull(credential);
        (_credential, _nonce) = (credential, nonce);
        _firstBare = ScramText.FirstBare(credential.Principal, nonce);
    }

    private enum State
    {
        Ready,
        ScramStarted,
        ScramProved,
        CramStarted,
        CramAnswered,
        Over,
    }

    /// <summary>The masters have said which mechanisms they take.</summary>
    public AuthenticateeMove Start(IEnumerable<string> mechanisms)
    {
        ArgumentNullException.ThrowIfNull(mechanisms);
        var offered = mechanisms.ToArray();
        if (_state != State.Ready)
        {
            return Wrong("the mechanisms were told twice");
        }

        if (offered.Contains(ScramSha256.Name, StringComparer.Ordinal))
        {
            _state = State.ScramStarted;
            return new AuthenticateeMove.Start(ScramSha256.Name, Bytes(ScramSha256.Header + _firstBare));
        }

        if (offered.Contains(CramMd5.Name, StringComparer.Ordinal))
        {
            _state = State.CramStarted;
            return new AuthenticateeMove.Start(CramMd5.Name, []);
        }

        return Wrong($"the masters take {string.Join(", ", offered)}, and neither {ScramSha256.Name} nor {CramMd5.Name}");
    }

    /// <summary>The masters have answered.</summary>
    public AuthenticateeMove Hear(AuthenticationReply reply) => (_state, reply) switch
    {
        (State.Over or State.Ready, _) => Wrong("an answer came before there was a question"),
        (_, AuthenticationReply.Failed) => End(new AuthenticateeMove.Refused()),
        (_, AuthenticationReply.Error error) => Wrong(error.Message),
        (State.ScramStarted, AuthenticationReply.Step step) => Prove(Text(step.Data)),
        (State.ScramProved, AuthenticationReply.Completed done) => IsSigned(Text(done.Data))
            ? End(new AuthenticateeMove.Authenticated(done.Session))
            : Wrong("the master does not know the secret: it is not one of ours"),
        (State.CramStarted, AuthenticationReply.Step step) => Answer(Text(step.Data)),
        (State.CramAnswered, AuthenticationReply.Completed done) => End(new AuthenticateeMove.Authenticated(done.Session)),
        _ => Wrong($"{reply.GetType().Name} came out of order"),
    };

    private AuthenticateeMove Prove(string serverFirst)
    {
        if (!ScramText.TryReadServerFirst(serverFirst, out var nonce, out var salt, out var iterations)
            || !nonce.StartsWith(_nonce, StringComparison.Ordinal) || nonce.Length == _nonce.Length)
        {
            return Wrong("the master's challenge is malformed, or answers another exchange");
        }

        if (iterations < ScramSha256.Iterations)
        {
            return Wrong($"the master asks for {iterations} iterations: with less than {ScramSha256.Iterations} the secret could be guessed");
        }

        var bare = ScramText.FinalBare(nonce);
        var signed = $"{_firstBare},{serverFirst},{bare}";
        var salted = ScramSha256.Salted(_credential.Secret, salt, iterations);
        _serverSignature = ScramSha256.ServerSignature(ScramSha256.ServerKeyOf(salted), signed);
        _state = State.ScramProved;
        return new AuthenticateeMove.Step(Bytes($"{bare},p={Convert.ToBase64String(ScramSha256.Proof(salted, signed))}"));
    }

    private AuthenticateeMove.Step Answer(string challenge)
    {
        _state = State.CramAnswered;
        return new AuthenticateeMove.Step(Bytes(CramMd5.Respond(_credential, challenge)));
    }

    private bool IsSigned(string serverFinal) =>
        ScramText.TryReadServerFinal(serverFinal, out var signature) && CryptographicOperations.FixedTimeEquals(signature, _serverSignature);

    private AuthenticateeMove Wrong(string message) => End(new AuthenticateeMove.Error(message));

    private AuthenticateeMove End(AuthenticateeMove last)
    {
        _state = State.Over;
        return last;
    }

    private static ImmutableArray<byte> Bytes(string text) => [.. Encoding.UTF8.GetBytes(text)];

    private static string Text(ImmutableArray<byte> data) => data.IsDefault ? "" : Encoding.UTF8.GetString(data.AsSpan());
}
