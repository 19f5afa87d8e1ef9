using System.Collections.Immutable;

namespace MesosOrleans.Authentication;

/// <summary>What the masters answer in an exchange (Mesos's AuthenticationStep, Completed, Failed and Error messages, rule 19.2).</summary>
[GenerateSerializer, Immutable, Alias("mesos.AuthenticationReply")]
public abstract record AuthenticationReply
{
    private AuthenticationReply()
    {
    }

    /// <summary>The exchange goes on: a challenge.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.AuthenticationReply.Step")]
    public sealed record Step([property: Id(0)] ImmutableArray<byte> Data) : AuthenticationReply;

    /// <summary>The principal has shown its secret.</summary>
    /// <param name="Data">By which the masters show that they know it too; empty for CRAM-MD5.</param>
    /// <param name="Session">What the principal shows from now on instead of its secret.</param>
    [GenerateSerializer, Immutable, Alias("mesos.AuthenticationReply.Completed")]
    public sealed record Completed([property: Id(0)] ImmutableArray<byte> Data, [property: Id(1)] SessionToken? Session) : AuthenticationReply;

    /// <summary>The secret is wrong, or the principal unknown: which of the two is not told.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.AuthenticationReply.Failed")]
    public sealed record Failed : AuthenticationReply;

    /// <summary>The exchange itself went wrong: a message out of order or malformed.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.AuthenticationReply.Error")]
    public sealed record Error([property: Id(0)] string Message) : AuthenticationReply;
}

/// <summary>What a principal shows with each call. Whoever has it is the principal for a while: it is kept like a secret.</summary>
/// <param name="Text">Opaque to its holder.</param>
/// <param name="Lifetime">From the answer on.</param>
[GenerateSerializer, Immutable, Alias("mesos.SessionToken")]
public sealed record SessionToken([property: Id(0)] string Text, [property: Id(1)] TimeSpan Lifetime)
{
    /// <summary>Without the token.</summary>
    public override string ToString() => $"a session of {Lifetime}";
}
