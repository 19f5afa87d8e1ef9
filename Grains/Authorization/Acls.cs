using System.Collections.Immutable;

namespace MesosOrleans.Authorization;

/// <summary>Something that a principal wants to do, named as in <c>--acls</c>, with the names of its subjects and of its object there.</summary>
/// <param name="Name">As Mesos calls it: <c>run_tasks</c>.</param>
/// <param name="Subjects">Who: <c>principals</c>; for HTTP <c>usernames</c>, <c>ips</c> and <c>hostnames</c>.</param>
/// <param name="Object">To whom or what: <c>users</c>, <c>roles</c>, <c>framework_principals</c>, <c>urls</c>.</param>
public sealed record AclAction(string Name, ImmutableArray<string> Subjects, string Object)
{
    private static readonly ImmutableArray<string> Principals = ["principals"];
    private static readonly ImmutableArray<string> Http = ["usernames", "ips", "hostnames"];

    /// <summary>A framework registers with a role (Mesos 0.20; 0.19's ACLs call it <c>receive_offers</c>, which is accepted).</summary>
    public static readonly AclAction RegisterFrameworks = new("register_frameworks", Principals, "roles");

    /// <summary>A task or an executor runs as a user.</summary>
    public static readonly AclAction RunTasks = new("run_tasks", Principals, "users");

    /// <summary>Somebody ends a framework that is perhaps another's (Mesos 0.20).</summary>
    public static readonly AclAction ShutdownFrameworks = new("shutdown_frameworks", Principals, "framework_principals");

    /// <summary>Somebody other than its scheduler ends a task; ours.</summary>
    public static readonly AclAction KillTasks = new("kill_tasks", Principals, "framework_principals");

    public static readonly AclAction HttpGet = new("http_get", Http, "urls");

    public static readonly AclAction HttpPut = new("http_put", Http, "urls");

    public static ImmutableArray<AclAction> All { get; } =
        [RegisterFrameworks, RunTasks, ShutdownFrameworks, KillTasks, HttpGet, HttpPut];

    public bool IsHttp => this == HttpGet || this == HttpPut;

    /// <summary>False for what can be written and nothing asks: 0.19's rules for HTTP, which it never asked either.</summary>
    public bool IsAsked => !IsHttp;

    public override string ToString() => Name;
}

/// <summary>One rule: which subjects may do something to which objects. As many subjects as the action has, in its order.</summary>
public sealed record Acl(ImmutableArray<Entity> Subjects, Entity Object);

/// <summary>Who may do what (mesos.proto ACLs).</summary>
public sealed record Acls
{
    /// <summary>Nothing is forbidden.</summary>
    public static readonly Acls Empty = new();

    /// <summary>What becomes of a request that no rule is about: true, the default: it passes.</summary>
    public bool Permissive { get; init; } = true;

    /// <summary>The rules of each action, in order; none for an action that is missing.</summary>
    public ImmutableDictionary<AclAction, ImmutableArray<Acl>> Rules { get; init; } = ImmutableDictionary<AclAction, ImmutableArray<Acl>>.Empty;
}
