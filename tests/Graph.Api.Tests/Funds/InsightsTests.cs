using System.Globalization;
using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Api.Tests.Posts;
using Graph.Api.Tests.Server.Loading;

namespace Graph.Api.Tests.Funds;

/// <summary>What the staff of an institution see of the people who invest: sums, behind which five persons stand.</summary>
public sealed class InsightsTests(CountingServer server) : Scenario(server), IClassFixture<CountingServer>
{
    private const string Numbers =
        """
        holders inflow { amount } outflow { amount } byDay { date inflow { amount } outflow { amount } }
        byFund { fund { code } holders inflow { amount } outflow { amount } } byCommunity { community { id } holders inflow { amount } }
        """;

    private const string Query =
        $$"""query($id: ID!, $from: Date!, $to: Date!) { node(id: $id) { ... on Institution { insights(from: $from, to: $to) { {{Numbers}} } } } }""";

    [Fact]
    public async Task Staff_see_what_moved_and_how_many_hold()
    {
        var fund = await server.OpenFundAsync("BOND", "R2", change: new { redemptionFees = new[] { new { fromDay = 0, fee = "0.01" } }, subscriptionFee = "0.01" });
        var people = await InvestorsAsync(6);
        var first = await BuyAsync(fund, people, "100");
        var orders = new List<string>();
        foreach (var person in people.Take(5))
        {
            orders.Add((await person.RedeemAsync(fund.Fund, units: "10")).Id("order"));
        }

        var second = await server.SettleTogetherAsync(fund, orders, "1.03", null);
        var seen = (await SeeAsync(fund.Owner.Client, fund, first, second))!;

        // Five times 10 units at 1.03, less a fee of 10 fen; what they paid includes the fee.
        Assert.Equal((5, "600.00", "51.00"), ((int)seen["holders"]!, seen.Amount("inflow"), seen.Amount("outflow")));
        Assert.Equal(
            [(first, "600.00", null), (second, null, "51.00")],
            seen["byDay"]!.AsArray().Select(day => (DateOf(day!["date"]!), AmountOf(day["inflow"]), AmountOf(day["outflow"]))));
        var only = Assert.Single(seen["byFund"]!.AsArray())!;
        Assert.Equal((fund.Code, 5, "600.00", "51.00"), ((string)only["fund"]!["code"]!, (int)only["holders"]!, only.Amount("inflow"), only.Amount("outflow")));
        Assert.Empty(seen["byCommunity"]!.AsArray());
        Assert.Equal("51.00", (await SeeAsync(fund.Owner.Client, fund, second, second))!.Amount("outflow"));
        Assert.Null((await SeeAsync(fund.Owner.Client, fund, second, second))!["inflow"]);

        // 100 / 1.01 is 99.00, so that six persons paid a yuan each; and five paid 10 fen.
        Assert.Equal("6.50", await FeesAsync(fund));
        await BuyAsync(fund, [people[0]], "100");
        Assert.Equal("6.50", await FeesAsync(fund));
    }

    private static async Task<string> FeesAsync(OpenFund fund) => (await fund.Owner.DataAsync(
        "query($id: ID!) { node(id: $id) { ... on Institution { fees { amount } } } }", new { id = fund.Institution }))["node"]!.Amount("fees");

    [Fact]
    public async Task Nobody_but_the_staff_sees_insights()
    {
        var (fund, other) = (await server.OpenFundAsync(), await server.OpenFundAsync());
        var people = await InvestorsAsync(5);
        var day = await BuyAsync(fund, people, "20");
        var (colleague, admin) = (await server.PersonAsync(), await server.AdminAsync());
        await colleague.BefriendAsync(fund.Owner);
        await fund.Owner.MustAsync("addInstitutionStaff", new { institution = fund.Institution, user = colleague.Id });
        Assert.Equal("100.00", (await SeeAsync(colleague.Client, fund, day, day))!.Amount("inflow"));
        await fund.Owner.MustAsync("removeInstitutionStaff", new { institution = fund.Institution, user = colleague.Id });
        foreach (var client in new[] { colleague.Client, people[0].Client, other.Owner.Client, admin.Client, server.Client() })
        {
            Assert.Null(await SeeAsync(client, fund, day, day));
        }
    }

