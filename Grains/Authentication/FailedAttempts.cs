namespace MesosOrleans.Authentication;

/// <summary>
/// How often each principal has failed in a row, and until when its next failure-prone attempt has to wait: longer each time, so that guessing costs time, and never so long that a corrected secret has to wait for
/// minutes. It is the claimed name that counts, known or not; the number of names is bounded, the longest quiet one makes room.
/// </summary>
public sealed class FailedAttempts
{
    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(3);

    /// <summary>How many names are remembered.</summary>
    public const int NamesMax = 10_000;

    private static readonly TimeSpan DelayMin = TimeSpan.FromMilliseconds(100);

    /// <summary>After so long without a failure, all is forgiven.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, (int Failures, DateTimeOffset Last)> _names = new(StringComparer.Ordinal);

    /// <summary>All failures ever.</summary>
    public long Total { get; private set; }

    /// <summary>How long an attempt in this name has to wait now.</summary>
    public TimeSpan DelayOf(string principal, DateTimeOffset now)
    {
        if (!_names.TryGetValue(principal, out var known) || now - known.Last > Memory)
        {
            return TimeSpan.Zero;
        }

        var left = known.Last + DelayAfter(known.Failures) - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>An attempt has failed.</summary>
    public void Failed(string principal, DateTimeOffset now)
    {
        Total++;
        var failures = _names.TryGetValue(principal, out var known) && now - known.Last <= Memory ? known.Failures : 0;
        if (_names.Count >= NamesMax && failures == 0)
        {
            _names.Remove(_names.MinBy(name => name.Value.Last).Key);
        }

        _names[principal] = (failures + 1, now);
    }

    /// <summary>An attempt has succeeded: the row of failures ends.</summary>
    public void Succeeded(string principal) => _names.Remove(principal);

    /// <summary>Doubles with each failure.</summary>
    private static TimeSpan DelayAfter(int failures)
    {
        var delay = DelayMin * Math.Pow(2, Math.Min(failures, 16) - 1);
        return delay < DelayMax ? delay : DelayMax;
    }
}
