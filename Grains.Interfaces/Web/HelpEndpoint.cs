using MesosOrleans.Http;

namespace MesosOrleans.Web;

internal static class HelpEndpoint
{
    public static void MapHelp(this WebApplication app)
    {
        app.Map("/help/{**subject}", (HttpContext http, EndpointDataSource endpoints, string? subject) =>
        {
            var all = endpoints.Endpoints.SelectMany(endpoint => endpoint.Metadata.OfType<HelpEntry>());
            var found = HelpPage.Select(all, subject ?? "", out var problem);
            if (problem is not null)
                return TypedResults.Text(problem + "\n", statusCode: StatusCodes.Status400BadRequest);
            return HelpPage.WantsMarkdown(http.Request.Headers.UserAgent)
                ? TypedResults.Text(HelpPage.Markdown(found), "text/x-markdown")
                : TypedResults.Text(HelpPage.Html(found), "text/html");
        }).WithHelp("/help", "Lists the endpoints.", "/help/ACTOR and /help/ACTOR/ROUTE show less. Markdown for curl and HTTPie, HTML for others.");
    }

    /// <summary>What <c>/help</c> says of the endpoint.</summary>
    public static void WithHelp(this IEndpointConventionBuilder endpoint, string path, string summary, string details = "") =>
        endpoint.WithMetadata(new HelpEntry(path, summary, details));
}
