using System.Collections.Immutable;
using MesosOrleans.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MesosOrleans.Flags;

/// <summary>Who has to say who they are, and who may do what: the flags of silos, agents and commands (Mesos 0.19 src/master/flags.hpp; its <c>--acls</c> became a flag in 0.20).</summary>
public static class SecurityFlags
{
    /// <summary>Whether frameworks have to authenticate.</summary>
    public static readonly Flag<bool> Authenticate = Flag.Bool("authenticate", false,
        "Lets only authenticated frameworks register, and only authenticated people kill tasks. Needs --credentials.");

    /// <summary>Whether agents have to.</summary>
    public static readonly Flag<bool> AuthenticateSlaves = Flag.Bool("authenticate_slaves", false,
        "Lets only authenticated agents register. Needs --credentials.");

    /// <summary>The principals and their secrets.</summary>
    public static readonly Flag<string?> Credentials = Flag.Optional("credentials", FlagKinds.Path,
        "File with the principals and their secrets: 'principal secret' on each line, or JSON. Read again when it changes; nobody else should be able to read it.").AsPath();

    /// <summary>Who may do what, as JSON or the path of a file with it.</summary>
    public static readonly Flag<string?> Acls = Flag.Optional("acls", new FlagKind<string>("JSON|PATH", "JSON, or the path of a file with it, for example {\"permissive\": false}", text => text),
        "Who may do what: register_frameworks, run_tasks, shutdown_frameworks, kill_tasks, in the JSON of Mesos, or a file with it, which is read again when it changes.").AsPath();

    /// <summary>The principal and secret of an agent or a framework.</summary>
    public static readonly Flag<string?> Credential = Flag.Optional("credential", FlagKinds.Path,
        "File with the one principal and secret to authenticate with: 'principal secret', or JSON.").AsPath();

    /// <summary>Those of the silo.</summary>
    public static ImmutableArray<Flag> All { get; } = [Authenticate, AuthenticateSlaves, Credentials, Acls];

    /// <summary>What the file of <see cref="Credential"/> says; null if none was given.</summary>
    /// <param name="values">Of a set that has the flag.</param>
    /// <param name="log">Warned if others can read the file; nowhere if null.</param>
    /// <exception cref="CredentialsException">The file cannot be used.</exception>
    public static Credential? CredentialOf(FlagValues values, ILogger? log = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Get(Credential) is { } path ? CredentialsStore.ReadOne(path, log ?? NullLogger.Instance) : null;
    }

    /// <summary>The rule that whoever has to authenticate can: answers null, or a sentence for the user.</summary>
    public static string? SecretsAreKnown(FlagValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return (values.Get(Authenticate) || values.Get(AuthenticateSlaves)) && values.Get(Credentials) is null
            ? "--authenticate and --authenticate_slaves need the principals and their secrets: give --credentials=PATH"
            : null;
    }
}
