using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Graph.Api.Tests.Deals;
using Graph.Api.Tests.Friendships;
using Graph.Api.Tests.Funds;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Lending;
using Graph.Api.Tests.Payments;
using Graph.Api.Tests.Posts;
using Graph.Api.Tests.Users.Passkeys;
using Graph.Domain.Tests.Users.Passkeys;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Tests.Stores;
using GraphQL;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Authorization;

/// <summary>Each caller sends a wrong password to each mutation that takes one, which is more than anybody may.</summary>
public sealed class PatientServer : GraphServer
{
    protected override Dictionary<string, string?> Settings => new() { ["Limits:WrongPerAccount"] = "1000" };
}

/// <summary>
/// Every field of the schema, asked for by every kind of caller. What they get is compared with a table that somebody has
/// read: a field without a decision fails here.
/// </summary>
public sealed class AccessMatrixTests(PatientServer server) : Scenario(server), IClassFixture<PatientServer>
{
    private const string Legend =
        """
        # Who gets what: rows are fields of things that belong to one person (CLASS_II, payments for the parties only) or,
        # for what hangs off `viewer`, to the caller; columns are callers.
        # Of a merchant whose staff is `staff`; MERCHANT has the role and works for nobody.
        #   v value   . null   - the thing itself is not there   U UNAUTHENTICATED   R REAL_NAME_REQUIRED   F FORBIDDEN
        # For mutations v means: let in; what the input deserves is said in `errors`. For subscriptions: an event came.
        """;

    /// <summary>Only structure: what they hold was decided by the field that returns them.</summary>
    private static readonly string[] Structure = [
        "ActivityUpdate", "AuthTokens", "DealNearbyUpdate", "Money", "Mutation", "NotificationUpdate", "PageInfo", "Query", "StreamGap",
        "Subscription",
    ];

    /// <summary>A place that no stream has come to: one that begins there says at once that there is a gap.</summary>
    private static readonly string Future = Base64Url.EncodeToString("""["live",9000000000000000000]"""u8);

    private static readonly Dictionary<string, string> Arguments = new()
    {
        ["Query.node"] = "(id: \"{user}\")",
        ["Query.nodes"] = "(ids: [\"{user}\"])",
        ["Query.user"] = "(handle: \"{handle}\")",
        ["Query.users"] = "(search: \"{handle}\")",
        ["Query.fund"] = "(code: \"{fundCode}\")",
        ["Fund.history"] = "(from: \"{since}\", to: \"{to}\")",
        ["Portfolio.history"] = "(from: \"{since}\", to: \"{to}\")",
        ["Query.loanPlan"] = "(principal: { amount: \"1\" }, annualRate: \"0\", months: 1, repayment: BULLET)",
        ["Query.merchant"] = "(handle: \"{merchant}\")",
        ["Merchant.insights"] = "(from: \"{from}\", to: \"{to}\")",
        ["Shop.distanceMeters"] = "(from: { latitude: 30, longitude: 120 })",
        ["Deal.nearestShop"] = "(to: { latitude: 30, longitude: 120 })",
        ["Subscription.activity"] = $"(after: \"{Future}\")",
        ["Subscription.notifications"] = $"(after: \"{Future}\")",
        ["Subscription.dealsNearby"] = "(near: { latitude: 30.27, longitude: 120.15 })",
        ["Subscription.groupBuy"] = "(id: \"{group}\")",
        ["Wallet.statement"] = "(from: \"2026-01-01\", to: \"2026-01-31\")",
        ["Wallet.balanceAt"] = "(time: \"2026-01-01T00:00:00Z\")",
    };

