namespace MesosOrleans.Authentication;

/// <summary>Who has to show a session; the flags of the silo.</summary>
/// <param name="Frameworks"><c>--authenticate</c>: frameworks, and people who use their tools.</param>
/// <param name="Slaves"><c>--authenticate_slaves</c>.</param>
public sealed record AuthenticationSettings(bool Frameworks, bool Slaves)
{
    /// <summary>False: everybody may call everything, as on one machine among friends.</summary>
    public bool IsOn => Frameworks || Slaves;
}

/// <summary>What becomes of a call.</summary>
public enum DoorVerdict
{
    /// <summary>It passes.</summary>
    Open,

    /// <summary>The method is not for those outside of the cluster.</summary>
    Closed,

    /// <summary>It needs a session, and has none that is in force.</summary>
    SessionNeeded,

    /// <summary>The grain is another principal's.</summary>
    NotTheOwner,
}

/// <summary>
/// Decides whether a call from outside may reach a grain. Default is closed: a method that does not say who may call it is for the silos alone.
/// </summary>
public static class Door
{
    /// <param name="settings">Who has to show a session.</param>
    /// <param name="callers">What the method says; null: nothing.</param>
    /// <param name="principal">Whose session the call has shown; null: none that is in force.</param>
    /// <param name="owner">Whose the grain is; null: nobody's yet, or nobody's in particular.</param>
    public static DoorVerdict Judge(AuthenticationSettings settings, Callers? callers, string? principal, string? owner)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var needed = callers switch
        {
            Callers.Slaves => settings.Slaves,
            Callers.Frameworks or Callers.Operators => settings.Frameworks,
            _ => false,
        };
        return callers is null ? DoorVerdict.Closed
            : needed && principal is null ? DoorVerdict.SessionNeeded
            : needed && callers is not Callers.Operators && owner is not null && owner != principal ? DoorVerdict.NotTheOwner
            : DoorVerdict.Open;
    }
}
