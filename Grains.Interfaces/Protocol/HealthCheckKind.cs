namespace MesosOrleans.Protocol;

/// <summary>Which kind of check a message asks for.</summary>
public static class HealthCheckKind
{
    private const int PortMax = 65535;

    /// <summary>The check of a task: its own, or the one that Mesos 0.19 has in its command.</summary>
    public static HealthCheck? Of(TaskInfo task) => task.HealthCheck ?? task.Command?.HealthCheck;

    /// <summary>The type that is said, else the one whose part is there, as in 0.19.</summary>
    public static HealthCheckType TypeOf(HealthCheck check) => check.Type
        ?? (check.Http is not null ? HealthCheckType.Http
            : check.Command is not null ? HealthCheckType.Command
            : check.Tcp is not null ? HealthCheckType.Tcp
            : HealthCheckType.Unknown);

    /// <summary>Why it cannot be carried out, for the owner of the task; null if it can.</summary>
    public static string? Problem(HealthCheck check) => TypeOf(check) switch
    {
        HealthCheckType.Command => check.Command is null ? "a health check by command needs a command" : null,
        HealthCheckType.Http => check.Http is not { } http ? "a health check by HTTP needs a port"
            : !IsPort(http.Port) ? $"the port {http.Port} of the health check is none: expected 1 to {PortMax}"
            : http.Scheme is not (null or "http" or "https") ? $"the scheme '{http.Scheme}' of the health check is not known: expected http or https"
            : http.Path is { Length: > 0 } path && path[0] != '/' ? $"the path '{path}' of the health check does not begin with a slash"
            : null,
        HealthCheckType.Tcp => check.Tcp is not { } tcp ? "a health check by TCP needs a port"
            : !IsPort(tcp.Port) ? $"the port {tcp.Port} of the health check is none: expected 1 to {PortMax}"
            : null,
        _ => "the health check is of no kind that is known: expected a command, HTTP or TCP",
    };

    private static bool IsPort(uint port) => port is > 0 and <= PortMax;
}
