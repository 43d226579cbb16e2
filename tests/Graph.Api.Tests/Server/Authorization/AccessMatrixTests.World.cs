using System.Text.Json.Nodes;
using Graph.Api.Tests.Deals;
using Graph.Api.Tests.Friendships;
using Graph.Api.Tests.Funds;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Lending;
using Graph.Api.Tests.Payments;
using Graph.Api.Tests.Posts;
using Graph.Api.Tests.Users.Passkeys;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Tests.Users.Passkeys;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Authorization;

// The callers, and everything that belongs to the owner.
public sealed partial class AccessMatrixTests
{
    private sealed record World(
        IReadOnlyList<(string Name, GraphClient Client)> Callers, Dictionary<string, string> Nodes, Dictionary<string, string> Values)
    {
        public string Fill(string text) => Values.Aggregate(text, (filled, value) => filled.Replace($"{{{value.Key}}}", value.Value));
    }

    /// <summary>One person who has everything, and all kinds of others.</summary>
    private async Task<World> WorldAsync()
    {
        var owner = await server.PersonAsync(RealNameLevel.ClassIII);
        using var authenticator = new SoftAuthenticator();
        var passkey = (string)(await owner.AddPasskeyAsync(authenticator))["id"]!;
        await server.Client().SignInAsync(PasskeyActs.Signed(await server.Client().BeginSignInAsync(), authenticator));
        var (payee, asked) = (await server.PersonAsync(), await server.SignUpAsync());
        await owner.BefriendAsync(payee);
        var topUp = await owner.TopUpAsync("50");
        await DoAsync("updateProfile", "viewer { id }", new { bio = "Hello", avatarUrl = "https://example.org/a.png" });
        var paid = await owner.TransferAsync(payee, "1", note: "Lunch");
        await payee.TransferAsync(owner, "0.10");
        var request = await DoAsync("requestPayment", "request { id }", new { idempotencyKey = Guid.CreateVersion7(), payer = payee.Id, amount = new { amount = "1" } });
        var bill = await DoAsync("splitBill", "bill { id }", new
        {
            idempotencyKey = Guid.CreateVersion7(),
            title = "Dinner",
            total = new { amount = "2" },
            shares = new[] { new { user = owner.Id }, new { user = payee.Id } },
        });
        var sent = await DoAsync("sendFriendRequest", "request { id }", new { user = asked.Id });
        var shop = await server.OpenShopAsync();
        var deal = await shop.SellAsync(DateTimeOffset.UtcNow, new
        {
            kind = "GROUP_BUY",
            groupBuy = new { size = 2, price = new { amount = "1" }, hours = 1 },
            price = new { amount = "2" },
        });
        var group = (string)(await owner.BuyAsync(deal, new { group = new { start = true } }))["order"]!["groupBuy"]!["id"]!;
        var order = (await owner.BuyAsync(deal)).Id("order");
        await owner.AskBackAsync(order);
        var community = await owner.FoundAsync(new { admission = "ON_REQUEST", goal = new { target = new { amount = "9" }, deadline = "2199-12-31" } });
        await asked.JoinAsync(community);
        var (post, talk) = (await owner.PostedAsync(new { text = "Hello" }), await owner.PostedAsync(new { text = "Hello", community }));
        var comment = await payee.CommentedAsync(post);
        await payee.MustAsync("reportContent", new { subject = post, reason = "Spam" });
        await owner.MustAsync("pinPost", new { post = talk });
        var loan = (await payee.RequestLoanAsync(owner, "5")).Id("loan");
        var guarantor = await server.PersonAsync();
        await guarantor.BefriendAsync(payee);
        var guarantee = (await payee.AskGuaranteeAsync(loan, guarantor, "1")).Id("guarantee");
        await guarantor.AnswerGuaranteeAsync(guarantee);
        Assert.Null((await owner.AnswerLoanAsync(loan))["errors"]);
        var line = (string)(await owner.SetTrustLineAsync(payee, "10"))["trustLine"]!["id"]!;
        var mine = (await owner.DataAsync(
            """
            { viewer { wallet { id } bankCards { id } realName { evidence { id } } security { sessions { id } auditLog { nodes { id } } }
              friends { edges { friendship { id } } } notifications { nodes { id } } feed { nodes { id } } } }
            """))["viewer"]!;

        var fund = await server.OpenFundAsync("BOND", "R2", change: new { redemptionFees = new[] { new { fromDay = 0, fee = "0.01" } } }, owner: shop.Owner);
        Assert.Null((await owner.AnswerRiskAsync())["errors"]);
        await owner.MustAsync("updateCommunity", new { community, fund = fund.Fund });
        var invested = (await owner.SubscribeAsync(fund.Fund, "1", community: community)).Id("order");
        var days = await InvestTogetherAsync(server, fund, owner, community, invested);
        Assert.Null((await fund.Owner.PublishAsync(fund.Fund, days.First, "1", reason: "A price was wrong."))["errors"]);
        Assert.Null((await owner.SetInvestmentPlanAsync(fund.Fund, "1"))["errors"]);
        var standing = (string)(await owner.SetAutoInvestAsync((await server.OpenFundAsync()).Fund, "99999"))["viewer"]!["autoInvest"]!["id"]!;
        Assert.Null((await owner.SetRedeemFirstAsync((await server.OpenFundAsync()).Fund))["errors"]);
        var holding = (string)(await owner.SeeHoldingsAsync())["holdings"]!["nodes"]![0]!["id"]!;

        var callers = new List<(string, GraphClient)> { ("owner", owner.Client), ("anonymous", server.Client()) };
        foreach (var level in Enum.GetValues<RealNameLevel>())
        {
            callers.Add((level == RealNameLevel.None ? "NONE" : $"CLASS_{new string('I', (int)level)}", (await server.PersonAsync(level)).Client));
        }

        var (friend, blocked) = (await server.PersonAsync(RealNameLevel.ClassI), await server.PersonAsync(RealNameLevel.ClassI));
        await friend.BefriendAsync(owner);
        var host = await server.PersonAsync();
        await host.BefriendAsync(owner);
        await host.MustAsync("inviteToCommunity", new { community = await host.FoundAsync(), users = new[] { owner.Id } });
        await owner.BlockAsync(blocked);
        callers.AddRange(
        [
            ("friend", friend.Client),
            ("stranger", (await server.PersonAsync(RealNameLevel.ClassI)).Client),
            ("blocked", blocked.Client),
            ("staff", shop.Owner.Client),
        ]);
        foreach (var role in new[] { Role.Merchant, Role.Institution, Role.Analyst, Role.Admin })
        {
            var person = await server.PersonAsync(RealNameLevel.ClassI);
            await server.Services.GetRequiredService<Units>().WriteAsync(async db =>
            {
                (await db.Set<User>().AsTracking().SingleAsync(u => u.Id == person.UserId)).Grant(role);
                return true;
            });
            callers.Add((role.ToString().ToUpperInvariant(), person.Client));
        }

        var joining = (string)(await owner.DataAsync(
            "query($id: ID!) { node(id: $id) { ... on Community { joinRequests { nodes { id } } } } }", new { id = community }))
            ["node"]!["joinRequests"]!["nodes"]![0]!["id"]!;
        var report = (string)(await callers[^1].Item2.DataAsync("{ contentReports { nodes { id } } }"))["contentReports"]!["nodes"]![0]!["id"]!;
        return new World(
            callers,
            new()
            {
                ["Activity"] = First(mine["feed"]!["nodes"]!),
                ["AuditEvent"] = First(mine["security"]!["auditLog"]!["nodes"]!),
                ["BankCard"] = First(mine["bankCards"]!),
                ["Bill"] = (string)bill["bill"]!["id"]!,
                ["Comment"] = comment,
                ["Community"] = community,
                ["ContentReport"] = report,
                ["JoinRequest"] = joining,
                ["Post"] = post,
                ["Deal"] = deal,
                ["GroupBuy"] = group,
                ["Fund"] = fund.Fund,
                ["FundOrder"] = invested,
                ["Guarantee"] = guarantee,
                ["Holding"] = holding,
                ["Institution"] = fund.Institution,
                ["Loan"] = loan,
                ["Merchant"] = shop.Merchant,
                ["Order"] = order,
                ["Shop"] = shop.Shop,
                ["StandingOrder"] = standing,
                ["Evidence"] = First(mine["realName"]!["evidence"]!),
                ["FriendRequest"] = (string)sent["request"]!["id"]!,
                ["Friendship"] = (string)mine["friends"]!["edges"]![0]!["friendship"]!["id"]!,
                ["Notification"] = First(mine["notifications"]!["nodes"]!),
                ["Passkey"] = passkey,
                ["PaymentRequest"] = (string)request["request"]!["id"]!,
                ["Session"] = First(mine["security"]!["sessions"]!),
                ["Transaction"] = (string)paid["transaction"]!["id"]!,
                ["TrustLine"] = line,
                ["User"] = owner.Id,
                ["Wallet"] = (string)mine["wallet"]!["id"]!,
            },
            new()
            {
                ["since"] = $"{DateTimeOffset.UtcNow.AddDays(-60):yyyy-MM-dd}",
                ["from"] = $"{DateTimeOffset.UtcNow.AddDays(-2):yyyy-MM-dd}",
                ["to"] = $"{DateTimeOffset.UtcNow.AddDays(2):yyyy-MM-dd}",
                ["merchant"] = shop.Handle,
                ["community"] = community,
                ["deal"] = deal,
                ["shop"] = shop.Shop,
                ["order"] = order,
                ["loan"] = loan,
                ["fundCode"] = fund.Code,
                ["institution"] = fund.Institution,
                ["busy"] = $"{days.Second:O}",
                ["group"] = group,
                ["user"] = owner.Id,
                ["handle"] = owner.Handle,
                ["payee"] = payee.Handle,
                ["topUp"] = (string)topUp["transaction"]!["id"]!,
                ["transaction"] = (string)paid["transaction"]!["id"]!,
                ["bill"] = (string)bill["bill"]!["id"]!,
            });

        Task<JsonNode> DoAsync(string field, string selection, object input) => owner.DoAsync(
            $"mutation($input: {char.ToUpperInvariant(field[0])}{field[1..]}Input!) {{ {field}(input: $input) {{ {selection} errors {{ ... on Error {{ code }} }} }} }}", input);

        static string First(JsonNode list) => (string)list[0]!["id"]!;
    }

