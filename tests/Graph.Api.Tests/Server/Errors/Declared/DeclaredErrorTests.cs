using System.Reflection;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Server.Errors.Declared;

public sealed class DeclaredErrorTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    /// <summary>The tables of all features. Each stands beside its feature's tests.</summary>
    private static IEnumerable<Provocation> Provoked => Tables.SelectMany(type =>
        (IReadOnlyList<Provocation>)type.GetProperty("Table", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!);

    private static IEnumerable<Type> Tables =>
        typeof(ProvocationTests).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ProvocationTests)));

    /// <summary>What cannot be met over HTTP, as "mutation.Error", each with its reason.</summary>
    private static readonly Dictionary<string, string> Excused = new()
    {
        ["transfer.RealNameLevelRequiredError"] =
            "the directive refuses first; a level that falls right after it is tested by LimitTests",
        ["setTrustLine.RealNameLevelRequiredError"] = "the directive refuses first",
        ["requestLoan.RealNameLevelRequiredError"] = "the directive refuses first",
        ["offerLoan.RealNameLevelRequiredError"] = "the directive refuses first",
        ["askGuarantee.RealNameLevelRequiredError"] = "the directive refuses first",
        ["subscribeFund.RealNameLevelRequiredError"] = "the directive refuses first",
        ["setAutoInvest.RealNameLevelRequiredError"] = "the directive refuses first",
        ["setInvestmentPlan.RealNameLevelRequiredError"] = "the directive refuses first",
    };

    /// <summary>A table without a theory beside it would be provoked by nobody.</summary>
    [Fact]
    public void Every_table_is_run() => Assert.All(
        Tables, type => Assert.Contains(type.GetMethods(), method => method.IsDefined(typeof(TheoryAttribute), inherit: false)));

    /// <summary>The tables are held against what the server itself says that it can answer.</summary>
    [Fact]
    public async Task Every_error_that_a_mutation_declares_is_provoked()
    {
        var data = await server.Client().DataAsync(
            """
            { __schema {
              mutationType { fields { name type { fields { name type { kind ofType { kind ofType { kind name } } } } } } }
              types { name possibleTypes { name } } } }
            """);
        var members = data["__schema"]!["types"]!.AsArray().ToDictionary(type => (string)type!["name"]!, type => type!["possibleTypes"]);
        var mutations = data["__schema"]!["mutationType"]!["fields"]!.AsArray();
        var declared = mutations.SelectMany(mutation =>
        {
            var fields = mutation!["type"]!["fields"]!.AsArray();
            var errors = Assert.Single(fields, field => (string)field!["name"]! == "errors");
            var union = errors!["type"]!["ofType"]!["ofType"]!;
            Assert.Equal("UNION", (string)union["kind"]!);
            return members[(string)union["name"]!]!.AsArray().Select(type => $"{mutation["name"]}.{type!["name"]}");
        }).ToList();
        var provoked = Provoked.Select(row => $"{row.Mutation}.{row.Error}").Concat(Excused.Keys);
        Assert.NotEmpty(declared);
        Assert.Equal(declared.Order(StringComparer.Ordinal), provoked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_error_has_a_message_and_the_code_of_its_name()
    {
        var (one, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        await one.BefriendAsync(other);
        var payload = await one.DoAsync(
            """
            mutation($input: SendFriendRequestInput!) { sendFriendRequest(input: $input) {
              request { id } friendship { id } errors { __typename ... on Error { code message } } } }
            """,
            new { user = other.Id });
        Assert.Null(payload["request"]);
        var error = payload["errors"]![0]!;
        Assert.Equal("AlreadyFriendsError", (string)error["__typename"]!);
        Assert.Equal("ALREADY_FRIENDS", (string)error["code"]!);
        Assert.Equal("You are friends already.", (string)error["message"]!);
    }
}
