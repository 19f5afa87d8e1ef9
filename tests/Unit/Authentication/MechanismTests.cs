using MesosOrleans.Authentication;
using Xunit;

namespace MesosOrleans.Tests.Unit.Authentication;

/// <summary>The examples that the standards print.</summary>
public sealed class MechanismTests
{
    private const string FirstBare = "n=user,r=rOprNGfwEbeRWgbNEkqO";
    private const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private const string FinalBare = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private const string Proof = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private const string Signature = "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    [Fact]
    public void The_example_of_RFC_2195_holds()
    {
        var tim = new Credential("tim", "tanstaaftanstaaf");
        const string Challenge = "<1896.697170952@postoffice.reston.mci.net>";

        Assert.Equal("tim b913a602c7eda7a495b4e6e7334d3890", CramMd5.Respond(tim, Challenge));
        Assert.True(CramMd5.Verify(tim, Challenge, "tim b913a602c7eda7a495b4e6e7334d3890"));
        Assert.False(CramMd5.Verify(tim, Challenge, "tim b913a602c7eda7a495b4e6e7334d3891"));
        Assert.False(CramMd5.Verify(tim with { Secret = "guess" }, Challenge, "tim b913a602c7eda7a495b4e6e7334d3890"));
    }

    [Fact]
    public void The_example_of_RFC_7677_holds()
    {
        Assert.Equal(FirstBare, ScramText.FirstBare("user", "rOprNGfwEbeRWgbNEkqO"));
        Assert.True(ScramText.TryReadServerFirst(ServerFirst, out _, out var salt, out var iterations));
        var salted = ScramSha256.Salted("pencil", salt, iterations);
        var signed = $"{FirstBare},{ServerFirst},{FinalBare}";

        Assert.Equal(Proof, Convert.ToBase64String(ScramSha256.Proof(salted, signed)));
        Assert.Equal(Signature, Convert.ToBase64String(ScramSha256.ServerSignature(ScramSha256.ServerKeyOf(salted), signed)));
        var keys = ScramSha256.KeysOf("pencil", salt, iterations);
        Assert.True(ScramSha256.Verify(keys, signed, Convert.FromBase64String(Proof)));
        Assert.False(ScramSha256.Verify(ScramSha256.KeysOf("pencils", salt, iterations), signed, Convert.FromBase64String(Proof)));
        Assert.False(ScramSha256.Verify(keys, signed + "x", Convert.FromBase64String(Proof)));
        Assert.False(ScramSha256.Verify(keys, signed, [1, 2, 3]));
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("a,d=a")]
    [InlineData("=2C,=3D")]
    public void A_principal_comes_back_as_it_was(string principal)
    {
        Assert.True(ScramText.TryReadFirst("n,," + ScramText.FirstBare(principal, "xyz"), out var read, out var nonce));

        Assert.Equal((principal, "xyz"), (read, nonce));
    }

    [Theory]
    [InlineData("")]
    [InlineData("n,,n=ada")]
    [InlineData("n,,r=xyz,n=ada")]
    [InlineData("n,a=other,n=ada,r=xyz")]
    [InlineData("p=tls-unique,,n=ada,r=xyz")]
    [InlineData("n,,m=must,n=ada,r=xyz")]
    [InlineData("n,,n=a=da,r=xyz")]
    [InlineData("n,,n=,r=xyz")]
    [InlineData("n,,n=ada,r=x\u0001z")]
    public void A_first_message_that_is_not_sound_is_refused(string message) => Assert.False(ScramText.TryReadFirst(message, out _, out _));

    [Theory]
    [InlineData("e=invalid-proof")]
    [InlineData("v=")]
    [InlineData("v=???")]
    public void A_last_message_without_a_signature_is_refused(string message) => Assert.False(ScramText.TryReadServerFinal(message, out _));

    [Theory]
    [InlineData("r=xyz,s=AAAA,i=0")]
    [InlineData("r=xyz,s=AAAA,i=99999999")]
    [InlineData("r=xyz,s=AAAA")]
    [InlineData("r=xyz,s=,i=4096")]
    [InlineData("s=AAAA,r=xyz,i=4096")]
    public void A_challenge_that_is_not_sound_is_refused(string message) => Assert.False(ScramText.TryReadServerFirst(message, out _, out _, out _));
}
