using System.Text;
using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Graph.Api.Tests.Server.Loading;

/// <summary>Demo people, and every command that EF sends.</summary>
public sealed class CountingDemoServer : CountingServer
{
    protected override Dictionary<string, string?> Settings => new(base.Settings) { ["Demo:Enabled"] = "true" };

    // The demo people's last weeks end now, and whom their last payments are between is counted.
    protected override void Configure(IServiceCollection services) =>
        services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 4, 0, 0, TimeSpan.Zero)));
}

/// <summary>
/// How many times the operations of the sample document ask the database: more than the table says is a decision. `Lending` is left out,
/// because the search for how near people are goes by ids, which differ each time; so are the stream and the second sign-in.
/// </summary>
public sealed class CommandCountTests(CountingDemoServer server) : Scenario(server), IClassFixture<CountingDemoServer>
{
    [Fact]
    public async Task The_operations_of_the_table_ask_the_database_as_often_as_it_says()
    {
        using var http = new HttpClient();
        var config = JsonNode.Parse(await http.GetStringAsync(new Uri(server.Endpoint, "/graphql/bcp-config.json")))!;
        var document = (string)config["graphQLDocument"]!;
        var signIn = await RunAsync("SignIn", null);
        var token = (string)signIn.Reply["data"]!["signIn"]!["tokens"]!["accessToken"]!;
        var table = new StringBuilder("# Commands that read, per operation of the sample document. ACCEPT_COMMAND_COUNTS=1 writes it anew.\n");
        table.Append("SignIn".PadRight(16)).Append(signIn.Commands).Append('\n');
        foreach (var operation in new[] { "Home", "Asked", "People", "Security", "Market", "Social", "Funds", "InvestTogether", "Pay", "Write" })
        {
            table.Append(operation.PadRight(16)).Append((await RunAsync(operation, token)).Commands).Append('\n');
        }

        var file = Path.Combine(Repository.Root, "tests", "Graph.Api.Tests", "Server", "Loading", "command-counts.txt");
        if (Environment.GetEnvironmentVariable("ACCEPT_COMMAND_COUNTS") == "1")
        {
            await File.WriteAllTextAsync(file, table.ToString());
        }

        Assert.Equal(await File.ReadAllTextAsync(file), table.ToString());

        async Task<(JsonObject Reply, int Commands)> RunAsync(string operation, string? token)
        {
            server.Log.Clear();
            using var response = await server.Client(token).SendAsync(new HttpRequestMessage(HttpMethod.Post, server.Endpoint)
            {
                Content = System.Net.Http.Json.JsonContent.Create(new { query = document, operationName = operation, variables = config["variables"] }),
            });
            var reply = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
            Assert.Null(reply["errors"]);
            return (reply, server.Log.OfRequests.Count(line => line.Contains("Executed DbCommand") && line.Contains("SELECT")));
        }
    }
}
