using MesosOrleans.Authentication;
using Xunit;

namespace MesosOrleans.Tests.Unit.Authentication;

public sealed class CredentialsTextTests
{
    [Theory]
    [InlineData("ada s3cret\nbob hush\n")]
    [InlineData("\n  ada   s3cret  \r\n\n bob hush")]
    [InlineData("""{"credentials": [{"principal": "ada", "secret": "s3cret"}, {"principal": "bob", "secret": "hush", "more": 1}]}""")]
    public void Both_forms_say_the_same(string text) =>
        Assert.Equal([new Credential("ada", "s3cret"), new Credential("bob", "hush")], CredentialsText.Parse(text));

    [Fact]
    public void An_agents_file_holds_one_alone()
    {
        Assert.Equal(new Credential("ada", "s3cret"), CredentialsText.ParseOne("ada s3cret"));
        Assert.Equal(new Credential("ada", "s3cret"), CredentialsText.ParseOne("""{"principal": "ada", "secret": "s3cret"}"""));
        Assert.Throws<FormatException>(() => CredentialsText.ParseOne("ada s3cret\nbob hush"));
    }

    [Theory]
    [InlineData("ada s3cret\nbob two hush", "line 2 has 3 words")]
    [InlineData("ada", "line 1 has 1 words")]
    [InlineData("ada\ts3cret", "line 1 has 1 words")]
    [InlineData(" \n", "no credential")]
    [InlineData("""{"credentials": []}""", "no credential")]
    [InlineData("""{"credentials": 7}""", "no list")]
    [InlineData("""{"credentials": [{"principal": "ada"}]}""", "credential 1 has no principal or no secret")]
    [InlineData("""{"credentials": [{"principal": "ada", "secret": "s3cret", "secret": "hush"}]}""", "has a name twice")]
    [InlineData("""{"principal": "\ud800", "secret": "s3cret"}""", "no principal or no secret")]
    [InlineData("{\n\"principal\": hush}", "malformed at line 2")]
    [InlineData("ada s3cret\nada hush", "principal 'ada' is there twice")]
    public void What_is_wrong_is_named_by_its_place_and_no_secret_is_told(string text, string message)
    {
        var refusal = Assert.Throws<FormatException>(() => CredentialsText.Parse(text)).Message;

        Assert.Contains(message, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_of_what_holds_a_secret_does_not_show_it()
    {
        Assert.DoesNotContain("s3cret", $"{new Credential("ada", "s3cret")}", StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", $"{new SessionToken("s3cret", TimeSpan.FromMinutes(1))}", StringComparison.Ordinal);
    }
}
