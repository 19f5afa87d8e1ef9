using MesosOrleans.Authentication;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MesosOrleans.Silo.Http;

/// <summary>
/// <c>/master/shutdown</c> (Mesos 0.20 src/master/http.cpp): ends a framework. Differently from there it always wants a principal, and nothing that another site has made a browser send: without <c>--credentials</c>
/// nobody can use it.
/// </summary>
internal static class ShutdownEndpoint
{
    public static void MapShutdown(this WebApplication app) =>
        app.MapPost("/master/shutdown", Answer).WithHelp(
            "/master/shutdown",
            "Ends a framework and its tasks, by POST. Wants a principal of --credentials by Basic authentication, and asks --acls for shutdown_frameworks.",
            "A form in the body: frameworkId=ID.");

    private static async Task<IResult> Answer(HttpContext http, AuthenticationService authentication, IGrainFactory grains, TimeProvider time)
    {
        if (http.Request.Headers.Origin is [{ } origin] && (!Uri.TryCreate(origin, UriKind.Absolute, out var from) || from.Authority != http.Request.Host.Value))
        {
            return Text(StatusCodes.Status403Forbidden, "The request was made by a page of another site.\n");
        }

        if (BasicHeader.Read(http.Request.Headers.Authorization) is not { } shown)
        {
            return Challenge(http);
        }

        if (authentication.Check(shown) is { } delay)
        {
            await Task.Delay(delay, time, http.RequestAborted);
            return Challenge(http);
        }

        if (!http.Request.HasFormContentType || (await http.Request.ReadFormAsync(http.RequestAborted))["frameworkId"] is not [{ Length: > 0 } id])
        {
            return Text(StatusCodes.Status400BadRequest, "Missing 'frameworkId': expected the form frameworkId=ID in the body.\n");
        }

        try
        {
            return await grains.Framework(new FrameworkId(id)).Shutdown(shown.Principal) == Receipt.Taken
                ? TypedResults.Ok()
                : Text(StatusCodes.Status400BadRequest, $"No framework found with ID '{id}'.\n");
        }
        catch (NotAuthorizedException e)
        {
            return Text(StatusCodes.Status403Forbidden, e.Message + "\n");
        }
    }

    private static ContentHttpResult Challenge(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Basic realm=\"mesos-master\"";
        return Text(StatusCodes.Status401Unauthorized, "Say who you are: a principal of --credentials and its secret, by Basic authentication.\n");
    }

    private static ContentHttpResult Text(int status, string text) => TypedResults.Text(text, statusCode: status);
}