    /// <summary>How to reach one that is no node: the field to go through, from a node or from the viewer.</summary>
    private static readonly Dictionary<string, string> Ways = new()
    {
        ["CommunityGoal"] = "node(id: \"{community}\") { ... on Community { goal { * } } }",
        ["Bank"] = "node(id: \"{topUp}\") { ... on Transaction { payer { ... on Bank { * } } } }",
        ["BillShare"] = "node(id: \"{bill}\") { ... on Bill { shares { * } } }",
        ["DealEdge"] = "deals(first: 1, near: { latitude: 30.27, longitude: 120.15 }) { edges { * } }",
        ["DayInsights"] = "merchant(handle: \"{merchant}\") { insights(from: \"{from}\", to: \"{to}\") { byDay { * } } }",
        ["DealInsights"] = "merchant(handle: \"{merchant}\") { insights(from: \"{from}\", to: \"{to}\") { byDeal { * } } }",
        ["Eligibility"] = "node(id: \"{deal}\") { ... on Deal { viewerCanBuy { * } } }",
        ["FundCorrection"] = "fund(code: \"{fundCode}\") { history(from: \"{since}\", to: \"{to}\") { corrections { * } } }",
        ["FundDay"] = "fund(code: \"{fundCode}\") { history(from: \"{since}\", to: \"{to}\") { * } }",
        ["GeoPoint"] = "node(id: \"{shop}\") { ... on Shop { location { * } } }",
        ["GroupBuyTerms"] = "node(id: \"{deal}\") { ... on Deal { groupBuy { * } } }",
        ["Installment"] = "node(id: \"{loan}\") { ... on Loan { schedule { * } } }",
        ["LoanContract"] = "node(id: \"{loan}\") { ... on Loan { contract { * } } }",
        ["LoanPlan"] = "loanPlan(principal: { amount: \"1\" }, annualRate: \"0\", months: 1, repayment: BULLET) { * }",
        ["LoanTerm"] = "node(id: \"{loan}\") { ... on Loan { term { * } } }",
        ["MerchantInsights"] = "merchant(handle: \"{merchant}\") { insights(from: \"{from}\", to: \"{to}\") { * } }",
        ["OrderRefund"] = "node(id: \"{order}\") { ... on Order { refund { * } } }",
        ["FriendEdge"] = "viewer { friends(first: 1) { edges { * } } }",
        ["FriendSuggestion"] = "viewer { suggestedFriends(first: 1) { nodes { * } } }",
        ["NextRealNameLevel"] = "viewer { realName { next { * } } }",
        ["Portfolio"] = "viewer { portfolio { * } }",
        ["PortfolioDay"] = "viewer { portfolio { history(from: \"{since}\", to: \"{to}\") { * } } }",
        ["PortfolioPart"] = "viewer { portfolio { byKind { * } } }",
        ["RedemptionFee"] = "fund(code: \"{fundCode}\") { redemptionFees { * } }",
        ["RiskAnswer"] = "riskQuestionnaire { questions { answers { * } } }",
        ["RiskQuestion"] = "riskQuestionnaire { questions { * } }",
        ["RiskQuestionnaire"] = "riskQuestionnaire { * }",
        ["RealName"] = "viewer { realName { * } }",
        ["Security"] = "viewer { security { * } }",
        ["Settings"] = "viewer { settings { * } }",
        ["SharedPayment"] = "viewer { feed(where: { kind: { eq: PAID } }, first: 1) { nodes { subject { ... on SharedPayment { * } } } } }",
        ["SpendingLimit"] = "viewer { realName { limits { * } } }",
        ["Statement"] = "viewer { wallet { statement(from: \"2026-01-01\", to: \"2026-01-31\") { * } } }",
        ["StatementLine"] = "viewer { wallet { statement(from: \"{from}\", to: \"{to}\") { byKind { * } } } }",
        ["TransactionEvent"] = "node(id: \"{transaction}\") { ... on Transaction { history { * } } }",
        ["Trust"] = "user(handle: \"{payee}\") { trust { * } }",
        ["TrustPart"] = "viewer { trustScore { parts { * } } }",
        ["TrustScore"] = "viewer { trustScore { * } }",
        ["Viewer"] = "viewer { * }",
    };

