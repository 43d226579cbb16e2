using System.Collections.Concurrent;
using System.Text.Json;
using Graph.Bench.Bare;

// Answers the operations of `bench -- reads`, each at a path of its own, with the JSON that the API answers: the body is
// parsed, the token checked, the session looked up and the statements sent, and nothing else is done.
var (database, key) = (args[0], Convert.FromBase64String(args[1]));
var connections = new ConcurrentBag<Connection>();
var builder = WebApplication.CreateSlimBuilder(args[2..]);
builder.Logging.ClearProviders();
await using var app = builder.Build();
foreach (var (name, row) in Rows.All)
{
    app.Map($"/{name}", (RequestDelegate)(http => AnswerAsync(http, row)));
}

Sockets.Map(app);
await app.StartAsync();
Console.WriteLine($"API  {app.Urls.First()}/");
await app.WaitForShutdownAsync();

async Task AnswerAsync(HttpContext http, Action<Request> row)
{
    var variables = await Body.VariablesAsync(http.Request);
    var connection = connections.TryTake(out var idle) ? idle : new Connection(database);
    try
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        await using (var json = new Utf8JsonWriter(http.Response.BodyWriter, new JsonWriterOptions
        {
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            SkipValidation = true,
        }))
        {
            json.WriteStartObject();
            json.WriteStartObject("data");
            row(new Request(json, connection, variables, Tokens.SessionOf(http.Request, key)));
            json.WriteEndObject();
            json.WriteStartObject("extensions");
            json.WriteString("requestId", http.TraceIdentifier);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        await http.Response.BodyWriter.FlushAsync();
    }
    finally
    {
        connections.Add(connection);
    }
}
