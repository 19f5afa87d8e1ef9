using MesosOrleans.Hosting;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Authorization;

/// <summary>Asks the <see cref="Authorizer"/> by the ACLs that are in force, and writes down each refusal.</summary>
public sealed partial class AuthorizationService
{
    private readonly Func<Acls> _current;
    private readonly ILogger _log;

    /// <param name="acls">ACLs as JSON, or the path of a file that holds them and is read again when it changes; null: nothing is forbidden.</param>
    /// <param name="time">Times how often the file is looked at.</param>
    /// <param name="log">Told of refusals and of changes.</param>
    /// <exception cref="AclsException">They cannot be read.</exception>
    public AuthorizationService(string? acls, TimeProvider time, ILogger<AuthorizationService> log)
    {
        _log = log;
        try
        {
            _current = acls is null ? () => Acls.Empty : AclsText.IsJson(acls) ? Always(AclsText.Parse(acls)) : File(acls, time, log);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new AclsException($"the ACLs cannot be used: {e.Message}", e);
        }

        foreach (var action in _current().Rules.Keys.Where(action => !action.IsAsked))
        {
            LogNotAsked(log, action.Name);
        }
    }

    /// <summary>Whether a principal (null: one that nobody knows) may do something to an object (null: any).</summary>
    public bool Allows(AclAction action, string? principal, string? target)
    {
        // Asked for each task that is launched: nothing is made if there is nothing to look at.
        var acls = _current();
        if (acls.Rules.ContainsKey(action) ? Authorizer.Allows(acls, AuthorizationRequest.Of(action, principal, target)) : acls.Permissive)
        {
            return true;
        }

        LogRefused(_log, principal ?? "(nobody)", action.Name, target ?? "(any)");
        return false;
    }

    private static Func<Acls> Always(Acls acls) => () => acls;

    private static Func<Acls> File(string path, TimeProvider time, ILogger log)
    {
        var file = new WatchedFileStore<Acls>(path, AclsText.Parse, time, log);
        return () => file.Current;
    }

    [LoggerMessage(611, LogLevel.Warning, "Refused by --acls: principal {Principal}, action {Action}, object {Object}")]
    private static partial void LogRefused(ILogger log, string principal, string action, string @object);

    [LoggerMessage(612, LogLevel.Warning, "--acls has rules for {Action}, which nothing asks yet: they protect nothing")]
    private static partial void LogNotAsked(ILogger log, string action);
}

/// <summary>The ACLs cannot be used; the message is for the operator.</summary>
public sealed class AclsException(string message, Exception inner) : Exception(message, inner);