    [Theory]
    [InlineData("2026-01-02", "2026-01-01", false)]
    [InlineData("2026-01-01", "2027-01-02", false)]
    [InlineData("2026-01-01", "2027-01-01", true)]
    [InlineData("9999-12-31", "9999-12-31", true)]
    [InlineData("0001-01-01", "0001-01-01", true)]
    public async Task Insights_cover_a_year_at_most(string from, string to, bool isRight)
    {
        var fund = await server.OpenFundAsync();
        var reply = await fund.Owner.AskAsync(Query, new { id = fund.Institution, from, to });
        Assert.Equal(isRight ? null : "BAD_USER_INPUT", reply.Code);

        // A stranger is told the same, so that nothing is learned from it.
        Assert.Equal(reply.Code, (await server.Client().AskAsync(Query, new { id = fund.Institution, from, to })).Code);
    }

    [Fact]
    public async Task Fewer_than_five_persons_are_not_shown_whatever_the_number_of_their_accounts()
    {
        var fund = await server.OpenFundAsync();
        var people = await InvestorsAsync(5);
        await people[4].JoinAsync(people[0]);
        var day = await BuyAsync(fund, people, "30");
        var seen = (await SeeAsync(fund.Owner.Client, fund, day, day))!;
        Assert.Equal((null, null, null), (seen["holders"], seen["inflow"], seen["byFund"]![0]!["holders"]));
        Assert.Empty(seen["byDay"]!.AsArray());

        // The sixth account is the fifth person, who brings more than all others together on the first day, and not on the second.
        var fifth = (await InvestorsAsync(1))[0];
        var next = await BuyAsync(fund, [.. people, fifth], "30", ofLast: "151");
        seen = (await SeeAsync(fund.Owner.Client, fund, day, next))!;
        Assert.Equal((5, null, 5), ((int)seen["holders"]!, seen["inflow"], (int)seen["byFund"]![0]!["holders"]!));
        next = await BuyAsync(fund, [.. people, fifth], "30", ofLast: "150");
        Assert.Equal("300.00", (await SeeAsync(fund.Owner.Client, fund, day, next))!.Amount("inflow"));
    }

    /// <summary>
    /// Staff ask for all spans of days, and take all numbers from each other. No difference is an amount that fewer than five moved.
    /// </summary>
    [Fact]
    public async Task No_difference_of_two_numbers_tells_what_a_few_moved()
    {
        var fund = await server.OpenFundAsync();
        var created = await fund.Owner.CreateFundAsync(fund.Institution);
        var second = fund with { Fund = created.Id("fund"), Code = (string)created["fund"]!["code"]! };
        var people = await InvestorsAsync(10);
        var members = people[..6];
        var community = await fund.Owner.FoundAsync(new { fund = fund.Fund });
        foreach (var member in members)
        {
            await member.JoinAsync(community);
        }

        // With the community 6 × 11, and beside it two of 7.31; then a day of three; then one with five beside the community. The second
        // fund has one investor on the first day.
        List<DateOnly> days =
        [
            await DayAsync(fund, [.. members.Select(member => (member, "11", community)), .. people[6..8].Select(person => (person, "7.31", ""))]),
            await DayAsync(fund, [.. people[..3].Select(person => (person, "5.43", ""))]),
            await DayAsync(fund, [.. members.Select(member => (member, "13", community)), .. people[5..].Select(person => (person, "6.17", ""))]),
        ];
        await DayAsync(second, [(people[9], "3.29", "")]);
        decimal[] secrets = [7.31m, 14.62m, 5.43m, 16.29m, 3.29m, 10.60m, 17.91m];

        var amounts = new HashSet<decimal> { 0 };
        for (var from = days[0].AddDays(-1); from <= days[^1].AddDays(1); from = from.AddDays(1))
        {
            for (var to = from; to <= days[^1].AddDays(1); to = to.AddDays(1))
            {
                amounts.UnionWith(AmountsIn((await SeeAsync(fund.Owner.Client, fund, from, to))!));
            }
        }

        Assert.Superset(new HashSet<decimal> { 80.62m, 78m, 108.85m, 189.47m }, amounts);
        foreach (var (one, other) in amounts.SelectMany(one => amounts.Select(other => (one, other))))
        {
            Assert.DoesNotContain(one - other, secrets);
        }

        var seen = (await SeeAsync(fund.Owner.Client, fund, days[0], days[^1]))!;
        var named = Assert.Single(seen["byCommunity"]!.AsArray())!;
        Assert.Equal((community, 5, "78.00"), ((string)named["community"]!["id"]!, (int)named["holders"]!, named.Amount("inflow")));

        // Who may not see the community does not learn of it, and sees the rest as before.
        var colleague = await server.PersonAsync();
        await colleague.BefriendAsync(fund.Owner);
        await fund.Owner.MustAsync("addInstitutionStaff", new { institution = fund.Institution, user = colleague.Id });
        Assert.Equal((1, "189.47"), await ColleagueAsync());
        await fund.Owner.MustAsync("updateCommunity", new { community, admission = "BY_INVITATION" });
        Assert.Equal((0, "189.47"), await ColleagueAsync());
        Assert.Single((await SeeAsync(fund.Owner.Client, fund, days[0], days[^1]))!["byCommunity"]!.AsArray());

        async Task<(int Communities, string Inflow)> ColleagueAsync()
        {
            var insights = (await SeeAsync(colleague.Client, fund, days[0], days[^1]))!;
            return (insights["byCommunity"]!.AsArray().Count, insights.Amount("inflow"));
        }
    }

