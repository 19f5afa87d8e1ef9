using System.Collections.Immutable;

namespace MesosOrleans.Authorization;

/// <summary>How the values of an <see cref="Entity"/> are meant (mesos.proto ACL.Entity.Type).</summary>
public enum EntityType
{
    /// <summary>These values.</summary>
    Some,

    /// <summary>All there are.</summary>
    Any,

    /// <summary>None there are.</summary>
    None,
}

/// <summary>Subjects or objects of a request or of an ACL: principals, users, roles and so on. One that is not set is <see cref="EntityType.Some"/> without values.</summary>
public sealed record Entity(EntityType Type, ImmutableHashSet<string> Values)
{
    public static readonly Entity Any = new(EntityType.Any, []);

    public static readonly Entity None = new(EntityType.None, []);

    /// <summary>Of no values: what is not set.</summary>
    public static readonly Entity Unset = new(EntityType.Some, []);

    public static Entity Some(params IEnumerable<string> values) => new(EntityType.Some, values.ToImmutableHashSet(StringComparer.Ordinal));

    public override string ToString() => Type == EntityType.Some ? $"{{{string.Join(",", Values.Order(StringComparer.Ordinal))}}}" : Type.ToString().ToUpperInvariant();

    /// <summary>Whether an ACL with this entity is about a request (rule 19.10, the table's left half).</summary>
    internal bool Matches(Entity request) => (request.Type, Type) switch
    {
        (EntityType.Some, EntityType.Some) => request.Values.IsSubsetOf(Values),
        (EntityType.Some, _) => true,
        (EntityType.None, _) => Type == EntityType.None,
        (EntityType.Any, _) => Type != EntityType.Some,
        _ => false,
    };

    /// <summary>Whether an ACL with this entity lets a request pass (the right half).</summary>
    internal bool Allows(Entity request) => (request.Type, Type) switch
    {
        (EntityType.Some, EntityType.Some) => request.Values.IsSubsetOf(Values),
        (EntityType.Some or EntityType.Any, EntityType.Any) => true,
        (EntityType.None, EntityType.None) => true,
        _ => false,
    };
}
