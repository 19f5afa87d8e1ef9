using MesosOrleans.Values;

namespace MesosOrleans.Examples;

/// <summary>What shall run.</summary>
/// <param name="Name">For people, and the beginning of the task IDs.</param>
/// <param name="Command">A copy, as the shell takes it; it shall not end.</param>
/// <param name="Version">Copies of another version are replaced.</param>
/// <param name="Copies">How many.</param>
/// <param name="Each">What one needs.</param>
/// <param name="Role">The framework's.</param>
/// <param name="Surge">How many there may be beyond <paramref name="Copies"/> while versions are rolled.</param>
/// <param name="Missing">How many may be missing while versions are rolled.</param>
public sealed record Service(string Name, string Command, string Version, int Copies, Resources Each, string Role, int Surge, int Missing);

/// <summary>What the keeper must know after a crash.</summary>
public sealed record KeeperState : KeptState
{
    /// <summary>Copies in a row that ended by themselves soon after their launch.</summary>
    public int Failures { get; init; }

    /// <summary>Nothing is launched before.</summary>
    public DateTimeOffset NotBefore { get; init; }
}
