using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Server.Errors;

/// <summary>What the API says of values that do not fit their types: what is allowed, and never the value itself.</summary>
public sealed class ValueFormTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Plan = "query($p: MoneyInput!, $d: Date) { loanPlan(principal: $p, annualRate: \"0.1\", months: 3, repayment: BULLET, startOn: $d) { rateCap } }";

    [Theory]
    [InlineData("{ deals(order: { price: \"ASC\" }) { totalCount } }", "Argument 'order' has invalid value. In field 'price': Expected type 'SortDirection'. It is one of these, without quotes: ASC, DESC.")]
    [InlineData("{ deals(where: { kind: { in: [VOUCHER, SECRET] } }) { totalCount } }", "Argument 'where' has invalid value. In field 'kind': In field 'in': In element #2: Expected type 'DealKind'. It is one of these, without quotes: VOUCHER, DISCOUNT, GROUP_BUY.")]
    [InlineData("{ deals(first: \"SECRET\") { totalCount } }", "Argument 'first' has invalid value. Expected type 'Int'. An Int is a whole number from -2147483648 to 2147483647, without quotes.")]
    [InlineData("{ deals(first: 9999999999) { totalCount } }", "Argument 'first' has invalid value. Expected type 'Int'. An Int is a whole number from -2147483648 to 2147483647, without quotes.")]
    [InlineData("{ deals(near: { latitude: \"SECRET\", longitude: 1, radiusMeters: 1 }) { totalCount } }", "Argument 'near' has invalid value. In field 'latitude': Expected type 'Float'. A Float is a number, without quotes.")]
    [InlineData("{ loanPlan(principal: { amount: 1.5 }, annualRate: \"0.1\", months: 3, repayment: BULLET) { rateCap } }", "Argument 'principal' has invalid value. In field 'amount': Expected type 'Decimal'. A Decimal is text: \"12.50\", in quotes, with a point.")]
    [InlineData("{ loanPlan(principal: \"SECRET\", annualRate: \"0.1\", months: 3, repayment: BULLET) { rateCap } }", "Argument 'principal' has invalid value. Expected 'MoneyInput'. It is an object with the fields amount, currency.")]
    [InlineData("mutation { transfer(input: { idempotencyKey: \"0199c0de-0000-7000-8000-000000000001\", to: \"x\", amount: { amount: \"5\" }, arrival: null }) { replayed } }", "Argument 'input' has invalid value. In field 'arrival': Expected 'Arrival!'. It must not be null. It is one of these, without quotes: INSTANT, TWO_HOURS, NEXT_DAY.")]
    [InlineData("{ nodes(ids: null) { id } }", "Argument 'ids' has invalid value. It must not be null.")]
    [InlineData("query($a: Int = \"SECRET\") { deals(first: $a) { totalCount } }", "Variable 'a' of type 'Int' has an invalid default value. Expected type 'Int'. An Int is a whole number from -2147483648 to 2147483647, without quotes.")]
    [InlineData("mutation { signIn(input: { phone: 5, password: \"SECRET\" }) { errors { __typename } } }", "Argument 'input' has invalid value. In field 'phone': Expected type 'String'. A String is text in quotes, without U+0000, U+FFFE and half a surrogate pair.")]
    [InlineData("mutation { topUp(input: { idempotencyKey: \"SECRET\", amount: { amount: \"5\" }, bankCard: \"x\" }) { replayed } }", "Argument 'input' has invalid value. In field 'idempotencyKey': Expected type 'UUID'. A UUID is text of 36 characters: \"0199c0de-0000-7000-8000-000000000001\".")]
    public async Task A_document_is_told_what_is_allowed(string query, string message) => await SaysAsync(query, null, message);

    [Theory]
    [InlineData("""{ "p": { "amount": 12.5 } }""", "Variable '$p.amount' is invalid. This value does not convert to 'Decimal'. A Decimal is text: \"12.50\", in quotes, with a point.")]
    [InlineData("""{ "p": { "amount": "1", "currency": "SECRET" } }""", "Variable '$p.currency' is invalid. This value does not convert to 'Currency'. It is one of these, as text: CNY.")]
    [InlineData("""{ "p": { "amount": "1" }, "d": "2026-1-1" }""", "Variable '$d' is invalid. This value does not convert to 'Date'. A Date is text: \"2026-11-23\".")]
    [InlineData("""{ "p": { "amount": "1", "SECRETS": 1 } }""", "Variable '$p' is invalid. Unrecognized input fields 'SECRETS' for type 'MoneyInput'. It is an object with the fields amount, currency.")]
    [InlineData("""{ "p": "SECRET" }""", "Variable '$p' is invalid. Unable to parse input as a 'MoneyInput' type. Did you provide a List or Scalar value accidentally? It is an object with the fields amount, currency.")]
    [InlineData("{ }", "Variable '$p' is invalid. No value provided for a non-null variable.")]
    public async Task Variables_are_told_what_is_allowed(string variables, string message) =>
        await SaysAsync(Plan, System.Text.Json.Nodes.JsonNode.Parse(variables), message);

    [Theory]
    [InlineData("query($v: Boolean!) { viewer @include(if: $v) { id } }", "\"true\"", "Variable '$v' is invalid. This value does not convert to 'Boolean'. A Boolean is true or false, without quotes.")]
    [InlineData("query($v: ID!) { node(id: $v) { id } }", "{}", "Variable '$v' is invalid. This value does not convert to 'ID'. An ID is text, as a field `id` gave it.")]
    [InlineData("query($v: Int) { deals(first: $v) { totalCount } }", "1.5", "Variable '$v' is invalid. This value does not convert to 'Int'. An Int is a whole number from -2147483648 to 2147483647, without quotes.")]
    [InlineData("query($v: DateTime!) { viewer { wallet { balanceAt(time: $v) { amount } } } }", "\"2026-11-23 04:05\"", "Variable '$v' is invalid. This value does not convert to 'DateTime'. A DateTime is text with an offset: \"2026-11-23T04:05:06Z\".")]
    public async Task A_variable_is_told_the_form_of_its_type(string query, string value, string message) =>
        await SaysAsync(query, new { v = System.Text.Json.Nodes.JsonNode.Parse(value) }, message);

    private async Task SaysAsync(string query, object? variables, string message)
    {
        var reply = await server.Client().AskAsync(query, variables);
        Assert.Equal("BAD_USER_INPUT", reply.Code);
        Assert.Equal(message, (string)reply.Errors![0]!["message"]!);
    }
}

/// <summary>Where the schema is not shown, messages do not show parts of it.</summary>
public sealed class ClosedValueFormTests(ClosedServer server) : Scenario(server), IClassFixture<ClosedServer>
{
    [Theory]
    [InlineData("{ deals(order: { price: UP }) { totalCount } }", "Argument 'order' has invalid value. In field 'price': Expected type 'SortDirection'. It is a name, without quotes.")]
    [InlineData("{ deals(near: 1) { totalCount } }", "Argument 'near' has invalid value. Expected 'NearInput'. It is an object.")]
    public async Task Names_of_values_and_fields_are_not_given(string query, string message) =>
        Assert.Equal(message, (string)(await server.Client().AskAsync(query)).Errors![0]!["message"]!);
}
