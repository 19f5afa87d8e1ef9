using MesosOrleans.Protocol;

namespace MesosOrleans.Frameworks;

/// <summary>The checks of a subscription, in Mesos's order (rule 5.1). That the scheduler is authenticated was seen to at the door.</summary>
public static class FrameworkValidation
{
    /// <summary>Null: it may subscribe. Otherwise the text of its error.</summary>
    public static string? Judge(FrameworkInfo info, MasterSettings settings)
    {
        if (!settings.Roles.ContainsKey(info.Role))
        {
            return $"Role '{info.Role}' is not valid. The masters know: {string.Join(", ", settings.Roles.Keys.Order(StringComparer.Ordinal))}";
        }

        if (!settings.RootSubmissions && info.User == "root")
        {
            return "User 'root' is not allowed to run frameworks without --root_submissions set";
        }

        return null;
    }

    /// <summary>
    /// Null: a scheduler that was authenticated as a principal (null: as nobody) may register as this framework. Otherwise the text of its error. What the info says of its principal must be true, or be left out
    /// (Mesos 0.19 master.cpp, registerFramework).
    /// </summary>
    public static string? JudgePrincipal(FrameworkInfo info, string? principal) =>
        principal is null || string.IsNullOrEmpty(info.Principal) || info.Principal == principal
            ? null
            : $"Framework principal '{info.Principal}' does not match authenticated principal '{principal}'";

    /// <summary>How long a framework without a scheduler is kept: the info's seconds; what no clock can hold counts as none (rule 5.4).</summary>
    public static TimeSpan FailoverTimeout(FrameworkInfo info)
    {
        const double SecondsMax = long.MaxValue / 1e9;
        return info.FailoverTimeout is > 0 and < SecondsMax ? TimeSpan.FromSeconds(info.FailoverTimeout) : TimeSpan.Zero;
    }
}
