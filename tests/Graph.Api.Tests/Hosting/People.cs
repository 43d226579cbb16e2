using System.Text.Json.Nodes;
using Graph.Api.Server.Relay;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Tests.Hosting;

/// <summary>Somebody who has signed up, and talks to the API.</summary>
public sealed record Somebody(GraphClient Client, string Id, string Phone, string Handle, string RefreshToken)
{
    public const string Password = "secret-Pass-1";
    public const string Pin = "135790";

    public string? CardId { get; init; }

    /// <summary>Of a server in this process; null where only requests can reach it.</summary>
    public IServiceProvider? Services { get; init; }

    public UserId UserId => GlobalId.Parse(Id).To<UserId>();

    public Task<JsonNode> DataAsync(string query, object? variables = null) => Client.DataAsync(query, variables);

    public Task<Reply> AskAsync(string query, object? variables = null) => Client.AskAsync(query, variables);

    /// <summary>The payload of a mutation that has one field.</summary>
    public async Task<JsonNode> DoAsync(string mutation, object input)
    {
        var data = await DataAsync(mutation, new { input });
        return data.AsObject().Single().Value!;
    }
}

/// <summary>
/// Makes people: of a client by the API alone, as a front end would; of a server in this process without a request.
/// </summary>
public static class People
{
    private static int _last;

    public static string NextPhone() => $"137{Interlocked.Increment(ref _last):D8}";

    /// <summary>A valid, adult identity number that nobody has yet.</summary>
    public static string NextIdNumber()
    {
        var number = Interlocked.Increment(ref _last);
        return IdentityCard.Complete($"1101051990{1 + number / 28_000 % 12:D2}{1 + number / 1_000 % 28:D2}{number % 1_000:D3}");
    }

    public static string CardNumber(string bin = "622202") =>
        BankCard.Complete($"{bin}{Interlocked.Increment(ref _last):D9}");

    public static Task<Somebody> SignUpAsync(this GraphServer server, string? name = null) => MadePeople.SignUpAsync(server, name);

    public static async Task<Somebody> SignUpAsync(this GraphClient client, string? name = null)
    {
        var phone = NextPhone();
        var handle = "u" + phone[3..];
        var challenge = await client.ChallengeAsync("requestSignUpCode", phone);
        var data = await client.DataAsync(
            """
            mutation($input: SignUpInput!) { signUp(input: $input) {
              viewer { user { id } } tokens { accessToken refreshToken } errors { ... on Error { code message } } } }
            """,
            new { input = new { phone, challenge, phoneCode = SandboxVerifier.PhoneCode, password = Somebody.Password, displayName = name ?? handle, handle } });
        var payload = data["signUp"]!;
        Assert.Null(payload["errors"]);
        return new Somebody(
            client.As((string)payload["tokens"]!["accessToken"]!),
            (string)payload["viewer"]!["user"]!["id"]!,
            phone,
            handle,
            (string)payload["tokens"]!["refreshToken"]!);
    }

    /// <summary>Requests a code to a phone; the sandbox sends <see cref="SandboxVerifier.PhoneCode"/>.</summary>
    /// <param name="client">Who requests it.</param>
    /// <param name="mutation">requestSignUpCode, requestPhoneCode or requestPasswordReset.</param>
    /// <param name="phone">The phone.</param>
    public static async Task<string> ChallengeAsync(this GraphClient client, string mutation, string phone)
    {
        var type = char.ToUpperInvariant(mutation[0]) + mutation[1..];
        var data = await client.DataAsync(
            $"mutation($input: {type}Input!) {{ {mutation}(input: $input) {{ challenge expiresAt errors {{ __typename }} }} }}", new { input = new { phone } });
        return (string)data[mutation]!["challenge"]!;
    }

    /// <summary>Somebody at a level, with a PIN and a bank card of the given kind.</summary>
    public static Task<Somebody> PersonAsync(
        this GraphServer server, RealNameLevel level = RealNameLevel.ClassII, string? name = null, string bin = "622202") =>
        MadePeople.PersonAsync(server, level, name, bin);

