using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Tests.Payments;

public sealed class TransferTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task Money_goes_to_a_friend_at_once()
    {
        var (payer, payee) = await FriendsAsync("100");
        var payload = await payer.TransferAsync(payee, "12.50", note: "午饭");
        Assert.Null(payload["errors"]);
        var transaction = payload["transaction"]!;
        Assert.Equal("12.50", (string)transaction["amount"]!["amount"]!);
        Assert.Equal("OUT", (string)transaction["direction"]!);
        Assert.Equal("87.50", (string)transaction["balanceAfter"]!["amount"]!);
        Assert.Equal("87.50", (string)payload["wallet"]!["available"]!["amount"]!);
        Assert.Equal("12.50", await payee.BalanceAsync());
        var seen = await payee.DataAsync("{ viewer { wallet { transactions { nodes { id direction note amount { amount } balanceAfter { amount } } } } } }");
        var row = seen["viewer"]!["wallet"]!["transactions"]!["nodes"]![0]!;
        Assert.Equal("IN", (string)row["direction"]!);
        Assert.Equal("午饭", (string)row["note"]!);
        Assert.Equal("12.50", (string)row["balanceAfter"]!["amount"]!);
    }

    [Fact]
    public async Task The_same_key_moves_money_once_and_another_input_under_it_is_refused()
    {
        var (payer, payee) = await FriendsAsync("100");
        var key = Guid.CreateVersion7();
        var first = await payer.TransferAsync(payee, "10", key);
        var again = await payer.TransferAsync(payee, "10", key);
        var withPin = await payer.TransferAsync(payee, "10", key, pin: "000000");
        var other = await payer.TransferAsync(payee, "11", key);
        Assert.False((bool)first["replayed"]!);
        Assert.True((bool)again["replayed"]!);
        Assert.True((bool)withPin["replayed"]!);
        Assert.Equal((string)first["transaction"]!["id"]!, (string)again["transaction"]!["id"]!);
        Assert.Equal("IDEMPOTENCY_KEY_REUSED", other.CodeOf());
        Assert.Equal("90.00", await payer.BalanceAsync());
    }

    [Fact]
    public async Task A_key_belongs_to_its_caller()
    {
        var (payer, payee) = await FriendsAsync("100");
        var key = Guid.CreateVersion7();
        await payer.TransferAsync(payee, "10", key);
        var back = await payee.TransferAsync(payer, "10", key);
        Assert.False((bool)back["replayed"]!);
    }

    [Fact]
    public async Task Insufficient_funds_are_remembered_under_the_key()
    {
        var (payer, payee) = await FriendsAsync("10");
        var key = Guid.CreateVersion7();
        var refused = await payer.TransferAsync(payee, "10.01", key);
        Assert.Equal("INSUFFICIENT_FUNDS", refused.CodeOf());
        Assert.Equal("10.00", (string)refused["errors"]![0]!["available"]!["amount"]!);
        Assert.Equal("10.01", (string)refused["errors"]![0]!["needed"]!["amount"]!);
        await payer.TopUpAsync("100");
        var replayed = await payer.TransferAsync(payee, "10.01", key);
        Assert.Equal("INSUFFICIENT_FUNDS", replayed.CodeOf());
        Assert.True((bool)replayed["replayed"]!);
        Assert.Null((await payer.TransferAsync(payee, "10.01"))["errors"]);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("0.001")]
    [InlineData("1.000")]
    [InlineData("10.00000000000000000000000000001")]
    [InlineData("0.0100000000000000000000000000000001")]
    [InlineData("99999999999999999999999999999999999999999")]
    [InlineData("100000000000.01")]
    [InlineData("79228162514264337593543950335")]
    public async Task Amounts_that_cannot_be_moved_are_validation_errors(string amount)
    {
        var (payer, payee) = await FriendsAsync("10");
        var payload = await payer.TransferAsync(payee, amount);
        Assert.Equal("VALIDATION", payload.CodeOf());
        Assert.Equal(["amount", "amount"], payload["errors"]![0]!["path"]!.AsArray().Select(step => (string)step!));
        Assert.Equal("10.00", await payer.BalanceAsync());
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("1")]
    public async Task An_amount_that_is_a_number_is_bad_input(string json)
    {
        var (payer, payee) = await FriendsAsync("10");
        var input = JsonNode.Parse($$$"""{"idempotencyKey":"{{{Guid.CreateVersion7()}}}","to":"{{{payee.Id}}}","amount":{"amount":{{{json}}}}}""");
        Assert.Equal("BAD_USER_INPUT", (await payer.AskAsync(People.TransferMutation, new { input })).Code);
        var literal = $"mutation {{ transfer(input: {{ idempotencyKey: \"{Guid.CreateVersion7()}\", to: \"{payee.Id}\", amount: {{ amount: {json} }} }}) {{ replayed }} }}";
        Assert.Equal("BAD_USER_INPUT", (await payer.AskAsync(literal)).Code);
    }

    [Theory]
    [InlineData("1e3")]
    [InlineData("12,50")]
    [InlineData("1,000")]
    [InlineData("")]
    [InlineData(" 1 ")]
    [InlineData("+1")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1\u0000")]
    public async Task A_text_that_is_no_amount_is_refused_with_its_path(string amount)
    {
        var (payer, payee) = await FriendsAsync("10");
        var payload = await payer.TransferAsync(payee, amount);
        Assert.Equal("VALIDATION", payload.CodeOf());
        Assert.Equal(["amount", "amount"], payload["errors"]![0]!["path"]!.AsArray().Select(step => (string)step!));
        Assert.Equal("10.00", await payer.BalanceAsync());
    }

    [Fact]
    public async Task Nobody_pays_themselves_a_stranger_a_nobody_or_an_unknown()
    {
        var (payer, payee) = await FriendsAsync("10");
        var stranger = await server.PersonAsync();
        var nobody = await server.SignUpAsync();
        await payer.BefriendAsync(nobody);
        Assert.Equal("VALIDATION", (await payer.TransferAsync(payer, "1")).CodeOf());
        Assert.Equal("NOT_FRIENDS", (await payer.TransferAsync(stranger, "1")).CodeOf());
        Assert.Equal("PAYEE_CANNOT_RECEIVE", (await payer.TransferAsync(nobody, "1")).CodeOf());
        Assert.Equal("NOT_FOUND", (await payer.TransferAsync(payee with { Id = "garbage" }, "1")).CodeOf());
        Assert.Equal("NOT_FOUND", (await payer.TransferAsync(payee with { Id = payer.CardId! }, "1")).CodeOf());
        Assert.Equal("10.00", await payer.BalanceAsync());
    }

    [Fact]
    public async Task Class_I_spends_a_thousand_in_its_life_to_the_fen()
    {
        var (payer, payee) = await FriendsAsync("2000", RealNameLevel.ClassI);
        Assert.Null((await payer.TransferAsync(payee, "999.99"))["errors"]);
        var beyond = await payer.TransferAsync(payee, "0.02");
        Assert.Equal("LIMIT_EXCEEDED", beyond.CodeOf());
        var error = beyond["errors"]![0]!;
        Assert.Equal("LIFETIME", (string)error["period"]!);
        Assert.Equal("0.01", (string)error["remaining"]!["amount"]!);
        Assert.Null(error["resetsAt"]);
        Assert.Null((await payer.TransferAsync(payee, "0.01"))["errors"]);
    }

    [Fact]
    public async Task A_day_has_a_thousand_without_pin_and_five_thousand_with_it()
    {
        var (payer, payee) = await FriendsAsync("6000");
        Assert.Null((await payer.TransferAsync(payee, "1000"))["errors"]);
        var key = Guid.CreateVersion7();
        Assert.Equal("PAYMENT_PIN_REQUIRED", (await payer.TransferAsync(payee, "0.01", key)).CodeOf());
        Assert.Null((await payer.TransferAsync(payee, "0.01", key, Somebody.Pin))["errors"]);
        Assert.Null((await payer.TransferAsync(payee, "3999.99", pin: Somebody.Pin))["errors"]);
        var beyond = await payer.TransferAsync(payee, "0.01", pin: Somebody.Pin);
        Assert.Equal("PASSKEY_REQUIRED", beyond.CodeOf());
        Assert.Equal("PASSKEY_REQUIRED", (await payer.TransferAsync(payee, "0.01")).CodeOf());
        Assert.Equal("1000.00", await payer.BalanceAsync());
    }

    [Fact]
    public async Task A_wrong_pin_moves_nothing_counts_and_does_not_burn_the_key()
    {
        var (payer, payee) = await FriendsAsync("10");
        var key = Guid.CreateVersion7();
        for (var left = 4; left >= 0; left--)
        {
            var refused = await payer.TransferAsync(payee, "1", key, "000001");
            Assert.Equal("WRONG_PAYMENT_PIN", refused.CodeOf());
            Assert.Equal(left, (int)refused["errors"]![0]!["attemptsLeft"]!);
        }

        var input = new { idempotencyKey = key, to = payee.Id, amount = new { amount = "1" }, paymentPin = Somebody.Pin };
        Assert.Equal("RATE_LIMITED", (await payer.AskAsync(People.TransferMutation, new { input })).Code);
        Assert.Null((await payer.TransferAsync(payee, "1", key))["errors"]);
        Assert.Equal("9.00", await payer.BalanceAsync());
    }

    [Fact]
    public async Task Who_fell_below_class_I_cannot_pay_but_is_told_what_is_missing()
    {
        var person = await server.SignUpAsync();
        var friend = await server.PersonAsync();
        var reply = await person.AskAsync(People.TransferMutation, new
        {
            input = new { idempotencyKey = Guid.CreateVersion7(), to = friend.Id, amount = new { amount = "1" } },
        });
        Assert.Equal("REAL_NAME_REQUIRED", reply.Code);
    }

    [Fact]
    public async Task Transactions_are_filtered_as_the_schema_offers()
    {
        var (payer, payee) = await FriendsAsync("100");
        await payer.TransferAsync(payee, "10");
        await payer.TransferAsync(payee, "20");
        await payee.TransferAsync(payer, "5");
        Assert.Equal(["5.00", "20.00", "10.00", "100.00"], await AmountsAsync(""));
        Assert.Equal(["100.00"], await AmountsAsync("where: { kind: { eq: TOP_UP } }"));
        Assert.Equal(["5.00", "100.00"], await AmountsAsync("where: { direction: { eq: IN } }"));
        Assert.Equal(["20.00", "100.00"], await AmountsAsync("where: { amount: { gte: \"20\" } }"));
        Assert.Equal(["5.00", "20.00", "10.00"], await AmountsAsync($"where: {{ counterparty: {{ eq: \"{payee.Id}\" }} }}"));
        Assert.Equal(["5.00", "10.00"], await AmountsAsync("where: { and: [{ amount: { lt: \"20\" } }, { status: { in: [POSTED] } }] }"));
        Assert.Empty(await AmountsAsync("where: { createdAt: { gt: \"2099-01-01T00:00:00Z\" } }"));
        Assert.Empty(await AmountsAsync("where: { counterparty: { eq: \"garbage\" } }"));
        Assert.Equal(["20.00", "10.00"], await AmountsAsync("where: { or: [{ amount: { eq: \"10\" } }, { amount: { eq: \"20.00\" } }] }"));

        async Task<IEnumerable<string>> AmountsAsync(string where)
        {
            var arguments = where.Length == 0 ? "" : $"({where})";
            var data = await payer.DataAsync($"{{ viewer {{ wallet {{ transactions{arguments} {{ totalCount nodes {{ amount {{ amount }} }} }} }} }} }}");
            var list = data["viewer"]!["wallet"]!["transactions"]!;
            var amounts = list["nodes"]!.AsArray().Select(node => (string)node!["amount"]!["amount"]!).ToList();
            Assert.Equal(amounts.Count, (int)list["totalCount"]!);
            return amounts;
        }
    }

    [Fact]
    public async Task A_friend_of_both_sees_that_it_happened_only_if_both_let_it_and_never_how_much()
    {
        var (payer, payee) = await FriendsAsync("100");
        var third = await server.SignUpAsync();
        await third.BefriendAsync(payer);
        const string open = "mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { __typename } } }";
        var hidden = await payer.TransferAsync(payee, "1");
        await payer.DoAsync(open, new { defaultVisibility = "PUBLIC" });
        var stricter = await payer.TransferAsync(payee, "1");
        Assert.Equal("PARTIES", (string)stricter["transaction"]!["visibility"]!);
        Assert.Empty(await SeenAsync());

        await payee.DoAsync(open, new { defaultVisibility = "PUBLIC" });
        var seen = (string)(await payer.TransferAsync(payee, "1", note: "secret"))["transaction"]!["id"]!;
        var line = Assert.Single(await SeenAsync())!;
        Assert.Equal(
            ("TRANSFER", payer.Id, payee.Id),
            ((string)line["kind"]!, (string)line["payer"]!["id"]!, (string)line["payee"]!["id"]!));
        Assert.NotNull((string?)line["at"]);

        // The transaction itself is for its parties, and for operators.
        const string look = "query($id: ID!) { node(id: $id) { ... on Transaction { amount { amount } note direction payer { displayName } } } }";
        Assert.Null((await third.DataAsync(look, new { id = seen }))["node"]);
        Assert.Equal("IN", (string)(await payee.DataAsync(look, new { id = seen }))["node"]!["direction"]!);
        var node = (await (await server.AdminAsync()).DataAsync(look, new { id = seen }))["node"]!;
        Assert.Equal(("1.00", "secret", "NEUTRAL"), (node.Amount("amount"), (string)node["note"]!, (string)node["direction"]!));

        async Task<JsonArray> SeenAsync()
        {
            var data = await third.DataAsync(
                "{ viewer { feed(where: { kind: { eq: PAID } }) { nodes { subject { ... on SharedPayment { kind payer { id } payee { id } at } } } } } }");
            return [.. data["viewer"]!["feed"]!["nodes"]!.AsArray().Select(node => node!["subject"]!.DeepClone())];
        }
    }

    private async Task<(Somebody Payer, Somebody Payee)> FriendsAsync(string money, RealNameLevel level = RealNameLevel.ClassII)
    {
        var payer = await server.PersonAsync(level);
        var payee = await server.PersonAsync(RealNameLevel.ClassI);
        await payer.BefriendAsync(payee);
        await payer.TopUpAsync(money);
        return (payer, payee);
    }
}
