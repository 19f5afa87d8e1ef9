using System.Globalization;
using MesosOrleans.Values;

namespace MesosOrleans.Pages;

/// <summary>Amounts, times and lengths as people read them.</summary>
public static class ResourceText
{
    /// <summary>An amount with its unit: memory and disk, which count MB, as MB, GB or TB; anything else as it is.</summary>
    /// <param name="name">Of the resource.</param>
    /// <param name="milli">Thousandths.</param>
    public static string Amount(string name, long milli) => name switch
    {
        "mem" or "disk" => Bytes(milli * 1048.576),
        _ => Number(milli / 1000.0),
    };

    /// <summary>What is shown for the name of a resource.</summary>
    public static string Title(string name) => name switch
    {
        "cpus" => "CPUs",
        "mem" => "Memory",
        "disk" => "Disk",
        _ => name,
    };

    /// <summary>The amounts that a task or slave has, on one line: <c>0.5 CPUs · 64 MB memory</c>.</summary>
    public static string Line(Resources resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        var parts = new List<string>();
        foreach (var name in resources.List.Where(entry => entry.Type == Values.ValueType.Scalar).Select(entry => entry.Name).Distinct())
        {
            parts.Add($"{Amount(name, resources.Milli(name))} {(name == "cpus" ? "CPUs" : Title(name).ToLowerInvariant())}");
        }

        return string.Join(" · ", parts);
    }

    /// <summary>A size with a unit of 1024: <c>3.2 GB</c>.</summary>
    public static string Bytes(double bytes)
    {
        string[] units = ["B", "KB", "MB", "GB", "TB", "PB"];
        var unit = 0;
        for (; bytes >= 1024 && unit < units.Length - 1; unit++)
        {
            bytes /= 1024;
        }

        return $"{Number(bytes)} {units[unit]}";
    }

    /// <summary>How long ago, in the largest unit that fits: <c>5 s</c>, <c>3 min</c>, <c>2 h</c>, <c>4 d</c>. What lies ahead, by another clock, is now.</summary>
    public static string Ago(TimeSpan past) => past.TotalSeconds switch
    {
        < 1 => "now",
        < 60 => $"{(int)past.TotalSeconds} s",
        < 3600 => $"{(int)past.TotalMinutes} min",
        < 48 * 3600 => $"{(int)past.TotalHours} h",
        _ => $"{(int)past.TotalDays} d",
    };

    /// <summary>A moment in UTC, to the second.</summary>
    public static string Moment(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>An agent's clock may say anything; what no calendar has is 1970.</summary>
    public static DateTimeOffset At(double seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds is > 0 and < 253_402_300_799 ? seconds : 0);

    /// <summary>A share as a percentage.</summary>
    public static string Percent(double fraction) => string.Create(CultureInfo.InvariantCulture, $"{fraction * 100:0.#} %");

    private static string Number(double value) => value.ToString(value >= 100 ? "#,##0" : "0.##", CultureInfo.InvariantCulture);
}
