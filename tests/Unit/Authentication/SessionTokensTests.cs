using CsCheck;
using MesosOrleans.Authentication;
using Xunit;

namespace MesosOrleans.Tests.Unit.Authentication;

public sealed class SessionTokensTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly SessionSigner _signer = new();
    private readonly SessionSigner _stranger = new();

    public void Dispose()
    {
        _signer.Dispose();
        _stranger.Dispose();
    }

    [Theory, InlineData("ada"), InlineData("a.d.a"), InlineData("Ädä")]
    public void A_token_says_whose_session_it_is_and_until_when(string principal)
    {
        var claim = SessionTokens.Read(SessionTokens.Make(_signer, principal, Noon).Text, KeyOf);

        Assert.Equal(new SessionClaim(principal, Noon + SessionTokens.Lifetime, SessionSigner.IdOf(_signer.PublicKey)), claim);
    }

    [Fact]
    public void A_token_that_no_silo_of_the_cluster_has_signed_is_none()
    {
        var foreign = SessionTokens.Make(_stranger, "ada", Noon).Text;
        Assert.Null(SessionTokens.Read(foreign, KeyOf));

        // Neither is one that only names a known silo.
        var forged = SessionSigner.IdOf(_signer.PublicKey) + foreign[foreign.IndexOf('.', StringComparison.Ordinal)..];
        Assert.Null(SessionTokens.Read(forged, KeyOf));
    }

    [Fact]
    public void A_token_of_which_anything_was_changed_is_none()
    {
        var token = SessionTokens.Make(_signer, "ada", Noon).Text;
        Gen.Select(Gen.Int[0, token.Length - 1], Gen.Char["abcXYZ019-_."]).Sample((at, letter) =>
        {
            var changed = token[..at] + letter + token[(at + 1)..];
            // The last letter of a Base64 text has bits that say nothing.
            Assert.True(changed == token || SessionTokens.Read(changed, KeyOf) is null || at == token.Length - 1);
        });
    }

    [Fact]
    public void Any_text_is_a_token_or_is_not() => Gen.String.Sample(text => Assert.Null(SessionTokens.Read(text, _ => _signer.PublicKey)));

    [Theory, InlineData(""), InlineData("AAAA"), InlineData("not base64!"), InlineData(null)]
    public void A_key_that_is_none_has_signed_nothing(string? key) =>
        Assert.False(SessionSigner.Verify(key ?? new string('A', 86), "text", new byte[64]));

    private string? KeyOf(string id) => id == SessionSigner.IdOf(_signer.PublicKey) ? _signer.PublicKey : null;
}
