using System.Runtime.CompilerServices;

namespace MesosOrleans.Log;

/// <summary>Answers in the order in which they arrive. Unlike <c>Task.WhenEach</c> it never leaves the scheduler of who awaits them.</summary>
internal static class Arrivals
{
    public static async IAsyncEnumerable<T> InOrder<T>(IEnumerable<Task<T>> asked, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var waiting = asked.ToList();
        while (waiting.Count > 0)
        {
            var arrived = await Task.WhenAny(waiting).WaitAsync(cancellation);
            waiting.Remove(arrived);
            yield return await arrived;
        }
    }
}
