using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Authentication;

/// <summary>
/// Stands before every grain of a silo and lets pass what <see cref="Door"/> says. A call comes from outside if its sender is a client: the gateways let no client send under another name than that of its
/// connection, nor reach anything but grains (<c>GatewayGuard</c>), so that here the sender can be believed.
/// </summary>
public sealed partial class GrainDoorService(AuthenticationSettings settings, AuthenticationService authentication, ILogger<GrainDoorService> log) : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<MethodInfo, Callers?> _rules = new();

    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (!IsOutside(context))
        {
            Caller.Principal = null;
            await context.Invoke();
            return;
        }

        var principal = authentication.PrincipalOf(RequestContext.Get(SessionHeader.Name) as string);
        // It is not for those whom the grain calls.
        RequestContext.Remove(SessionHeader.Name);
        Caller.Principal = principal;
        var rule = context.InterfaceMethod is { } method ? _rules.GetOrAdd(method, RuleOf) : null;
        switch (Door.Judge(settings, rule, principal, (context.Grain as IOwned)?.Owner))
        {
            case DoorVerdict.Closed:
                LogRefused(log, principal ?? "(nobody)", $"{context.InterfaceName}.{context.MethodName}", $"{context.TargetId}", "not for clients");
                throw new NotAuthorizedException($"{context.MethodName} of {context.TargetId} is not for clients");
            case DoorVerdict.SessionNeeded:
                throw new NotAuthenticatedException("the masters want to know who calls: authenticate, or authenticate anew");
            case DoorVerdict.NotTheOwner:
                LogRefused(log, principal!, $"{context.InterfaceName}.{context.MethodName}", $"{context.TargetId}", "of another principal");
                throw new NotAuthorizedException($"{context.TargetId} belongs to another principal than {principal}");
            default:
                await context.Invoke();
                break;
        }
    }

    /// <summary>What a method of a grain interface says; null: nothing, so it is not for clients.</summary>
    public static Callers? RuleOf(MethodInfo method)
    {
        ArgumentNullException.ThrowIfNull(method);
        return method.GetCustomAttribute<CallableByAttribute>()?.Callers;
    }

    /// <summary>System targets are closed to clients by the gateways already, and silos call them before they know each other.</summary>
    private static bool IsOutside(IIncomingGrainCallContext context) =>
        !context.TargetId.IsSystemTarget() && (context.SourceId is not { } sender || ClientNames.IsOutside(sender.Type.AsSpan(), sender.Key.AsSpan()));

    [LoggerMessage(603, LogLevel.Warning, "Refused: principal {Principal} called {Action} of {Object}: {Reason}")]
    private static partial void LogRefused(ILogger log, string principal, string action, string @object, string reason);
}
