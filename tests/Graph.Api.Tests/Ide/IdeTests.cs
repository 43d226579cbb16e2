using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Ide;

[Collection(nameof(Demo))]
public sealed partial class IdeTests(DemoProcess demo)
{
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome"];

    [SkippableFact]
    public async Task A_person_signs_in_queries_and_sees_money_arrive_in_the_browser()
    {
        Node.Require();
        Skip.If(Browsers.All(name => Repository.Find(name) is null), "Chromium is not installed.");
        var server = demo.Server;
        Skip.IfNot(await HasIdeAsync(server), "The IDE was not fetched by npm when the API was built.");
        var friend = await SignInAsync(server, "13800000002");
        var payee = await server.Client(friend).DataAsync("{ user(handle: \"li_ming\") { id } }");
        var result = await Node.RunAsync("ide.mjs", server.Endpoint.ToString(), friend, (string)payee["user"]!["id"]!);
        Assert.EndsWith("/graphql/", (string)result["address"]!);
        Assert.Equal("li_ming", (string)result["viewer"]!["user"]!["handle"]!);
        Assert.Null(result["paid"]!["data"]!["transfer"]!["errors"]);
        Assert.Equal("6.66", (string)result["seen"]!["subject"]!["amount"]!["amount"]!);
        Assert.Empty(result["foreign"]!.AsArray());
        Assert.Empty(result["complaints"]!.AsArray());
        Assert.False((bool)result["hasBanner"]!);
    }

