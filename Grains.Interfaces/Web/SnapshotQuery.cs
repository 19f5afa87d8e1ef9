using MesosOrleans.Flags;

namespace MesosOrleans.Web;

/// <summary>The parameters of <c>/metrics/snapshot</c>.</summary>
internal static class SnapshotQuery
{
    /// <summary>What <c>/help</c> says of them.</summary>
    public const string Help = "timeout=DURATION (such as 5secs): what has no value by then is left out. jsonp=NAME: the answer as the script NAME(document);";

    /// <summary>400 if one is wrong; to be asked before work is done for the answer.</summary>
    /// <param name="timeout">A duration, or null.</param>
    /// <param name="jsonp">The name of a function, or null.</param>
    /// <param name="longest">How long the answer may wait for values.</param>
    public static IResult? ProblemOf(string? timeout, string? jsonp, out TimeSpan longest)
    {
        longest = Timeout.InfiniteTimeSpan;
        if (timeout is not null)
        {
            try
            {
                longest = DurationText.Parse(timeout);
            }
            catch (FormatException e)
            {
                return TypedResults.Text($"Invalid timeout '{timeout}': {e.Message}\n", statusCode: StatusCodes.Status400BadRequest);
            }
        }

        return JsonResult.ProblemOf(jsonp);
    }
}
