namespace MesosOrleans.Frameworks;

/// <summary>What the passing of time asks of a framework.</summary>
public enum TenureVerdict
{
    /// <summary>Its scheduler is to be pinged.</summary>
    Ping,

    /// <summary>Its scheduler has missed too many pings: it counts as gone.</summary>
    Disconnect,

    /// <summary>Nobody is subscribed, and it was not written yet until when that may last.</summary>
    StartFailover,

    /// <summary>There is time left.</summary>
    Wait,

    /// <summary>The time is over, or its end was decided before and is not done.</summary>
    End,
}

/// <summary>
/// Who holds a framework, and how long it is kept without a scheduler (rules 5.1 to 5.7). What is decided here is written to grain storage before anything follows from it; so a deadline also runs out
/// across a failover of the masters.
/// </summary>
public static class FrameworkTenure
{
    /// <summary>Null: the scheduler may subscribe. Otherwise why it may not, ever.</summary>
    /// <param name="state">As written last.</param>
    /// <param name="subscription">What the scheduler says.</param>
    /// <param name="isRegistered">True if the framework is among the stored ones: registered, and not ended.</param>
    /// <param name="settings">Roles and users.</param>
    public static string? Refusal(FrameworkState state, SchedulerSubscription subscription, bool isRegistered, MasterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(subscription);
        if (FrameworkValidation.Judge(subscription.Info, settings) is { } refusal)
        {
            return refusal;
        }

        if (HasEnded(state))
        {
            return isRegistered && !state.Ending ? null : $"Framework {subscription.Info.Id} is not known: it has ended, or was never registered";
        }

        return !subscription.First && state.Scheduler != subscription.Scheduler ? "Framework failed over" : null;
    }

    /// <summary>A scheduler takes the framework, or takes it again.</summary>
    /// <param name="state">Changed.</param>
    /// <param name="subscription">What the scheduler says.</param>
    /// <param name="principal">As whom it was authenticated; null: as nobody.</param>
    /// <param name="now">When.</param>
    public static void Subscribe(FrameworkState state, SchedulerSubscription subscription, string? principal, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(subscription);
        state.RegisteredAt = state.Info is null ? now : state.RegisteredAt;
        state.ReregisteredAt = now;
        state.Info = subscription.Info;
        state.Principal = principal ?? state.Principal;
        state.Epoch++;
        state.Scheduler = subscription.Scheduler;
        state.FailoverDeadline = null;
    }

    /// <summary>True: somebody has seen an epoch that this state does not know of, so another activation has written since. Of a framework that is not on record only the record itself can say that.</summary>
    public static bool IsSuperseded(FrameworkState state, long seen)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Info is not null && seen > state.Epoch;
    }

    /// <summary>There is no such framework, or none any more.</summary>
    public static bool HasEnded(FrameworkState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Info is null || state.Ending;
    }

    /// <summary>It ends, for good.</summary>
    public static void End(FrameworkState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Ending = true;
    }

    /// <summary>Nobody is subscribed from now on.</summary>
    /// <param name="state">Gets its deadline.</param>
    /// <param name="subscribedHere">True if the scheduler was lost. False if it was perhaps only the silo: then, however short its timeout is, it gets the time of its pings to come back.</param>
    /// <param name="now">When.</param>
    public static void StartFailover(FrameworkState state, bool subscribedHere, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var grace = FrameworkPings.Interval * FrameworkPings.MissesMax;
        var timeout = FrameworkValidation.FailoverTimeout(state.Info!);
        state.FailoverDeadline = now + (subscribedHere || timeout > grace ? timeout : grace);
    }

    /// <summary>Asked every <see cref="FrameworkPings.Interval"/>.</summary>
    /// <param name="state">As written last.</param>
    /// <param name="misses">Pings in a row that were not answered, this one counted; null if nobody is subscribed.</param>
    /// <param name="now">When.</param>
    public static TenureVerdict Tick(FrameworkState state, int? misses, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Ending)
        {
            return TenureVerdict.End;
        }

        if (misses is { } missed)
        {
            return missed > FrameworkPings.MissesMax ? TenureVerdict.Disconnect : TenureVerdict.Ping;
        }

        return state.FailoverDeadline is not { } deadline ? TenureVerdict.StartFailover
            : now >= deadline ? TenureVerdict.End
            : TenureVerdict.Wait;
    }
}
