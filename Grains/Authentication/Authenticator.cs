using System.Collections.Immutable;
using System.Text;

namespace MesosOrleans.Authentication;

/// <summary>
/// One exchange from the side of the masters (rule 19.2; Mesos 0.19 src/sasl/authenticator.hpp): ready, stepping, and one of three ends. Whether the principal or the secret is wrong is not told. A message out
/// of order is an error, and ends the exchange: whoever wants another begins anew.
/// </summary>
/// <param name="find">The credential of a principal; null: there is none.</param>
/// <param name="keys">For SCRAM.</param>
/// <param name="nonce">Random, never used before: printable ASCII without commas and brackets.</param>
/// <param name="host">Of the master, for CRAM-MD5's challenge.</param>
public sealed class Authenticator(Func<string, Credential?> find, ScramKeyring keys, string nonce, string host)
{
    private State _state = State.Ready;
    private string _challenge = "";
    private string _signed = "";
    private string _nonce = "";
    private ScramKeys? _keys;

    private enum State
    {
        Ready,
        CramChallenged,
        ScramChallenged,
        Over,
    }

    /// <summary>The mechanisms, the best first.</summary>
    public static ImmutableArray<string> Mechanisms { get; } = [ScramSha256.Name, CramMd5.Name];

    /// <summary>Who claims to be there, once that was said; for counting failures.</summary>
    public string? Claimed { get; private set; }

    /// <summary>Who has shown the secret; null before that, and after a failure.</summary>
    public string? Principal { get; private set; }

    /// <summary>The other side begins.</summary>
    public AuthenticationReply Start(string mechanism, ImmutableArray<byte> data)
    {
        if (_state != State.Ready)
        {
            return Wrong("the exchange has begun already");
        }

        switch (mechanism)
        {
            case CramMd5.Name:
                _state = State.CramChallenged;
                _challenge = CramMd5.Challenge(nonce, host);
                return Step(_challenge);
            case ScramSha256.Name:
                return Challenge(Text(data));
            default:
                return Wrong($"there is no such mechanism here; expected {string.Join(" or ", Mechanisms)}");
        }
    }

    /// <summary>The other side answers the challenge.</summary>
    public AuthenticationReply Step(ImmutableArray<byte> data) => _state switch
    {
        State.CramChallenged => CheckCram(Text(data)),
        State.ScramChallenged => CheckProof(Text(data)),
        _ => Wrong("an answer came without a challenge before it"),
    };

    private AuthenticationReply Challenge(string first)
    {
        if (!ScramText.TryReadFirst(first, out var principal, out var clientNonce))
        {
            return Wrong("the first message is malformed, or wants more than a name and a nonce");
        }

        Claimed = principal;
        _keys = keys.Of(principal, find(principal));
        _nonce = clientNonce + nonce;
        _state = State.ScramChallenged;
        var challenge = ScramText.ServerFirst(_nonce, _keys);
        _signed = $"{first[ScramSha256.Header.Length..]},{challenge}";
        return Step(challenge);
    }

    private AuthenticationReply CheckProof(string final)
    {
        if (!ScramText.TryReadFinal(final, out var answered, out var proof, out var bare))
        {
            return Wrong("the last message is malformed");
        }

        _signed += "," + bare;
        if (answered != _nonce || !ScramSha256.Verify(_keys!, _signed, proof) || find(Claimed!) is null)
        {
            return Fail();
        }

        return Complete(Claimed!, $"v={Convert.ToBase64String(ScramSha256.ServerSignature(_keys!.ServerKey, _signed))}");
    }

    private AuthenticationReply CheckCram(string response)
    {
        if (CramMd5.PrincipalOf(response) is not { } principal)
        {
            return Wrong("the response is malformed: expected a principal and a digest");
        }

        Claimed = principal;
        // An unknown principal takes as long as a known one with a wrong secret.
        var credential = find(principal);
        var isRight = CramMd5.Verify(credential ?? new Credential(principal, nonce), _challenge, response);
        return isRight && credential is not null ? Complete(principal, "") : Fail();
    }

    private AuthenticationReply.Completed Complete(string principal, string data)
    {
        _state = State.Over;
        Principal = principal;
        return new AuthenticationReply.Completed(Bytes(data), null);
    }

    private AuthenticationReply.Failed Fail()
    {
        _state = State.Over;
        return new AuthenticationReply.Failed();
    }

    private AuthenticationReply.Error Wrong(string message)
    {
        _state = State.Over;
        return new AuthenticationReply.Error(message);
    }

    private static AuthenticationReply.Step Step(string challenge) => new(Bytes(challenge));

    private static ImmutableArray<byte> Bytes(string text) => [.. Encoding.UTF8.GetBytes(text)];

    private static string Text(ImmutableArray<byte> data) =>
        data.IsDefault || data.Length > ScramText.LengthMax ? "" : Encoding.UTF8.GetString(data.AsSpan());
}
