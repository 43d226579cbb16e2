using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;

namespace Graph.Api.Tests.Server.Scalars;

/// <summary>Text that people and their programs send for amounts, keys, times and days.</summary>
public sealed class SentTextTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Pay =
        "mutation($input: TransferInput!) { transfer(input: $input) { replayed errors { ... on ValidationError { code path message } } } }";

    private const string Key = "0199c0de-0000-7000-8000-000000000001";

    [Theory]
    [InlineData("12.505")]
    [InlineData("1,000")]
    [InlineData("12.")]
    [InlineData(".5")]
    [InlineData("")]
    [InlineData(" 12")]
    [InlineData("1e3")]
    [InlineData("+5")]
    [InlineData("¥5")]
    [InlineData("１２")]
    [InlineData("NaN")]
    [InlineData("12.5\n")]
    [InlineData("-")]
    public async Task An_amount_that_is_none_is_an_error_with_its_path(string amount)
    {
        var (payer, payee) = await server.FriendsAsync();
        var inVariable = await payer.DataAsync(Pay, new { input = new { idempotencyKey = Key, to = payee.Id, amount = new { amount } } });
        Assert.Equal("[\"amount\",\"amount\"]", PathOf(inVariable["transfer"]!));
        var literal = await payer.DataAsync(
            "mutation($to: ID!) { transfer(input: { idempotencyKey: \"" + Key + "\", to: $to, amount: { amount: "
            + JsonValue.Create(amount).ToJsonString() + " } }) { errors { ... on ValidationError { path } } } }", new { to = payee.Id });
        Assert.Equal("[\"amount\",\"amount\"]", PathOf(literal["transfer"]!));
    }

    [Theory]
    [InlineData("1,000")]
    [InlineData("")]
    public async Task A_filter_takes_no_such_amount_either(string amount)
    {
        var person = await server.SignUpAsync();
        var reply = await person.AskAsync(
            "query($a: Decimal) { viewer { wallet { transactions(where: { amount: { gte: $a } }) { nodes { id } } } } }", new { a = amount });
        Assert.Equal("BAD_USER_INPUT", reply.Code);
    }

    [Fact]
    public async Task A_key_of_zeros_is_no_key()
    {
        var (payer, payee) = await server.FriendsAsync("10");
        var payload = await payer.DoAsync(Pay, new { idempotencyKey = Guid.Empty, to = payee.Id, amount = new { amount = "1" }, paymentPin = Somebody.Pin });
        Assert.Equal("[\"idempotencyKey\"]", PathOf(payload));
        Assert.Equal("10.00", await payer.BalanceAsync());
    }

    [Theory]
    [InlineData("0199c0de000070008000000000000001")]
    [InlineData("{0199c0de-0000-7000-8000-000000000001}")]
    [InlineData(" 0199c0de-0000-7000-8000-000000000001")]
    [InlineData("0199c0de-0000-7000-8000-00000000000 ")]
    public async Task A_uuid_has_one_form(string key)
    {
        var person = await server.SignUpAsync();
        var reply = await person.AskAsync(Pay, new { input = new { idempotencyKey = key, to = "x", amount = new { amount = "1" } } });
        Assert.Equal("BAD_USER_INPUT", reply.Code);
    }

    [Theory]
    [InlineData("2026-11-23T04:05:06.123456789Z", null)]
    [InlineData("2026-11-23T04:05:06.1234567+08:00", null)]
    [InlineData("2026-11-23T04:05:06.12345678901234567890Z", null)]
    [InlineData("0001-01-01T00:00:00Z", null)]
    [InlineData("9999-12-31T23:59:59.999999999Z", null)]
    [InlineData("0001-01-01T00:00:00+08:00", "BAD_USER_INPUT")]
    [InlineData("9999-12-31T23:59:59-08:00", "BAD_USER_INPUT")]
    [InlineData("2026-11-23T04:05:60Z", "BAD_USER_INPUT")]
    [InlineData("2026-11-23T04:05:06.Z", null)]
    [InlineData("2026-11-23T04:05:06,5Z", "BAD_USER_INPUT")]
    public async Task A_time_may_be_finer_than_what_is_kept(string time, string? code)
    {
        var person = await server.SignUpAsync();
        var reply = await person.AskAsync("query($t: DateTime!) { viewer { wallet { balanceAt(time: $t) { amount } } } }", new { t = time });
        Assert.Equal(code, reply.Code);
    }

    [Theory]
    [InlineData("1940-06-01", "1940-06-01")]
    [InlineData("1940-05-31", "1940-05-31")]
    [InlineData("1940-06-01", "1941-03-15")]
    [InlineData("0001-01-01", "0001-01-01")]
    [InlineData("1919-04-12", "1919-04-13")]
    [InlineData("1900-12-31", "1901-01-01")]
    [InlineData("9998-12-31", "9998-12-31")]
    public async Task A_statement_covers_days_without_a_midnight(string from, string to)
    {
        var person = await server.SignUpAsync();
        var data = await person.DataAsync(
            "query($from: Date!, $to: Date!) { viewer { wallet { statement(from: $from, to: $to) { closing { amount } } } } }", new { from, to });
        Assert.Equal("0.00", (string)data["viewer"]!["wallet"]!["statement"]!["closing"]!["amount"]!);
    }

    private static string PathOf(JsonNode payload) => payload["errors"]![0]!["path"]!.ToJsonString();
}
