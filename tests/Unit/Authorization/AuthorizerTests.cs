using System.Collections.Immutable;
using MesosOrleans.Authorization;
using Xunit;

namespace MesosOrleans.Tests.Unit.Authorization;

/// <summary>The tests of Mesos's authorization_tests.cpp, as examples, and the table of rule 19.10.</summary>
public sealed class AuthorizerTests
{
    private static readonly Entity Any = Entity.Any;
    private static readonly Entity None = Entity.None;

    [Fact]
    public void Any_principal_may_run_as_the_user_that_a_rule_allows_to_all()
    {
        var acls = Users(true, (Any, Entity.Some("guest")));

        Allowed(acls, AclAction.RunTasks, Entity.Some("foo", "bar"), Entity.Some("guest"));
        Allowed(acls, AclAction.RunTasks, Entity.Some("foo"), Entity.Some("root"));
    }

    [Fact]
    public void No_principal_may_run_as_a_user_that_a_rule_allows_to_none() =>
        Denied(Users(true, (None, Entity.Some("root"))), AclAction.RunTasks, Entity.Some("foo"), Entity.Some("root"));

    [Fact]
    public void A_principal_that_may_run_as_any_user_may_run_as_each() =>
        Allowed(Users(true, (Entity.Some("foo"), Any)), AclAction.RunTasks, Entity.Some("foo"), Entity.Some("user1", "user2"));

    [Fact]
    public void Any_principal_may_run_as_any_user_if_a_rule_says_so() =>
        Allowed(Users(true, (Any, Any)), AclAction.RunTasks, Entity.Some("foo", "bar"), Entity.Some("user1", "user2"));

    [Fact]
    public void Users_that_are_kept_for_some_principals_are_refused_to_others()
    {
        var users = Entity.Some("user1", "user2");
        var acls = Users(true, (Entity.Some("foo", "bar"), users), (None, users));

        Allowed(acls, AclAction.RunTasks, Entity.Some("foo"), Entity.Some("user1"));
        Allowed(acls, AclAction.RunTasks, Entity.Some("foo", "bar"), users);
        Denied(acls, AclAction.RunTasks, Entity.Some("baz"), Entity.Some("user1"));
    }

    [Fact]
    public void A_principal_that_is_kept_to_some_users_is_refused_others()
    {
        var acls = Users(true, (Entity.Some("foo"), Entity.Some("user1")), (Entity.Some("foo"), None));

        Allowed(acls, AclAction.RunTasks, Entity.Some("foo"), Entity.Some("user1"));
        Denied(acls, AclAction.RunTasks, Entity.Some("foo"), Entity.Some("user2"));
        Allowed(acls, AclAction.RunTasks, Entity.Some("bar"), Entity.Some("user1", "user2"));
    }

    [Fact]
    public void What_no_rule_is_about_is_refused_unless_the_rules_are_permissive()
    {
        var acls = Users(false, (Entity.Some("foo"), Entity.Some("user1")));

        Allowed(acls, AclAction.RunTasks, Entity.Some("foo"), Entity.Some("user1"));
        Denied(acls, AclAction.RunTasks, Entity.Some("foo"), Entity.Some("user2"));
        Denied(acls, AclAction.RunTasks, Entity.Some("bar"), Entity.Some("user2"));
    }

    [Fact]
    public void Any_principal_may_have_the_role_that_a_rule_allows_to_all() =>
        Allowed(Roles(true, (Any, Entity.Some("*"))), AclAction.RegisterFrameworks, Entity.Some("foo", "bar"), Entity.Some("*"));

    [Fact]
    public void Principals_of_whom_only_some_are_in_a_rule_are_not_meant_by_it() =>
        Allowed(Roles(true, (Entity.Some("foo", "bar"), Entity.Some("ads"))), AclAction.RegisterFrameworks, Entity.Some("foo", "bar", "baz"), Entity.Some("ads"));

    [Fact]
    public void A_role_that_is_kept_for_a_principal_is_refused_to_others()
    {
        var acls = Roles(true, (Entity.Some("foo"), Entity.Some("analytics")), (None, Entity.Some("analytics")));

        Allowed(acls, AclAction.RegisterFrameworks, Entity.Some("foo"), Entity.Some("analytics"));
        Denied(acls, AclAction.RegisterFrameworks, Entity.Some("bar"), Entity.Some("analytics"));
    }

    [Fact]
    public void A_principal_without_a_rule_has_no_role_if_the_rules_are_not_permissive()
    {
        var acls = Roles(false, (Entity.Some("foo"), Entity.Some("analytics")));

        Allowed(acls, AclAction.RegisterFrameworks, Entity.Some("foo"), Entity.Some("analytics"));
        Denied(acls, AclAction.RegisterFrameworks, Entity.Some("bar"), Entity.Some("analytics"));
        Denied(acls, AclAction.RegisterFrameworks, Entity.Some("bar"), Entity.Some("ads"));
    }

    [Fact]
    public void Any_client_may_get_the_url_that_a_rule_allows_to_all() => Allowed(
        Http(true, (AclAction.HttpGet, new([Any, Any, Any], Entity.Some("/help")))), AclAction.HttpGet, Client("foo", "127.0.0.1", "localhost"), Entity.Some("/help"));

