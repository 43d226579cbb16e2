using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Tests.Users.Passkeys;

namespace Graph.Api.Tests.Users.Passkeys;

/// <summary>What people do with passkeys, as a front end would write it.</summary>
internal static class PasskeyActs
{
    private const string Requested = "challenge publicKey expiresAt errors { __typename ... on Error { code message } }";

    private const string Transfer =
        """
        mutation($input: TransferInput!) { transfer(input: $input) {
          transaction { id status } replayed errors { __typename ... on Error { code message } ... on ValidationError { path } } } }
        """;

    public static Task<JsonNode> BeginPasskeyAsync(this Somebody person, string password = Somebody.Password) => person.DoAsync(
        $"mutation($input: RequestPasskeyRegistrationInput!) {{ requestPasskeyRegistration(input: $input) {{ {Requested} }} }}", new { password });

    public static Task<JsonNode> AddPasskeyAsync(this Somebody person, JsonNode begun, string credential, string name = "Phone") => person.DoAsync(
        """
        mutation($input: AddPasskeyInput!) { addPasskey(input: $input) {
          passkey { id name createdAt lastUsedAt } errors { __typename ... on Error { code message } ... on ValidationError { path } } } }
        """,
        new { challenge = (string)begun["challenge"]!, credential, name });

    /// <summary>A new passkey of the person; its id stands in the payload.</summary>
    public static async Task<JsonNode> AddPasskeyAsync(this Somebody person, SoftAuthenticator authenticator, string name = "Phone")
    {
        var begun = await person.BeginPasskeyAsync();
        Assert.True(begun["errors"] is null, begun.ToJsonString());
        var added = await person.AddPasskeyAsync(begun, authenticator.Create((string)begun["publicKey"]!), name);
        Assert.True(added["errors"] is null, added.ToJsonString());
        return added["passkey"]!;
    }

    public static Task<JsonNode> BeginPaymentAsync(
        this Somebody person, string subject, string amount, Guid key, string operation = "transfer") => person.DoAsync(
        $"mutation($input: RequestPaymentPasskeyInput!) {{ requestPaymentPasskey(input: $input) {{ {Requested[..^1]} ... on ValidationError {{ path }} }} }} }}",
        new { operation, idempotencyKey = key, subject, amount = new { amount } });

    /// <summary>The field `passkey` of a mutation, signed for a payment.</summary>
    public static async Task<JsonObject> SignAsync(
        this Somebody person, SoftAuthenticator authenticator, string subject, string amount, Guid key, string operation = "transfer")
    {
        var begun = await person.BeginPaymentAsync(subject, amount, key, operation);
        Assert.True(begun["errors"] is null, begun.ToJsonString());
        return Signed(begun, authenticator);
    }

    public static JsonObject Signed(JsonNode begun, SoftAuthenticator authenticator) => new()
    {
        ["challenge"] = (string)begun["challenge"]!,
        ["credential"] = authenticator.Get((string)begun["publicKey"]!),
    };

    public static Task<JsonNode> PayAsync(
        this Somebody person, Somebody to, string amount, Guid key, JsonObject? passkey, string? paymentPin = null) => person.DoAsync(
        Transfer, new { idempotencyKey = key, to = to.Id, amount = new { amount }, paymentPin, passkey });

    public static async Task<JsonNode> BeginSignInAsync(this GraphClient client) => (await client.DataAsync(
        $"mutation {{ requestPasskeySignIn(input: {{}}) {{ {Requested} }} }}"))["requestPasskeySignIn"]!;

    public static async Task<JsonNode> SignInAsync(this GraphClient client, JsonObject passkey, string? deviceToken = null) => (await client.DataAsync(
        """
        mutation($input: SignInWithPasskeyInput!) { signInWithPasskey(input: $input) {
          viewer { user { id } security { frozenAt } } tokens { accessToken refreshToken deviceToken }
          errors { __typename ... on Error { code message } } } }
        """,
        new { input = new { challenge = (string)passkey["challenge"]!, credential = (string)passkey["credential"]!, deviceToken } }))["signInWithPasskey"]!;

    /// <summary>What the audit log says of passkeys, the latest first.</summary>
    public static async Task<List<(string Kind, string? Detail)>> PasskeyLogAsync(this Somebody person)
    {
        var data = await person.DataAsync("{ viewer { security { auditLog(first: 50) { nodes { kind detail } } } } }");
        return [.. data["viewer"]!["security"]!["auditLog"]!["nodes"]!.AsArray()
            .Select(node => ((string)node!["kind"]!, (string?)node["detail"]))
            .Where(row => row.Item1.StartsWith("PASSKEY", StringComparison.Ordinal))];
    }
}
