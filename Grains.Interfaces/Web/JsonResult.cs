using System.Text.Json.Serialization.Metadata;
using MesosOrleans.Http;

namespace MesosOrleans.Web;

/// <summary>A document as JSON, or as JSONP where the query asks for it.</summary>
internal static class JsonResult
{
    /// <param name="document">What to answer.</param>
    /// <param name="type">From a source-generated context.</param>
    /// <param name="jsonp">The query's; null for plain JSON.</param>
    public static IResult Of<T>(T document, JsonTypeInfo<T> type, string? jsonp)
    {
        if (ProblemOf(jsonp) is { } problem)
            return problem;

        var answer = JsonAnswer.Of(document, type, jsonp);
        return TypedResults.Bytes(answer.Body, answer.ContentType);
    }

    /// <summary>400 if the callback is none; to be asked before work is done for the answer.</summary>
    public static IResult? ProblemOf(string? jsonp) => string.IsNullOrEmpty(jsonp) || JsonAnswer.IsCallback(jsonp)
        ? null
        : TypedResults.Text(
            $"Invalid jsonp '{jsonp}': expected the name of a function, of letters, digits and the signs _ $ . [ ]\n",
            statusCode: StatusCodes.Status400BadRequest);
}
