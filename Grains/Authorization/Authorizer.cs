using System.Collections.Immutable;

namespace MesosOrleans.Authorization;

/// <summary>What somebody wants to do, and to whom.</summary>
/// <param name="Action">What.</param>
/// <param name="Subjects">Who: as many as the action has, in its order.</param>
/// <param name="Object">To whom or what.</param>
public sealed record AuthorizationRequest(AclAction Action, ImmutableArray<Entity> Subjects, Entity Object)
{
    /// <summary>A principal, or anybody if there is none (Mesos 0.20: a framework without a principal is ANY), wants to do something to one object; to any, if that has no name.</summary>
    public static AuthorizationRequest Of(AclAction action, string? principal, string? target) =>
        new(action, [principal is null ? Entity.Any : Entity.Some(principal)], target is null ? Entity.Any : Entity.Some(target));
}

/// <summary>
/// Decides by ACLs (rule 19.10; Mesos 0.19 src/authorizer/authorizer.hpp): the first rule of the action that is about the subjects and the object of the request decides, and lets it pass if it allows both;
/// if none is about it, <see cref="Acls.Permissive"/> decides. Several rules are never taken together.
/// </summary>
public static class Authorizer
{
    public static bool Allows(Acls acls, AuthorizationRequest request)
    {
        ArgumentNullException.ThrowIfNull(acls);
        ArgumentNullException.ThrowIfNull(request);
        foreach (var acl in acls.Rules.GetValueOrDefault(request.Action, []))
        {
            if (Each(acl, request, (rule, asked) => rule.Matches(asked)))
            {
                return Each(acl, request, (rule, asked) => rule.Allows(asked));
            }
        }

        return acls.Permissive;
    }

    private static bool Each(Acl acl, AuthorizationRequest request, Func<Entity, Entity, bool> holds)
    {
        for (var i = 0; i < acl.Subjects.Length; i++)
        {
            if (!holds(acl.Subjects[i], request.Subjects[i]))
            {
                return false;
            }
        }

        return holds(acl.Object, request.Object);
    }
}
