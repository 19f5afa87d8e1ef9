using System.Diagnostics;
using System.Reflection;
using Xunit.v3;

namespace MesosOrleans.Tests;

/// <summary>
/// Ends the process of the tests, and with it all that it started, when one test takes far longer than any should: a wait that was forgotten may cost minutes, not a night.
/// Of every test project, by <c>Directory.Build.targets</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class TimeLimitAttribute : BeforeAfterTestAttribute
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LimitOfLong = TimeSpan.FromMinutes(40);

    private readonly Dictionary<IXunitTest, Timer> _running = [];

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        var limit = test.Traits.TryGetValue("Category", out var categories) && categories.Contains("Long") ? LimitOfLong : Limit;
        lock (_running)
            _running[test] = new Timer(_ => End(test, limit), null, limit, Timeout.InfiniteTimeSpan);
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        lock (_running)
        {
            if (_running.Remove(test, out var timer))
                timer.Dispose();
        }
    }

    private static void End(IXunitTest test, TimeSpan limit)
    {
        Console.Error.WriteLine($"failed {test.TestDisplayName}: it has not ended within {limit}, so all tests of this project end here");
        Console.Error.Flush();
        Process.GetCurrentProcess().Kill();
    }
}