    [Fact]
    public async Task Insights_of_many_institutions_are_as_many_commands_as_those_of_one()
    {
        var fund = await server.OpenFundAsync();
        var few = await CountAsync();
        for (var i = 0; i < 3; i++)
        {
            await server.OpenFundAsync(owner: fund.Owner);
        }

        Assert.Equal(few, await CountAsync());

        async Task<int> CountAsync()
        {
            server.Log.Clear();
            var data = await fund.Owner.DataAsync(
                $$"""{ viewer { institutions { viewerIsStaff insights(from: "2026-01-01", to: "2026-12-31") { {{Numbers}} } } } }""");
            Assert.All(data["viewer"]!["institutions"]!.AsArray(), one => Assert.NotNull(one!["insights"]));
            return server.Log.OfRequests.Count(line => line.Contains("Executed DbCommand") && line.Contains("SELECT"));
        }
    }

    private async Task<List<Somebody>> InvestorsAsync(int count)
    {
        var people = new List<Somebody>();
        while (people.Count < count)
        {
            people.Add(await server.InvestorAsync());
        }

        return people;
    }

    /// <summary>Lets people buy for some yuan each, on one day.</summary>
    private Task<DateOnly> BuyAsync(OpenFund fund, IReadOnlyList<Somebody> people, string amount, string? ofLast = null) => DayAsync(
        fund, [.. people.Select((person, index) => (person, index == people.Count - 1 ? ofLast ?? amount : amount, ""))]);

    private async Task<DateOnly> DayAsync(OpenFund fund, IReadOnlyList<(Somebody Person, string Amount, string Community)> bought)
    {
        var orders = new List<string>();
        foreach (var (person, amount, community) in bought)
        {
            var order = await person.SubscribeAsync(fund.Fund, amount, acknowledges: true, community: community is "" ? null : community);
            Assert.True(order["errors"] is null, order.ToJsonString());
            orders.Add(order.Id("order"));
        }

        return await server.SettleTogetherAsync(fund, orders, income: await IsMoneyMarketAsync(fund) ? "0" : null);
    }

    private static async Task<bool> IsMoneyMarketAsync(OpenFund fund) => (string)(await fund.Owner.DataAsync(
        "query($code: String!) { fund(code: $code) { kind } }", new { code = fund.Code }))["fund"]!["kind"]! == "MONEY_MARKET";

    private static async Task<JsonNode?> SeeAsync(GraphClient client, OpenFund fund, DateOnly from, DateOnly to) =>
        (await client.DataAsync(Query, new { id = fund.Institution, from = $"{from:O}", to = $"{to:O}" }))["node"]!["insights"];

    private static IEnumerable<decimal> AmountsIn(JsonNode? node) => node switch
    {
        JsonArray list => list.SelectMany(AmountsIn),
        JsonObject thing => thing.SelectMany(field => field.Key == "amount"
            ? [decimal.Parse((string)field.Value!, CultureInfo.InvariantCulture)]
            : AmountsIn(field.Value)),
        _ => [],
    };

    private static string? AmountOf(JsonNode? money) => (string?)money?["amount"];

    private static DateOnly DateOf(JsonNode date) => DateOnly.Parse((string)date!, CultureInfo.InvariantCulture);
}