    [Fact]
    public async Task Browsers_are_sent_to_the_ide_and_clients_are_not()
    {
        var server = demo.Server;
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var browser = await http.SendAsync(Get("/graphql", "text/html"));
        Assert.Equal(HttpStatusCode.Redirect, browser.StatusCode);
        Assert.Equal("/graphql/", browser.Headers.Location!.ToString());
        using var page = await http.SendAsync(Get("/graphql/", "text/html"));
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        using var query = await http.SendAsync(Get("/graphql/?query={__typename}", "application/json"));
        Assert.Contains("Query", await query.Content.ReadAsStringAsync());
        using var worker = await http.SendAsync(Get("/graphql/service-worker.js", "*/*"));
        Assert.Equal(("text/javascript", HttpStatusCode.OK), (worker.Content.Headers.ContentType!.MediaType, worker.StatusCode));
        Assert.StartsWith("//", await worker.Content.ReadAsStringAsync());
        using var licence = await http.SendAsync(Get("/graphql/LICENSE", "*/*"));
        Assert.Equal(await HasIdeAsync(server), (await licence.Content.ReadAsStringAsync()).Contains("ChilliCream License"));
        using var config = await http.SendAsync(Get("/graphql/bcp-config.json", "*/*"));
        var json = JsonNode.Parse(await config.Content.ReadAsStringAsync())!;
        Assert.True((bool)json["disableTelemetry"]!);
        Assert.Contains("signIn", (string)json["graphQLDocument"]!);
        Assert.Equal("""{"authorization":"Bearer "}""", json["httpHeaders"]!.ToJsonString());

        HttpRequestMessage Get(string path, string accept)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Endpoint, path));
            request.Headers.TryAddWithoutValidation("Accept", accept);
            return request;
        }
    }

    /// <summary>Documents begin with this header, and one may run an operation before the token is pasted.</summary>
    [Theory]
    [InlineData("Bearer ")]
    [InlineData("Bearer")]
    public async Task Who_pasted_no_token_yet_is_anonymous(string authorization)
    {
        const string Query = "{ __typename viewer { user { id } } }";
        using var request = new HttpRequestMessage(HttpMethod.Post, demo.Server.Endpoint)
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { query = Query }),
        };
        Assert.True(request.Headers.TryAddWithoutValidation("Authorization", authorization));
        using var response = await demo.Server.Client().SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("""{"__typename":"Query","viewer":null}""", await response.Content.ReadAsStringAsync());

        await using var socket = await Socket.OpenAsync(demo.Server.Endpoint);
        await socket.SendAsync(new { type = "connection_init", payload = new { Authorization = authorization } });
        Assert.Equal("connection_ack", (string?)(await socket.ReceiveAsync())?["type"]);
        await socket.SubscribeAsync("q", Query);
        Assert.Equal("""{"__typename":"Query","viewer":null}""", (await socket.NextAsync())["data"]!.ToJsonString());
    }

    /// <summary>The table of the README.</summary>
    [Theory]
    [InlineData("13800000008", "huang_qiang", "west_lake_noodles")]
    [InlineData("13800000009", "zhou_xiaohong", "longjing_tea")]
    public async Task The_demo_merchants_belong_to_whom_the_readme_says(string phone, string person, string merchant)
    {
        var client = demo.Server.Client(await SignInAsync(demo.Server, phone));
        var viewer = (await client.DataAsync("{ viewer { user { handle realNameLevel } merchants { handle } } }"))["viewer"]!;
        Assert.Equal((person, "CLASS_III"), ((string)viewer["user"]!["handle"]!, (string)viewer["user"]!["realNameLevel"]!));
        Assert.Equal(merchant, (string)Assert.Single(viewer["merchants"]!.AsArray())!["handle"]!);
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        Assert.Single(readme.Split('\n'), line => line.Contains(phone) && line.Contains($"`{person}`") && line.Contains($"`{merchant}`"));
    }

    [Fact]
    public async Task Every_operation_of_the_sample_document_runs_against_the_demo_data()
    {
        var server = demo.Server;
        using var http = new HttpClient();
        var config = JsonNode.Parse(await http.GetStringAsync(new Uri(server.Endpoint, "/graphql/bcp-config.json")))!;
        var document = (string)config["graphQLDocument"]!;
        var token = await SignInAsync(server, "13800000001");
        await SpendTheDayAsync(server.Client(token), (string)config["variables"]!["to"]!);
        var operations = Operations().Matches(document).Select(operation => operation.Groups["name"].Value).ToList();
        Assert.True(operations.Count >= 12, string.Join(' ', operations));
        foreach (var operation in operations)
        {
            using var response = await server.Client(token).SendAsync(new HttpRequestMessage(HttpMethod.Post, server.Endpoint)
            {
                Content = System.Net.Http.Json.JsonContent.Create(new { query = document, operationName = operation, variables = config["variables"] }),
            });
            var reply = await response.Content.ReadAsStringAsync();
            Assert.DoesNotContain("\"errors\":[", reply);
        }
    }

    /// <summary>Pays what may be paid without a PIN on this day.</summary>
    private static async Task SpendTheDayAsync(GraphClient client, string to)
    {
        var limits = (await client.DataAsync("{ viewer { realName { limits { confirmation remaining { amount } } } } }"))["viewer"]!["realName"]!["limits"]!;
        var left = (string)limits.AsArray().First(limit => (string?)limit!["confirmation"] == "SESSION")!["remaining"]!["amount"]!;
        if (left != "0.00")
        {
            var spent = await client.DataAsync(
                People.TransferMutation, new { input = new { idempotencyKey = Guid.CreateVersion7(), to, amount = new { amount = left } } });
            Assert.Null(spent["transfer"]!["errors"]);
        }
    }

    [GeneratedRegex(@"^(query|mutation) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Operations();

    private static async Task<bool> HasIdeAsync(GraphProcess server)
    {
        using var http = new HttpClient();
        using var icon = await http.GetAsync(new Uri(server.Endpoint, "/graphql/favicon.ico"));
        return icon.Content.Headers.ContentType?.MediaType != "text/html" && icon.IsSuccessStatusCode;
    }

    private static async Task<string> SignInAsync(GraphProcess server, string phone) => (string)(await server.Client().DataAsync(
        "mutation($input: SignInInput!) { signIn(input: $input) { tokens { accessToken } } }",
        new { input = new { phone, password = "demo-Pass-1" } }))["signIn"]!["tokens"]!["accessToken"]!;
}
