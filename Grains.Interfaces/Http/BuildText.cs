using System.Globalization;
using System.Reflection;

namespace MesosOrleans.Http;

/// <summary>When a program was built, as the state documents say it (<c>build_date</c>, <c>build_time</c>).</summary>
public static class BuildText
{
    /// <summary>The time at which an assembly was written.</summary>
    public static DateTimeOffset BuiltAt(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return File.GetLastWriteTimeUtc(assembly.Location);
    }

    /// <summary><c>2026-11-23 00:58:18</c>, in UTC.</summary>
    public static string Date(DateTimeOffset builtAt) => builtAt.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