    [Fact]
    public void A_url_that_is_kept_for_some_addresses_is_refused_to_others()
    {
        var acls = Http(
            true,
            (AclAction.HttpPut, new([Entity.Unset, Entity.Some("127.0.0.1"), Entity.Some("localhost")], Entity.Some("/admin"))),
            (AclAction.HttpPut, new([None, None, None], Entity.Some("/admin"))));

        Allowed(acls, AclAction.HttpPut, Client(null, "127.0.0.1", "localhost"), Entity.Some("/admin"));
        Denied(acls, AclAction.HttpPut, Client(null, "10.0.0.0", null), Entity.Some("/admin"));
    }

    [Fact]
    public void A_url_that_is_allowed_to_none_is_refused_to_get_and_to_put()
    {
        var secret = new Acl([None, None, None], Entity.Some("/secret"));
        var acls = Http(true, (AclAction.HttpGet, secret), (AclAction.HttpPut, secret));

        Denied(acls, AclAction.HttpGet, Client("foo", "127.0.0.1", "localhost"), Entity.Some("/secret"));
        Denied(acls, AclAction.HttpPut, Client("foo", "127.0.0.1", "localhost"), Entity.Some("/secret"));
    }

    [Fact]
    public void Clients_to_whom_no_url_is_allowed_get_none() => Denied(
        Http(true, (AclAction.HttpGet, new([Entity.Unset, Entity.Some("127.0.0.1"), Entity.Some("localhost")], None))),
        AclAction.HttpGet, Client(null, "127.0.0.1", "localhost"), Entity.Some("/help"));

    [Fact]
    public void Without_rules_and_not_permissive_nothing_is_allowed()
    {
        var acls = Acls.Empty with { Permissive = false };

        Assert.All(AclAction.All, action => Denied(acls, action, [.. action.Subjects.Select(_ => Entity.Some("foo"))], Entity.Some("x")));
        Assert.All(AclAction.All, action => Allowed(Acls.Empty, action, [.. action.Subjects.Select(_ => Entity.Some("foo"))], Entity.Some("x")));
    }

    [Fact]
    public void Rules_for_one_and_for_another_do_not_add_up_to_a_rule_for_both()
    {
        var acls = Http(
            false,
            (AclAction.HttpPut, new([Entity.Some("foo"), Entity.Unset, Entity.Unset], Entity.Some("/admin"))),
            (AclAction.HttpPut, new([Entity.Some("bar"), Entity.Unset, Entity.Unset], Entity.Some("/admin"))));

        Allowed(acls, AclAction.HttpPut, Client("foo", null, null), Entity.Some("/admin"));
        Allowed(acls, AclAction.HttpPut, Client("bar", null, null), Entity.Some("/admin"));
        Denied(acls, AclAction.HttpPut, [Entity.Some("foo", "bar"), Entity.Unset, Entity.Unset], Entity.Some("/admin"));
    }

    /// <summary>Rule 19.10's table: the request's row, the rule's column, matching and allowing.</summary>
    [Theory]
    [InlineData("some", "some", true, true), InlineData("some", "none", true, false), InlineData("some", "any", true, true), InlineData("some", "other", false, false)]
    [InlineData("none", "some", false, false), InlineData("none", "none", true, true), InlineData("none", "any", false, false)]
    [InlineData("any", "some", false, false), InlineData("any", "none", true, false), InlineData("any", "any", true, true)]
    [InlineData("empty", "some", true, true), InlineData("empty", "empty", true, true), InlineData("some", "empty", false, false)]
    public void A_rule_is_about_what_the_table_says_and_allows_what_it_says(string request, string rule, bool matches, bool allows)
    {
        Assert.Equal(matches, Sample(rule).Matches(Sample(request)));
        Assert.Equal(allows, Sample(rule).Allows(Sample(request)));
    }

    private static Entity Sample(string name) => name switch
    {
        "some" => Entity.Some("a"),
        "other" => Entity.Some("b"),
        "empty" => Entity.Unset,
        "any" => Any,
        _ => None,
    };

    private static Acls Users(bool permissive, params (Entity Principals, Entity Users)[] rules) => Make(permissive, AclAction.RunTasks, rules);

    private static Acls Roles(bool permissive, params (Entity Principals, Entity Roles)[] rules) => Make(permissive, AclAction.RegisterFrameworks, rules);

    private static Acls Make(bool permissive, AclAction action, (Entity, Entity)[] rules) => new()
    {
        Permissive = permissive,
        Rules = Acls.Empty.Rules.Add(action, [.. rules.Select(rule => new Acl([rule.Item1], rule.Item2))]),
    };

    private static Acls Http(bool permissive, params (AclAction Action, Acl Rule)[] rules) => new()
    {
        Permissive = permissive,
        Rules = rules.GroupBy(rule => rule.Action).ToImmutableDictionary(group => group.Key, group => group.Select(rule => rule.Rule).ToImmutableArray()),
    };

    private static ImmutableArray<Entity> Client(string? user, string? ip, string? host) => [Of(user), Of(ip), Of(host)];

    private static Entity Of(string? value) => value is null ? Entity.Unset : Entity.Some(value);

    private static void Allowed(Acls acls, AclAction action, Entity subject, Entity target) => Allowed(acls, action, [subject], target);

    private static void Allowed(Acls acls, AclAction action, ImmutableArray<Entity> subjects, Entity target) =>
        Assert.True(Authorizer.Allows(acls, new AuthorizationRequest(action, subjects, target)));

    private static void Denied(Acls acls, AclAction action, Entity subject, Entity target) => Denied(acls, action, [subject], target);

    private static void Denied(Acls acls, AclAction action, ImmutableArray<Entity> subjects, Entity target) =>
        Assert.False(Authorizer.Allows(acls, new AuthorizationRequest(action, subjects, target)));
}
