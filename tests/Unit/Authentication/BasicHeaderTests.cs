using System.Text;
using MesosOrleans.Authentication;
using Xunit;

namespace MesosOrleans.Tests.Unit.Authentication;

public sealed class BasicHeaderTests
{
    /// <summary>The examples of RFC 7617 are the first and the second.</summary>
    [Theory]
    [InlineData("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin", "open sesame")]
    [InlineData("basic dGVzdDoxMjPCow==", "test", "123£")]
    [InlineData("Basic YTpiOmM=", "a", "b:c")]
    public void It_shows_a_principal_and_a_secret(string header, string principal, string secret) =>
        Assert.Equal(new Credential(principal, secret), BasicHeader.Read(header));

    [Theory, InlineData(null), InlineData(""), InlineData("Basic"), InlineData("Basic !!!"), InlineData("Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ==")]
    public void Anything_else_shows_nobody(string? header) => Assert.Null(BasicHeader.Read(header));

    [Theory, InlineData("no colon"), InlineData(":nobody")]
    public void A_text_without_a_principal_shows_nobody(string text) =>
        Assert.Null(BasicHeader.Read("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(text))));
}