    [Fact]
    public async Task Every_field_is_decided_for_every_kind_of_caller()
    {
        var world = await WorldAsync();
        var types = server.Services.GetRequiredService<ISchema>().AllTypes.OfType<IObjectGraphType>()
            .Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal))
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .ToList();
        var table = new StringBuilder(Legend).Append("\n\n").Append(new string(' ', 40));
        table.AppendJoin(' ', world.Callers.Select(caller => caller.Name)).Append('\n');
        foreach (var type in types.Where(HasRows))
        {
            Write(type, [.. await Task.WhenAll(world.Callers.Select(caller => AskAsync(type, caller.Client, world)))]);
        }

        foreach (var type in types.Where(type => type.Name is "Query" or "Subscription"))
        {
            Write(type, [.. await Task.WhenAll(world.Callers.Select(caller =>
                type.Name is "Query"
                    ? AskRootAsync(type, caller.Client, world)
                    : SubscribeAsync(type, caller.Client, world)))]);
        }

        // Last, because some of them let something happen; and signing out last of all.
        var mutation = types.Single(type => type.Name == "Mutation");
        Write(mutation, [.. await Task.WhenAll(world.Callers.Select(caller => MutateAsync(mutation, caller.Client)))]);

        var file = Path.Combine(Repository.Root, "tests", "Graph.Api.Tests", "Server", "Authorization", "access-matrix.txt");
        var actual = table.ToString();
        if (Environment.GetEnvironmentVariable("ACCEPT_ACCESS_MATRIX") == "1")
        {
            await File.WriteAllTextAsync(file, actual);
        }

        // After reading what changed: ACCEPT_ACCESS_MATRIX=1 dotnet test --filter AccessMatrix
        Assert.Equal(await File.ReadAllTextAsync(file), actual);

        void Write(IObjectGraphType type, List<JsonObject> answers)
        {
            foreach (var field in type.Fields.OrderBy(field => field.Name, StringComparer.Ordinal))
            {
                var cells = answers.Zip(world.Callers, (answer, caller) => ((string)answer[field.Name]!).PadRight(caller.Name.Length));
                table.Append($"{type.Name}.{field.Name}".PadRight(40)).Append(string.Join(' ', cells).TrimEnd()).Append('\n');
            }
        }
    }

    private static bool HasRows(IObjectGraphType type) =>
        !Structure.Contains(type.Name)
        && !type.Name.EndsWith("Payload", StringComparison.Ordinal)
        && !type.Name.EndsWith("Error", StringComparison.Ordinal)
        && !type.Name.EndsWith("Connection", StringComparison.Ordinal)
        && (!type.Name.EndsWith("Edge", StringComparison.Ordinal) || type.Name is "FriendEdge" or "DealEdge");

    private static async Task<JsonObject> AskAsync(IObjectGraphType type, GraphClient caller, World world)
    {
        Assert.True(Ways.ContainsKey(type.Name) || world.Nodes.ContainsKey(type.Name), $"How is a {type.Name} reached? Say so in this test.");
        var way = Ways.TryGetValue(type.Name, out var found)
            ? found
            : $"node(id: \"{world.Nodes[type.Name]}\") {{ ... on {type.Name} {{ * }} }}";
        var selection = string.Join(' ', type.Fields.Select(field => SelectionOf(type, field)));
        var reply = await AnswerOf(type.Name, caller.AskAsync(world.Fill($"{{ {way.Replace("*", selection)} }}")));
        RequireDecisions(reply);
        var thing = Reach(reply.Data, type);
        var answer = new JsonObject();
        foreach (var field in type.Fields)
        {
            answer[field.Name] = CellOf(reply, field.Name, thing is null ? null : thing.ContainsKey(field.Name), thing?[field.Name]);
        }

        return answer;
    }

    private static async Task<JsonObject> AskRootAsync(IObjectGraphType query, GraphClient caller, World world)
    {
        var selection = string.Join(' ', query.Fields.Select(field => SelectionOf(query, field)));
        var reply = await AnswerOf(query.Name, caller.AskAsync(world.Fill($"{{ {selection} }}")));
        RequireDecisions(reply);
        var answer = new JsonObject();
        foreach (var field in query.Fields)
        {
            answer[field.Name] = CellOf(reply, field.Name, true, reply.Data?[field.Name]);
        }

        return answer;
    }

    /// <summary>Each stream has something to say at once; one that says nothing was not let in, it hangs.</summary>
    private async Task<JsonObject> SubscribeAsync(IObjectGraphType type, GraphClient caller, World world)
    {
        var answer = new JsonObject();
        foreach (var field in type.Fields)
        {
            var arguments = Arguments.GetValueOrDefault($"{type.Name}.{field.Name}", "");
            await using var socket = await Socket.ReadyAsync(server, caller.Token);
            var document = $"subscription {{ {field.Name}{arguments} {{ __typename }} }}";
            await socket.SubscribeAsync("1", world.Fill(document));
            var first = await AnswerOf($"{type.Name}.{field.Name}", socket.ReceiveAsync());
            var (kind, result) = ((string?)first?["type"], first?["payload"]);
            var hasBegun = kind == "next" && result!["errors"] is null && result["data"]![field.Name] is JsonObject;
            Assert.True(hasBegun || kind == "error", $"{document}: {first?.ToJsonString() ?? "closed"}");
            answer[field.Name] = hasBegun ? "v" : Letter(first!["payload"]![0]!);
        }

        return answer;
    }

    private static async Task<T> AnswerOf<T>(string what, Task<T> answer)
    {
        try
        {
            return await answer.WaitAsync(Patience.Long);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{what} neither refuses nor begins: it hangs.");
        }
    }

    private static async Task<JsonObject> MutateAsync(IObjectGraphType type, GraphClient caller)
    {
        var answer = new JsonObject();
        foreach (var field in type.Fields.OrderBy(field => field.Name == "signOut"))
        {
            var input = InputOf(field.Arguments!.Single().ResolvedType!);
            var reply = await AnswerOf(
                $"{type.Name}.{field.Name}",
                caller.AskAsync($"mutation {{ {field.Name}(input: {input}) {{ errors {{ __typename }} }} }}"));
            Assert.True(reply.Errors is not null || reply.Data![field.Name] is JsonObject, $"{field.Name}: {reply}");
            answer[field.Name] = reply.Errors is { } errors ? Letter(errors[0]!) : "v";
        }

        return answer;
    }

    /// <summary>As little as the type allows, and nothing of it right.</summary>
    private static string InputOf(IGraphType type)
    {
        switch (type)
        {
            case NonNullGraphType some:
                return InputOf(some.ResolvedType!);
            case ListGraphType:
                return "[]";
            case EnumerationGraphType choice:
                return choice.Values.First().Name;
            case IInputObjectGraphType { IsOneOf: true } one:
                var first = one.Fields.OrderBy(field => field.Name, StringComparer.Ordinal).First();
                return $"{{ {first.Name}: {InputOf(first.ResolvedType!)} }}";
            case IInputObjectGraphType input:
                var required = input.Fields.Where(field => field.ResolvedType is NonNullGraphType && field.DefaultValue is null);
                return $"{{ {string.Join(' ', required.Select(field => $"{field.Name}: {InputOf(field.ResolvedType!)}"))} }}";
            default:
                return type.Name switch
                {
                    "Boolean" => "false",
                    "Int" or "Float" => "1",
                    "DateTime" => "\"2026-01-01T00:00:00Z\"",
                    "Date" => "\"2026-01-01\"",
                    "UUID" => $"\"{Guid.CreateVersion7()}\"",
                    "Decimal" => "\"1\"",
                    _ => "\"x\"",
                };
        }
    }

    private static string SelectionOf(IObjectGraphType type, FieldType field)
    {
        var arguments = Arguments.GetValueOrDefault($"{type.Name}.{field.Name}", "");
        return field.ResolvedType!.GetNamedType() switch
        {
            ScalarGraphType => field.Name + arguments,
            IObjectGraphType page when page.Name.EndsWith("Connection", StringComparison.Ordinal) => $"{field.Name}{arguments} {{ pageInfo {{ endCursor }} }}",
            _ => $"{field.Name}{arguments} {{ __typename }}",
        };
    }

    /// <summary>Follows the answer down to the thing: the only field each time, or the first of a list.</summary>
    private static JsonObject? Reach(JsonNode? data, IObjectGraphType type)
    {
        var node = data;
        while (node is not null)
        {
            if (node is JsonArray list)
            {
                node = list.FirstOrDefault();
            }
            else if (node is JsonObject thing && thing.ContainsKey(type.Fields.First().Name))
            {
                return thing;
            }
            else
            {
                node = node.AsObject().FirstOrDefault().Value;
            }
        }

        return null;
    }

    private static string CellOf(Reply reply, string field, bool? isThere, JsonNode? value)
    {
        var errors = reply.Errors ?? [];
        var own = errors.FirstOrDefault(error => error!["path"]?.AsArray().Any(step => step!.ToString() == field) == true);
        var any = own ?? (isThere is null ? errors.FirstOrDefault() : null);
        return any is not null
            ? Letter(any)
            : isThere is null ? "-" : value is null or JsonArray { Count: 1 } and [null] ? "." : "v";
    }

    /// <summary>Whatever was given up for its time, or failed, was not decided: no cell is read from it.</summary>
    private static void RequireDecisions(Reply reply)
    {
        Assert.True(reply.Data is not null || reply.Errors is not null, reply.ToString());
        Assert.All(reply.Errors ?? [], error => Letter(error!));
    }

    private static string Letter(JsonNode error) => (string?)error["extensions"]!["code"] switch
    {
        "UNAUTHENTICATED" => "U",
        "REAL_NAME_REQUIRED" => "R",
        "FORBIDDEN" => "F",
        _ => throw new InvalidOperationException($"No answer of a matrix: {error.ToJsonString()}"),
    };

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
        var invested = (await owner.SubscribeAsync(fund.Fund, "1")).Id("order");
        await server.SettleAsync(fund, invested, income: null);
        Assert.Null((await fund.Owner.PublishAsync(fund.Fund, await LastDayAsync(), "1", reason: "A price was wrong."))["errors"]);
        var holding = (string)(await owner.SeeHoldingsAsync())["holdings"]!["nodes"]![0]!["id"]!;

        var callers = new List<(string, GraphClient)> { ("owner", owner.Client), ("anonymous", server.Client()) };
        foreach (var level in Enum.GetValues<RealNameLevel>())
        {
            callers.Add((level == RealNameLevel.None ? "NONE" : $"CLASS_{new string('I', (int)level)}", (await server.PersonAsync(level)).Client));
        }

        var (friend, blocked) = (await server.PersonAsync(RealNameLevel.ClassI), await server.PersonAsync(RealNameLevel.ClassI));
        await friend.BefriendAsync(owner);
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
            await server.Services.GetRequiredService<Profiles>().GrantAsync(person.Phone, role);
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
                ["group"] = group,
                ["user"] = owner.Id,
                ["handle"] = owner.Handle,
                ["payee"] = payee.Handle,
                ["topUp"] = (string)topUp["transaction"]!["id"]!,
                ["transaction"] = (string)paid["transaction"]!["id"]!,
                ["bill"] = (string)bill["bill"]!["id"]!,
            });

        async Task<DateOnly> LastDayAsync() => DateOnly.Parse(
            (string)(await owner.DataAsync($"{{ fund(code: \"{fund.Code}\") {{ valueDate }} }}"))["fund"]!["valueDate"]!, System.Globalization.CultureInfo.InvariantCulture);

        Task<JsonNode> DoAsync(string field, string selection, object input) => owner.DoAsync(
            $"mutation($input: {char.ToUpperInvariant(field[0])}{field[1..]}Input!) {{ {field}(input: $input) {{ {selection} errors {{ ... on Error {{ code }} }} }} }}", input);

        static string First(JsonNode list) => (string)list[0]!["id"]!;
    }
}