    /// <summary>
    /// Five people invest with a community on one day, invest and redeem on the next, and so the institution sees it. They are no members
    /// any more when they get their units, so that the community has nothing to show.
    /// </summary>
    private static async Task<(DateOnly First, DateOnly Second)> InvestTogetherAsync(
        GraphServer server, OpenFund fund, Somebody owner, string community, string first)
    {
        var people = new List<Somebody> { owner };
        var orders = new List<string> { first };
        while (people.Count < 5)
        {
            var person = await server.InvestorAsync("2");
            await person.JoinAsync(community);
            var waiting = (await owner.DataAsync(
                "query($id: ID!) { node(id: $id) { ... on Community { joinRequests(last: 1) { nodes { id } } } } }", new { id = community }))["node"]!;
            await owner.MustAsync("answerJoinRequest", new { request = (string)waiting["joinRequests"]!["nodes"]![0]!["id"]!, accept = true });
            orders.Add((await person.SubscribeAsync(fund.Fund, "1", community: community)).Id("order"));
            await person.MustAsync("leaveCommunity", new { community });
            people.Add(person);
        }

        var day = await server.SettleTogetherAsync(fund, orders, income: null);
        orders.Clear();
        foreach (var person in people)
        {
            orders.Add((await person.SubscribeAsync(fund.Fund, "1")).Id("order"));
            orders.Add((await person.RedeemAsync(fund.Fund, units: "0.1")).Id("order"));
        }

        return (day, await server.SettleTogetherAsync(fund, orders, income: null));
    }
}
