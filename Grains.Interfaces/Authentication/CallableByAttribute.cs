namespace MesosOrleans.Authentication;

/// <summary>Who of those outside of the cluster may call a grain's method.</summary>
public enum Callers
{
    /// <summary>Whoever reaches a gateway: for what leads to a session.</summary>
    Anybody,

    /// <summary>Agents: with a session if <c>--authenticate_slaves</c> is given, and for their own slave only.</summary>
    Slaves,

    /// <summary>Schedulers: with a session if <c>--authenticate</c> is given, and for their own framework only.</summary>
    Frameworks,

    /// <summary>People and tools: with a session if <c>--authenticate</c> is given; what they may do is said by <c>--acls</c>.</summary>
    Operators,
}

/// <summary>Says who may call a method of a grain from outside of the cluster. A method without it is for the silos alone, once either flag of authentication is given.</summary>
/// <param name="callers">Who.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CallableByAttribute(Callers callers) : Attribute
{
    /// <summary>Who.</summary>
    public Callers Callers => callers;
}

/// <summary>A call needs a session, and brought none that is in force: the caller has to authenticate, perhaps anew.</summary>
[GenerateSerializer, Alias("mesos.NotAuthenticatedException")]
public sealed class NotAuthenticatedException(string message) : Exception(message);

/// <summary>The caller may not do that, whoever knows its secret.</summary>
[GenerateSerializer, Alias("mesos.NotAuthorizedException")]
public sealed class NotAuthorizedException(string message) : Exception(message);
