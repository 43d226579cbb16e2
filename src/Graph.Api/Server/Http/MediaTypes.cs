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
    /// The media types of ours that the client accepts, the most wanted first. With no header or an empty one it is
    /// application/json.
    /// </summary>
    public static IReadOnlyList<string> Negotiate(HttpRequest request)
    {
        if (request.Headers.Accept.All(string.IsNullOrWhiteSpace))
        {
            return [Json];
        }

        var named = Named(request).ToList();
        var refused = named.Where(type => type.Quality is 0).Select(NameOf).ToList();
        return
        [
            .. named.Where(type => type.Quality is not 0)
                .OrderByDescending(type => type.Quality ?? 1)
                .SelectMany(type => Ours(NameOf(type)))
                .Where(type => !refused.Contains(type))
                .Distinct(),
        ];
    }

    public static bool Accepts(HttpRequest request, string mediaType) =>
        Named(request).Any(type => type.Quality is not 0 && NameOf(type) == mediaType);

    public static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && NameOf(type) == Json && IsUtf8(type);

    /// <summary>
    /// The media types that a name or a wildcard in `Accept` stands for. A stream of events must be asked for: who accepts
    /// anything may read a response to its end first.
    /// </summary>
    private static string[] Ours(string name) => name switch
    {
        "*/*" or "application/*" => [Json, GraphQLResponse],
        "text/*" => [EventStream],
        Json or GraphQLResponse or EventStream => [name],
        _ => [],
    };

    private static IEnumerable<MediaTypeHeaderValue> Named(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var list) ? list.Where(IsUtf8) : [];

    private static bool IsUtf8(MediaTypeHeaderValue type) =>
        !type.Charset.HasValue
        || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    private static string NameOf(MediaTypeHeaderValue type) => type.MediaType.ToString().ToLowerInvariant();
}
