using System.Diagnostics;

namespace MesosOrleans.Tests.Support;

/// <summary>
/// Looks at a state of the outside world (a process, a page) until it is as expected: the only place in the tests that polls.
/// What can be awaited is awaited instead.
/// </summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Ends when the condition holds; fails, saying what was expected, after three minutes.</summary>
    public static Task Holds(string expected, Func<bool> condition) => Holds(expected, () => Task.FromResult(condition()));

    /// <inheritdoc cref="Holds(string, Func{bool})"/>
    public static async Task Holds(string expected, Func<Task<bool>> condition)
    {
        var begin = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(begin) > Limit)
            {
                throw new TimeoutException($"expected within {Limit}: {expected}");
            }

            await Task.Delay(Pause);
        }
    }
}
