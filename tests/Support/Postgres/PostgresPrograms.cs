using System.Globalization;

namespace MesosOrleans.Tests.Support.Postgres;

/// <summary>Where PostgreSQL's programs are on this machine: the newest version of the usual places, else those of the PATH.</summary>
internal static class PostgresPrograms
{
    private static readonly string[] Packages = ["/usr/lib/postgresql", "/usr/pgsql"];

    /// <summary>The folder of <c>initdb</c> and <c>postgres</c>.</summary>
    /// <exception cref="FileNotFoundException">PostgreSQL is not installed; the message says how to.</exception>
    public static string Folder { get; } = Find();

    private static string Find()
    {
        var packaged = Packages
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .OrderByDescending(VersionOf)
            .Select(version => Path.Combine(version, "bin"));
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return packaged.Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            ?? throw new FileNotFoundException("PostgreSQL's programs (initdb, postgres) are not installed; on Debian: apt-get install postgresql");
    }

    private static int VersionOf(string folder) =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
