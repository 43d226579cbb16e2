using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Users.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Payments;

/// <summary>What people do with money, as a front end would write it.</summary>
internal static class PaymentActs
{
    private const string Errors = "errors { __typename ... on Error { code message } ... on ValidationError { path } ... on PayeeNameMismatchError { attemptsLeft } }";
    private const string Wallet = "wallet { balance { amount } available { amount } held { amount } }";

    public static Task<JsonNode> SendAsync(
        this Somebody person, Somebody to, string amount, string arrival = "INSTANT", string? name = null, Guid? key = null) =>
        person.DoAsync(
            $$"""
            mutation($input: TransferInput!) { transfer(input: $input) {
              transaction { id status settlesAt viewerCanCancel } {{Wallet}} replayed {{Errors.Replace("... on ValidationError { path } ", "")}} } }
            """,
            new { idempotencyKey = key ?? Guid.CreateVersion7(), to = to.Id, amount = new { amount }, arrival, payeeName = name });

    public static Task<JsonNode> TakeBackAsync(this Somebody person, string transaction, Guid? key = null) => person.DoAsync(
        $$"""
        mutation($input: CancelTransferInput!) { cancelTransfer(input: $input) {
          transaction { status viewerCanCancel history { status reason } } {{Wallet}} replayed
          errors { ... on Error { code } ... on TransactionClosedError { status } } } }
        """,
        new { idempotencyKey = key ?? Guid.CreateVersion7(), transaction });

    public static Task<JsonNode> WithdrawAsync(this Somebody person, string amount, string? card = null, Guid? key = null) => person.DoAsync(
        $$"""
        mutation($input: WithdrawInput!) { withdraw(input: $input) {
          transaction { id status kind payer { displayName } payee { __typename displayName ... on Bank { maskedAccount } } history { status } }
          {{Wallet}} replayed errors { ... on Error { code } } } }
        """,
        new { idempotencyKey = key ?? Guid.CreateVersion7(), amount = new { amount }, bankCard = card ?? person.CardId });

    public static Task<JsonNode> AskForAsync(this Somebody person, Somebody from, string amount, Guid? key = null) => person.DoAsync(
        """
        mutation($input: RequestPaymentInput!) { requestPayment(input: $input) {
          request { id status amount { amount } note payer { id } payee { id } bill { id } transaction { id } expiresAt } replayed
          errors { ... on Error { code } } } }
        """,
        new { idempotencyKey = key ?? Guid.CreateVersion7(), payer = from.Id, amount = new { amount }, note = "tea" });

    public static Task<JsonNode> AnswerAsync(this Somebody person, string request, bool pay, Guid? key = null) => person.DoAsync(
        $$"""
        mutation($input: AnswerPaymentRequestInput!) { answerPaymentRequest(input: $input) {
          request { id status transaction { id kind amount { amount } subject { __typename ... on PaymentRequest { id } ... on Bill { id title } } } }
          {{Wallet}} replayed errors { ... on Error { code } ... on PaymentRequestClosedError { status } } } }
        """,
        new { idempotencyKey = key ?? Guid.CreateVersion7(), request, pay });

    public static Task<JsonNode> SplitAsync(
        this Somebody person, string total, params (Somebody Who, string? Amount)[] shares) => person.DoAsync(
        """
        mutation($input: SplitBillInput!) { splitBill(input: $input) {
          bill { id title total { amount } payer { id } collected { amount }
            shares { payer { id } amount { amount } status request { id } } }
          replayed errors { ... on Error { code } ... on ValidationError { path } } } }
        """,
        new
        {
            idempotencyKey = Guid.CreateVersion7(),
            title = "dinner",
            total = new { amount = total },
            shares = shares.Select(share => new { user = share.Who.Id, amount = share.Amount is null ? null : new { amount = share.Amount } }),
        });

    public static Task<JsonNode> FreezeAsync(this Somebody person) => person.DoAsync(
        "mutation($input: FreezeAccountInput!) { freezeAccount(input: $input) { viewer { security { frozenAt hasPaymentPin } } errors { __typename } } }",
        new { reason = "a lost phone" });

    public static Task<JsonNode> UnfreezeAsync(this Somebody person, string password = Somebody.Password, string? pin = Somebody.Pin) => person.DoAsync(
        """
        mutation($input: UnfreezeAccountInput!) { unfreezeAccount(input: $input) {
          viewer { security { frozenAt } } errors { ... on Error { code } } } }
        """,
        new { password, paymentPin = pin });

    public static Task<JsonNode> ReverseAsync(this Somebody person, string transaction, Guid? key = null) => person.DoAsync(
        """
        mutation($input: ReverseTransactionInput!) { reverseTransaction(input: $input) {
          transaction { id kind status amount { amount } } replayed errors { ... on Error { code } } } }
        """,
        new { idempotencyKey = key ?? Guid.CreateVersion7(), transaction, reason = "paid the wrong person" });

    /// <summary>As an operator does with the verb `grant`.</summary>
    public static async Task<Somebody> AdminAsync(this GraphServer server)
    {
        var admin = await server.SignUpAsync();
        await server.Services.GetRequiredService<Profiles>().GrantAsync(admin.Phone, Role.Admin);
        return admin;
    }

    public static async Task<(Somebody One, Somebody Other)> FriendsAsync(this GraphServer server, string? balance = null)
    {
        var (one, other) = (await server.PersonAsync(), await server.PersonAsync());
        await one.BefriendAsync(other);
        if (balance is not null)
        {
            await one.TopUpAsync(balance);
        }

        return (one, other);
    }

    public static string Id(this JsonNode payload, string of = "transaction") => (string)payload[of]!["id"]!;

    public static string Amount(this JsonNode node, string of) => (string)node[of]!["amount"]!;
}
