using System.Text;
using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Server.Errors;

/// <summary>Text that is none on some database, and secrets in the wrong place.</summary>
public sealed class TextTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Theory]
    [InlineData("query($s: String!) { user(handle: $s) { id } }")]
    [InlineData("query($s: String!) { users(search: $s) { nodes { id } } }")]
    [InlineData("query($s: String!) { viewer { friends(where: { search: $s }) { nodes { id } } } }")]
    [InlineData("mutation($s: String!) { freezeAccount(input: { reason: $s }) { errors { __typename } } }")]
    [InlineData("mutation($s: String!) { updateProfile(input: { bio: $s }) { errors { __typename } } }")]
    [InlineData("query($s: String!) { deals(where: { search: $s }) { nodes { id } } }")]
    public async Task U0000_is_refused_in_variables_and_literals(string operation)
    {
        var person = await server.SignUpAsync();
        var inVariable = await person.AskAsync(operation, new { s = "a\0b" });
        Assert.Equal("BAD_USER_INPUT", CodeOf(inVariable));
        foreach (var (text, code) in new[] { ("\\u0000", "BAD_USER_INPUT"), ("\\uD800", "GRAPHQL_PARSE_FAILED"), ("\\uDC00x", "GRAPHQL_PARSE_FAILED") })
        {
            var literal = operation.Replace("($s: String!)", "").Replace("$s", $"\"{text}\"");
            Assert.Equal(code, CodeOf(await person.AskAsync(literal)));
        }

        Assert.Null((await person.AskAsync(operation, new { s = "好😀" })).Errors?.FirstOrDefault(error => CodeOf(error!) == "INTERNAL_SERVER_ERROR"));
    }

    [Fact]
    public async Task It_is_no_cursor_either()
    {
        var person = await server.SignUpAsync();
        var cursor = Convert.ToBase64String(Encoding.UTF8.GetBytes("[\"users\",\"\\u0000\"]")).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        Assert.Equal("BAD_USER_INPUT", CodeOf(await person.AskAsync("query($c: String!) { users(search: \"a\", after: $c) { nodes { id } } }", new { c = cursor })));
    }

    [Theory]
    [InlineData("mutation($v: IdCardEvidenceInput!) { submitEvidence(input: { idCard: $v }) { errors { __typename } } }", "{ \"fullName\": \"王\", \"idNumber\": 110105194912310021 }", "110105194912310021")]
    [InlineData("mutation($v: String!) { setPaymentPin(input: { pin: $v, password: \"x\" }) { errors { __typename } } }", "135791", "135791")]
    [InlineData("mutation { submitEvidence(input: { idCard: { fullName: \"王\", idNumber: { a: \"11010519491231002X\" } } }) { errors { __typename } } }", "1", "11010519491231002X")]
    [InlineData("mutation { setPaymentPin(input: { pin: 135791, password: \"x\" }) { errors { __typename } } }", "1", "135791")]
    public async Task What_was_sent_in_the_wrong_place_is_not_said_again(string operation, string value, string secret)
    {
        var person = await server.SignUpAsync();
        var reply = await person.AskAsync(operation, new { v = JsonNode.Parse(value) });
        Assert.Equal("BAD_USER_INPUT", CodeOf(reply));
        Assert.DoesNotContain(secret, reply.Json.ToJsonString(), StringComparison.Ordinal);
    }

    private static string CodeOf(Reply reply) => CodeOf(reply.Errors![0]!);

    private static string CodeOf(JsonNode error) => (string)error["extensions"]!["code"]!;
}
