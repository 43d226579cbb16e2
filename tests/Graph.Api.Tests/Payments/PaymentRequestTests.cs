using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Payments;

public sealed class PaymentRequestTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    private const string Inbox =
        """
        query($where: PaymentRequestFilterInput) { viewer { wallet { paymentRequests(where: $where) {
          totalCount nodes { id status amount { amount } } } } } }
        """;

    [Fact]
    public async Task A_friend_is_asked_told_and_pays()
    {
        var (asker, payer) = await server.FriendsAsync();
        await payer.TopUpAsync("20");
        var key = Guid.CreateVersion7();
        var asked = await asker.AskForAsync(payer, "12.34", key);
        Assert.True((bool)(await asker.AskForAsync(payer, "12.34", key))["replayed"]!);
        var id = asked.Id("request");
        Assert.Equal((payer.Id, asker.Id, "OPEN"),
            ((string)asked["request"]!["payer"]!["id"]!, (string)asked["request"]!["payee"]!["id"]!, (string)asked["request"]!["status"]!));

        var told = await payer.DataAsync("{ viewer { notifications { nodes { title subject { __typename ... on PaymentRequest { id amount { amount } } } } } } }");
        Assert.Equal(id, (string)told["viewer"]!["notifications"]!["nodes"]![0]!["subject"]!["id"]!);
        var where = new { where = new { status = new { eq = "OPEN" }, direction = new { eq = "OUT" } } };
        Assert.Equal(1, (int)(await payer.DataAsync(Inbox, where))["viewer"]!["wallet"]!["paymentRequests"]!["totalCount"]!);
        Assert.Equal(0, (int)(await asker.DataAsync(Inbox, where))["viewer"]!["wallet"]!["paymentRequests"]!["totalCount"]!);

        Assert.Equal("NOT_FOUND", (await asker.AnswerAsync(id, pay: true)).CodeOf());
        var payKey = Guid.CreateVersion7();
        var paid = await payer.AnswerAsync(id, pay: true, payKey);
        Assert.Equal("PAID", (string)paid["request"]!["status"]!);
        Assert.Equal("7.66", paid["wallet"]!.Amount("available"));
        Assert.Equal(id, (string)paid["request"]!["transaction"]!["subject"]!["id"]!);
        Assert.True((bool)(await payer.AnswerAsync(id, pay: true, payKey))["replayed"]!);
        var again = await payer.AnswerAsync(id, pay: true);
        Assert.Equal(("PAYMENT_REQUEST_CLOSED", "PAID"), (again.CodeOf(), (string)again["errors"]![0]!["status"]!));
        Assert.Equal("12.34", await asker.BalanceAsync());

        var stranger = await server.PersonAsync();
        Assert.Null((await stranger.DataAsync("query($id: ID!) { node(id: $id) { id } }", new { id }))["node"]);
    }

    [Fact]
    public async Task Many_answers_at_once_pay_once()
    {
        var (asker, payer) = await server.FriendsAsync();
        await payer.TopUpAsync("100");
        var id = (await asker.AskForAsync(payer, "10")).Id("request");
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => payer.AnswerAsync(id, pay: i % 3 > 0)));
        Assert.Single(answers, answer => answer.CodeOf() is null);
        Assert.All(answers.Where(answer => answer.CodeOf() is not null), answer => Assert.Equal("PAYMENT_REQUEST_CLOSED", answer.CodeOf()));
        Assert.Contains(await payer.BalanceAsync(), new[] { "90.00", "100.00" });
    }

    [Fact]
    public async Task It_can_be_declined_taken_back_and_it_expires()
    {
        var (asker, payer) = await server.FriendsAsync();
        await payer.TopUpAsync("20");
        var declined = (await asker.AskForAsync(payer, "1")).Id("request");
        Assert.Equal("DECLINED", (string)(await payer.AnswerAsync(declined, pay: false))["request"]!["status"]!);
        Assert.Equal("PAYMENT_REQUEST_CLOSED", (await CancelAsync(asker, declined)).CodeOf());

        var back = (await asker.AskForAsync(payer, "2")).Id("request");
        Assert.Equal("NOT_FOUND", (await CancelAsync(payer, back)).CodeOf());
        Assert.Equal("CANCELLED", (string)(await CancelAsync(asker, back))["request"]!["status"]!);
        Assert.Equal("CANCELLED", (string)(await CancelAsync(asker, back))["request"]!["status"]!);
        Assert.Equal("PAYMENT_REQUEST_CLOSED", (await payer.AnswerAsync(back, pay: true)).CodeOf());

        var forgotten = (await asker.AskForAsync(payer, "3")).Id("request");
        server.Clock.Advance(TimeSpan.FromDays(7));
        (asker, payer) = (await server.BackAsync(asker), await server.BackAsync(payer));
        var late = await payer.AnswerAsync(forgotten, pay: true);
        Assert.Equal(("PAYMENT_REQUEST_CLOSED", "EXPIRED"), (late.CodeOf(), (string)late["errors"]![0]!["status"]!));
        var expired = await asker.DataAsync(Inbox, new { where = new { status = new { eq = "EXPIRED" } } });
        Assert.Equal(forgotten, (string)expired["viewer"]!["wallet"]!["paymentRequests"]!["nodes"]![0]!["id"]!);
        Assert.Equal("20.00", await payer.BalanceAsync());
    }

    [Fact]
    public async Task Only_friends_are_asked()
    {
        var (asker, stranger) = (await server.PersonAsync(), await server.PersonAsync());
        Assert.Equal("NOT_FRIENDS", (await asker.AskForAsync(stranger, "1")).CodeOf());
        Assert.Equal("VALIDATION", (await asker.AskForAsync(asker, "1")).CodeOf());
        Assert.Equal("NOT_FOUND", (await asker.AskForAsync(stranger with { Id = "garbage" }, "1")).CodeOf());
    }

    [Fact]
    public async Task Who_has_no_level_can_say_no_and_not_pay()
    {
        var asker = await server.PersonAsync();
        var nobody = await server.SignUpAsync();
        await asker.BefriendAsync(nobody);
        var id = (await asker.AskForAsync(nobody, "1")).Id("request");
        Assert.Equal("REAL_NAME_LEVEL_REQUIRED", (await nobody.AnswerAsync(id, pay: true)).CodeOf());
        Assert.Equal("DECLINED", (string)(await nobody.AnswerAsync(id, pay: false))["request"]!["status"]!);
    }

    private static Task<System.Text.Json.Nodes.JsonNode> CancelAsync(Somebody person, string request) => person.DoAsync(
        "mutation($input: CancelPaymentRequestInput!) { cancelPaymentRequest(input: $input) { request { status } errors { ... on Error { code } } } }",
        new { request });
}
