namespace MesosOrleans.Authentication;

/// <summary>How a call shows its session: under this name among the call's request context.</summary>
public static class SessionHeader
{
    /// <summary>The name.</summary>
    public const string Name = "mesos.session";
}
