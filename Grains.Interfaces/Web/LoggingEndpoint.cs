using System.Globalization;
using MesosOrleans.Flags;
using MesosOrleans.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MesosOrleans.Web;

/// <summary><c>/logging/toggle</c>: logs more for some time (libprocess 0.19 <c>process/logging.hpp</c>), with its parameters and codes.</summary>
internal static class LoggingEndpoint
{
    public static void MapLogging(this WebApplication app) =>
        app.Map("/logging/toggle", Answer).WithHelp(
            "/logging/toggle",
            "How much is logged beyond --logging_level, as a number; 0 is nothing. With level and duration that changes for this long.",
            "level=NUMBER: 1 also what is for finding errors and what libraries tell, 2 and 3 more of both. duration=DURATION, such as 10mins.");

    private static IResult Answer(Verbosity verbosity, string? level, string? duration)
    {
        if (level is null && duration is null)
        {
            return TypedResults.Text(string.Create(CultureInfo.InvariantCulture, $"{verbosity.Level}\n"));
        }

        if (string.IsNullOrEmpty(level))
        {
            return Bad("Expecting 'level=value' in query.\n");
        }

        if (string.IsNullOrEmpty(duration))
        {
            return Bad("Expecting 'duration=value' in query.\n");
        }

        if (!int.TryParse(level, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var wanted) || wanted < Verbosity.AtStart)
        {
            return Bad($"Invalid level '{level}': expected a whole number, at least {Verbosity.AtStart}, which is the level at the start.\n");
        }

        if (!DurationText.TryParse(duration, out var time))
        {
            return Bad($"Invalid duration '{duration}': expected a number and one of ns, us, ms, secs, mins, hrs, days, weeks, for example 10mins.\n");
        }

        verbosity.Raise(wanted, time);
        return TypedResults.Ok();
    }

    private static ContentHttpResult Bad(string message) => TypedResults.Text(message, statusCode: StatusCodes.Status400BadRequest);
}