    public static async Task<Somebody> PersonAsync(
        this GraphClient client, RealNameLevel level = RealNameLevel.ClassII, string? name = null, string bin = "622202")
    {
        var person = await client.SignUpAsync(name);
        if (level == RealNameLevel.None)
        {
            return person;
        }

        await person.SubmitAsync(new { idCard = new { fullName = name ?? "王小明", idNumber = NextIdNumber() } });
        if (level >= RealNameLevel.ClassII)
        {
            await person.SubmitAsync(new { bankCard = new { cardNumber = CardNumber(bin), password = Somebody.Password } });
        }

        if (level >= RealNameLevel.ClassIII)
        {
            await person.SubmitAsync(new { address = new { province = "浙江省", city = "杭州市", street = "文三路 1" } });
            await person.SubmitAsync(new { face = new { token = SandboxVerifier.FaceToken } });
        }

        await person.DoAsync(
            "mutation($input: SetPaymentPinInput!) { setPaymentPin(input: $input) { errors { __typename } } }",
            new { pin = Somebody.Pin, password = Somebody.Password });
        var data = await person.DataAsync("{ viewer { realName { level } bankCards { id } } }");
        Assert.Equal(level, Enum.Parse<RealNameLevel>(((string)data["viewer"]!["realName"]!["level"]!).Replace("_", ""), ignoreCase: true));
        return person with { CardId = (string?)data["viewer"]!["bankCards"]!.AsArray().FirstOrDefault()?["id"] };
    }

    public static Task<JsonNode> SubmitAsync(this Somebody person, object evidence) => person.DoAsync(
        """
        mutation($input: SubmitEvidenceInput!) { submitEvidence(input: $input) {
          evidence { id kind status reason } viewer { realName { level } }
          errors { __typename ... on Error { code message } ... on ValidationError { path } } } }
        """,
        evidence);

    public static Task BefriendAsync(this Somebody one, Somebody other) => one.Services is not null && one.Services == other.Services
        ? MadePeople.BefriendAsync(one, other)
        : one.BefriendByRequestsAsync(other);

    public static async Task BefriendByRequestsAsync(this Somebody one, Somebody other)
    {
        await one.DoAsync(
            "mutation($input: SendFriendRequestInput!) { sendFriendRequest(input: $input) { request { id } errors { __typename } } }",
            new { user = other.Id });
        var answer = await other.DoAsync(
            "mutation($input: SendFriendRequestInput!) { sendFriendRequest(input: $input) { friendship { id } errors { __typename } } }",
            new { user = one.Id });
        Assert.NotNull(answer["friendship"]);
    }

    public static Task<JsonNode> TopUpAsync(this Somebody person, string amount, Guid? key = null) => person.DoAsync(
        """
        mutation($input: TopUpInput!) { topUp(input: $input) {
          transaction { id status kind amount { amount } balanceAfter { amount } history { status reason } payer { displayName __typename } payee { displayName } }
          wallet { balance { amount } available { amount } held { amount } } replayed
          errors { __typename ... on Error { code message } ... on ValidationError { path } ... on BankDeclinedError { transactionId } } } }
        """,
        new { idempotencyKey = key ?? Guid.CreateVersion7(), amount = new { amount }, bankCard = person.CardId });

    public const string TransferMutation =
        """
        mutation($input: TransferInput!) { transfer(input: $input) {
          transaction { id status kind visibility amount { amount } note direction balanceAfter { amount } payer { displayName } payee { displayName } }
          wallet { balance { amount } available { amount } held { amount } } replayed
          errors { __typename ... on Error { code message } ... on ValidationError { path }
            ... on InsufficientFundsError { available { amount } needed { amount } }
            ... on LimitExceededError { period limit { amount } remaining { amount } resetsAt }
            ... on WrongPaymentPinError { attemptsLeft } } } }
        """;

    public static Task<JsonNode> TransferAsync(
        this Somebody person, Somebody to, string amount, Guid? key = null, string? pin = null, string? note = null) =>
        person.DoAsync(TransferMutation, new
        {
            idempotencyKey = key ?? Guid.CreateVersion7(),
            to = to.Id,
            amount = new { amount },
            paymentPin = pin,
            note,
        });

    public static async Task<string> BalanceAsync(this Somebody person) =>
        (string)(await person.DataAsync("{ viewer { wallet { balance { amount } } } }"))["viewer"]!["wallet"]!["balance"]!["amount"]!;

    /// <summary>The code of the only error of a payload.</summary>
    public static string? CodeOf(this JsonNode payload) =>
        payload["errors"] is JsonArray errors ? (string?)Assert.Single(errors)!["code"] : null;
}
