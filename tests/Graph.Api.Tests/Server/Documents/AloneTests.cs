using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Server.Documents;

public sealed class AloneTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Wrong = "{ phone: \"13700000000\", password: \"wrong-Pass-1\" }";

    [Theory]
    [InlineData($"mutation {{ a: signIn(input: {Wrong}) {{ errors {{ __typename }} }} b: signIn(input: {Wrong}) {{ errors {{ __typename }} }} }}")]
    [InlineData($"mutation {{ ...F }} fragment F on Mutation {{ signIn(input: {Wrong}) {{ errors {{ __typename }} }} refreshSession(input: {{ refreshToken: \"x\" }}) {{ errors {{ __typename }} }} }}")]
    [InlineData("mutation { setPaymentPin(input: { pin: \"123456\", password: \"x\" }) { errors { __typename } } __typename }")]
    [InlineData("mutation { requestPhoneCode(input: { phone: \"1\" }) { errors { __typename } } signOut(input: {}) { errors { __typename } } }")]
    [InlineData("mutation { submitEvidence(input: { phone: { code: \"1\" } }) { errors { __typename } } b: submitEvidence(input: { phone: { code: \"2\" } }) { errors { __typename } } }")]
    public async Task What_carries_a_secret_comes_alone(string mutation)
    {
        var person = await server.SignUpAsync();
        Assert.Equal("BAD_USER_INPUT", (await person.AskAsync(mutation)).Code);
    }

    [Fact]
    public async Task A_transfer_comes_alone_only_with_a_pin_wherever_the_pin_stands()
    {
        var payer = await server.PersonAsync();
        var payee = await server.PersonAsync();
        await payer.BefriendAsync(payee);
        await payer.TopUpAsync("10");
        const string two =
            "mutation($a: TransferInput!, $b: TransferInput!) { a: transfer(input: $a) { errors { __typename } } b: transfer(input: $b) { errors { __typename } } }";
        object Input(string? pin) => new { idempotencyKey = Guid.CreateVersion7(), to = payee.Id, amount = new { amount = "1" }, paymentPin = pin };
        Assert.Null((await payer.AskAsync(two, new { a = Input(null), b = Input(null) })).Errors);
        Assert.Equal("BAD_USER_INPUT", (await payer.AskAsync(two, new { a = Input(null), b = Input("000000") })).Code);
        const string literal =
            "mutation($p: String, $to: ID!, $k: UUID!) { transfer(input: { idempotencyKey: $k, to: $to, amount: { amount: \"1\" }, paymentPin: $p }) { errors { __typename } } __typename }";
        Assert.Null((await payer.AskAsync(literal, new { to = payee.Id, k = Guid.CreateVersion7() })).Errors);
        Assert.Equal("BAD_USER_INPUT", (await payer.AskAsync(literal, new { p = "000000", to = payee.Id, k = Guid.CreateVersion7() })).Code);
        const string byDefault =
            "mutation($p: String = \"000000\", $to: ID!, $k: UUID!) { transfer(input: { idempotencyKey: $k, to: $to, amount: { amount: \"1\" }, paymentPin: $p }) { errors { __typename } } __typename }";
        Assert.Equal("BAD_USER_INPUT", (await payer.AskAsync(byDefault, new { to = payee.Id, k = Guid.CreateVersion7() })).Code);
        var whole =
            $"mutation($i: TransferInput! = {{ idempotencyKey: \"{Guid.CreateVersion7()}\", to: \"{payee.Id}\", amount: {{ amount: \"1\" }}, paymentPin: \"000000\" }}) {{ transfer(input: $i) {{ errors {{ __typename }} }} __typename }}";
        Assert.Equal("BAD_USER_INPUT", (await payer.AskAsync(whole)).Code);
        Assert.Equal("7.00", await payer.BalanceAsync());
    }
}
