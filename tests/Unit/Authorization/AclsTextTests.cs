using CsCheck;
using MesosOrleans.Authorization;
using Xunit;

namespace MesosOrleans.Tests.Unit.Authorization;

public sealed class AclsTextTests
{
    [Fact]
    public void The_JSON_of_Mesos_says_who_may_do_what()
    {
        var acls = AclsText.Parse("""
            {
              "permissive": false,
              "register_frameworks": [{"principals": {"values": ["ads", "web"]}, "roles": {"type": "ANY"}}],
              "run_tasks": [
                {"principals": {"type": "SOME", "values": ["ads"]}, "users": {"values": ["guest"]}},
                {"principals": {"type": "NONE"}, "users": {"values": ["root"]}}
              ],
              "http_get": [{"ips": {"values": ["127.0.0.1"]}, "urls": {"type": "ANY"}}]
            }
            """);

        Assert.False(acls.Permissive);
        Assert.Equal(Entity.Any, acls.Rules[AclAction.RegisterFrameworks][0].Object);
        Assert.Equal("{ads,web}", acls.Rules[AclAction.RegisterFrameworks][0].Subjects[0].ToString());
        Assert.Equal(2, acls.Rules[AclAction.RunTasks].Length);
        Assert.Equal(Entity.None, acls.Rules[AclAction.RunTasks][1].Subjects[0]);
        Assert.Equal(["{}", "{127.0.0.1}", "{}"], acls.Rules[AclAction.HttpGet][0].Subjects.Select(subject => subject.ToString()));
    }

    [Fact]
    public void Nothing_said_is_permissive() => Assert.True(AclsText.Parse("{}").Permissive);

    [Fact]
    public void The_older_name_of_registering_is_taken() =>
        Assert.True(AclsText.Parse("""{"receive_offers": [{"principals": {"type": "ANY"}, "roles": {"type": "ANY"}}]}""").Rules.ContainsKey(AclAction.RegisterFrameworks));

    [Theory]
    [InlineData("", "Invalid ACLs format")]
    [InlineData("[]", "expected an object")]
    [InlineData("""{"permissive": "yes"}""", "permissive is neither")]
    [InlineData("""{"run_task": []}""", "did you mean run_tasks?")]
    [InlineData("""{"run_tasks": {}}""", "run_tasks is no list")]
    [InlineData("""{"run_tasks": [7]}""", "run_tasks[0] is no object")]
    [InlineData("""{"run_tasks": [{"principal": {"type": "ANY"}}]}""", "run_tasks[0] has no 'principal'")]
    [InlineData("""{"run_tasks": [{"principals": ["ads"]}]}""", "run_tasks[0].principals is no object")]
    [InlineData("""{"run_tasks": [{"principals": {"type": "ALL"}}]}""", "unknown type")]
    [InlineData("""{"run_tasks": [{"principals": {"values": [7]}}]}""", "Invalid ACLs format")]
    [InlineData("""{"run_tasks": [], "run_tasks": []}""", "Invalid ACLs format")]
    [InlineData("""{"receive_offers": [], "register_frameworks": []}""", "under two names")]
    [InlineData("""{"http_get": [{"urls": {"type": "ANY"}}]}""", "http_get[0] says for nobody")]
    public void What_is_wrong_is_told_with_its_place(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => AclsText.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Any_text_is_read_or_refused() => Gen.String[Gen.OneOf(Gen.Char["{}[]\":,0truenl\\ "], Gen.Char), 0, 60].Sample(text =>
    {
        try
        {
            AclsText.Parse(text);
        }
        catch (FormatException)
        {
            // Refused in words.
        }
    });
}
