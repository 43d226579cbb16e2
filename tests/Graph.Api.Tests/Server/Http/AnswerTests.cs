using System.Buffers.Text;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Server.Loading;

namespace Graph.Api.Tests.Server.Http;

/// <summary>
/// What the server answers to the operations of the sample document, and to pages of lists in all directions, byte for
/// byte. Ids, tokens and codes, which differ each time, are numbered in the order in which they first occur.
/// </summary>
public sealed partial class AnswerTests(CountingDemoServer server) : Scenario(server), IClassFixture<CountingDemoServer>
{
    private const string Page = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
    private const string Friends = $"{{ {Page} edges {{ cursor friendship {{ tags }} node {{ handle }} }} }}";

    // Deals of the same moment and price are in an order that differs each time, and so do the cursors.
    private const string Deals = "{ totalCount pageInfo { hasNextPage hasPreviousPage } nodes { title price { amount } merchant { handle } } }";

    private static readonly string[] Lists =
    [
        $"{{ viewer {{ friends(first: 3) {Friends} }} }}",
        $"{{ viewer {{ friends(last: 3) {Friends} }} }}",
        $"{{ viewer {{ friends(first: 3, order: [{{ name: DESC }}]) {Friends} }} }}",
        $"{{ viewer {{ friends(first: 3, order: [{{ closeness: DESC }}, {{ since: ASC }}]) {Friends} }} }}",
        $"{{ viewer {{ friends(where: {{ or: [{{ search: \"a\" }}, {{ realNameLevel: {{ in: [CLASS_II] }} }}] }}, first: 3) {Friends} }} }}",
        $"{{ viewer {{ feed(first: 2) {{ {Page} nodes {{ kind at actor {{ displayName }} subject {{ __typename }} }} }} }} }}",
        $"{{ viewer {{ feed(where: {{ kind: {{ neq: PAID }} }}, first: 2) {{ {Page} nodes {{ kind at }} }} }} }}",
        $"{{ viewer {{ notifications(first: 3) {{ {Page} nodes {{ title at }} }} }} }}",
        $"{{ viewer {{ wallet {{ transactions(first: 3, where: {{ kind: {{ eq: TRANSFER }}, amount: {{ gt: \"1.00\" }} }}) {{ {Page} nodes {{ note amount {{ amount }} balanceAfter {{ amount }} history {{ status }} }} }} }} }} }}",
        $"{{ viewer {{ wallet {{ transactions(last: 2) {{ {Page} edges {{ cursor node {{ kind }} }} }} }} }} }}",
        $"{{ deals(first: 3, order: [{{ price: DESC }}]) {Deals} }}",
        $"{{ deals(last: 3, order: [{{ price: ASC }}]) {Deals} }}",
        $"{{ deals(first: 3, where: {{ search: \"a\", open: true, friendsBought: false, price: {{ lte: \"500\" }} }}, order: [{{ discount: DESC }}, {{ endsAt: ASC }}]) {Deals} }}",
        $"{{ merchants(first: 3, where: {{ category: {{ eq: FOOD }} }}) {{ {Page} nodes {{ handle deals(first: 2, order: [{{ price: DESC }}]) {Deals} friendsWhoBought(first: 2) {{ totalCount nodes {{ handle }} }} }} }} }}",
        $"{{ viewer {{ friends(first: 3) {{ {Page} nodes {{ handle relation distance mutualFriends(first: 2) {{ {Page} nodes {{ handle }} }} friends(first: 2) {{ {Page} nodes {{ handle }} }} }} }} }} }}",
        $"{{ users(search: \"w\", first: 3) {{ {Page} edges {{ cursor node {{ handle realName }} }} }} }}",
        $"{{ viewer {{ friends(first: 0) {Friends} suggestedFriends(first: 2) {{ {Page} nodes {{ mutualFriendCount }} }} blockedUsers {{ {Page} }} }} }}",
    ];

    [Fact]
    public async Task The_server_answers_documented_operations_as_it_always_did()
    {
        using var http = new HttpClient();
        var config = JsonNode.Parse(await http.GetStringAsync(new Uri(server.Endpoint, "/graphql/bcp-config.json")))!;
        var document = (string)config["graphQLDocument"]!;
        var signIn = await AskAsync(null, document, "SignIn", config["variables"]);
        var token = (string)JsonNode.Parse(signIn)!["data"]!["signIn"]!["tokens"]!["accessToken"]!;
        var answers = new StringBuilder("# Answers of the server. ACCEPT_ANSWERS=1 writes them anew; only a change of what is answered is a reason.\n");
        // "Asked" and "Market" are left out: what happened at the same moment is in an order that differs each time.
        foreach (var operation in new[] { "Home", "People", "Security", "Pay" })
        {
            answers.Append(operation).Append('\n').Append(await AskAsync(token, document, operation, config["variables"])).Append('\n');
        }

        foreach (var list in Lists)
        {
            var first = await AskAsync(token, list, null, null);
            answers.Append(list).Append('\n').Append(first).Append('\n');
            if (Cursor().Match(first) is { Success: true } cursor && Size().Match(list) is { Success: true } size)
            {
                // The next page, in the direction of the first one.
                var next = list.Replace(size.Value, $"({(size.Groups[1].Value == "last" ? "before" : "after")}: {cursor.Groups[size.Groups[1].Value == "last" ? 1 : 2].Value}, {size.Value[1..]}");
                answers.Append(await AskAsync(token, next, null, null)).Append('\n');
            }
        }

        var file = Path.Combine(Repository.Root, "tests", "Graph.Api.Tests", "Server", "Http", "answers.txt");
        var stable = Stable(answers.ToString());
        if (Environment.GetEnvironmentVariable("ACCEPT_ANSWERS") == "1")
        {
            await File.WriteAllTextAsync(file, stable);
        }

        Assert.Equal(await File.ReadAllTextAsync(file), stable);
    }

    private async Task<string> AskAsync(string? token, string query, string? operationName, JsonNode? variables)
    {
        using var response = await server.Client(token).SendAsync(new HttpRequestMessage(HttpMethod.Post, server.Endpoint)
        {
            Content = JsonContent.Create(new { query, operationName, variables }),
        });
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(JsonNode.Parse(text)!["errors"] is null, text);
        return text;
    }

    private static string Stable(string answers)
    {
        var numbers = new Dictionary<string, int>();
        answers = Varying().Replace(answers, match =>
        {
            var value = match.Groups[2].Value;
            numbers.TryAdd(value, numbers.Count);
            return $"{match.Groups[1].Value}\"#{numbers[value]}\"";
        });
        return PageCursor().Replace(answers, match =>
            $"{match.Groups[1].Value}{RandomPart().Replace(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(match.Groups[2].Value)), "#")}");
    }

    /// <summary>A cursor of a list is an array in JSON, and begins as such.</summary>
    [GeneratedRegex("(\"(?:startCursor|endCursor|cursor)\":)\"(Wy[^\"]*)\"")]
    private static partial Regex PageCursor();

    /// <summary>The tiebreak of a row.</summary>
    [GeneratedRegex("(?<=[,\\[])[0-9]{14,}(?=[,\\]])")]
    private static partial Regex RandomPart();

    [GeneratedRegex("(\"(?:id|accessToken|requestId|voucherCode)\":)\"([^\"]*)\"")]
    private static partial Regex Varying();

    [GeneratedRegex("\"startCursor\":(\"[^\"]*\"),\"endCursor\":(\"[^\"]*\")")]
    private static partial Regex Cursor();

    [GeneratedRegex("\\((first|last): [1-9]")]
    private static partial Regex Size();
}
