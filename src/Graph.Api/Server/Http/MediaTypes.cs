using Microsoft.Net.Http.Headers;

namespace Graph.Api.Server.Http;

/// <summary>The media types of responses, and the choice of one by the header `Accept` of a request.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string GraphQLResponse = "application/graphql-response+json";
    public const string EventStream = "text/event-stream";
    public const string Html = "text/html";

    /// <summary>
    /// The media type of the response; null when the client accepts none of ours. For a wildcard it is
    /// application/json.
    /// </summary>
    public static string? Negotiate(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0)
        {
            return Json;
        }

        return Accepted(request).Select(accepted => accepted.MediaType.Value?.ToLowerInvariant() switch
        {
            "*/*" or "application/*" => Json,
            GraphQLResponse => GraphQLResponse,
            Json => Json,
            EventStream => EventStream,
            _ => null,
        }).FirstOrDefault(ours => ours is not null);
    }

    public static bool Accepts(HttpRequest request, string mediaType) =>
        Accepted(request).Any(accepted => accepted.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase));

    public static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<MediaTypeHeaderValue> Accepted(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var list))
        {
            return [];
        }

        return list
            .Where(type => type.Quality is not 0)
            .Where(type => !type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(type => type.Quality ?? 1);
    }
}
