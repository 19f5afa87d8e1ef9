namespace MesosOrleans.Tests.Support.Postgres;

/// <summary>Where a server runs.</summary>
/// <param name="Address">Of this machine, or of a network namespace.</param>
/// <param name="Enter">A command that runs another there, such as nsenter with its arguments; none on this machine.</param>
public sealed record PostgresPlace(string Address, params IReadOnlyList<string> Enter)
{
    public static PostgresPlace Loopback { get; } = new("127.0.0.1");
}
