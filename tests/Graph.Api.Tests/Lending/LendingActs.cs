using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;

namespace Graph.Api.Tests.Lending;

/// <summary>What people do with loans, as a front end would write it.</summary>
internal static class LendingActs
{
    private const string Unavailable = " ... on CounterpartyUnavailableError { path }";
    private const string Terms = Unavailable + " ... on RateCapExceededError { rateCap effectiveAnnualRate path }";
    private const string Status = " ... on LoanStatusError { status }";
    private const string Owed = " ... on MoreThanOwedError { owed { amount } }";

    private const string Wallet = "wallet { balance { amount } available { amount } held { amount } }";

    public const string Loan =
        """
        loan {
          id status principal { amount } annualRate term { months repayment } purpose viewerCanAnswer answerBy acceptedAt closedAt
          lender { id } borrower { id } outstanding { amount } dueNow { amount } overdue { amount } paid { amount } nextDueOn autoRepay
          owedToGuarantors { amount } contract { text digest acceptedAt }
          schedule { number dueOn principal { amount } interest { amount } paid { amount } status }
          guarantors { id guarantor { id } share { amount } status called { amount } paid { amount } owed { amount } recovered { amount } }
          transactions { totalCount nodes { kind amount { amount } payer { id } payee { id } subject { __typename } } }
        }
        """;

    public static Task<JsonNode> RequestLoanAsync(
        this Somebody borrower, Somebody lender, string amount, string rate = "0.06", int months = 3, string repayment = "EQUAL_PRINCIPAL", Guid? key = null) =>
        borrower.DoAsync(
            $"mutation($input: RequestLoanInput!) {{ requestLoan(input: $input) {{ {Loan} replayed {ErrorsOf(Terms)} }} }}",
            new
            {
                idempotencyKey = key ?? Guid.CreateVersion7(),
                lender = lender.Id,
                principal = new { amount },
                annualRate = rate,
                months,
                repayment,
                purpose = "a bicycle",
            });

    public static Task<JsonNode> OfferLoanAsync(
        this Somebody lender,
        Somebody borrower,
        string amount,
        string rate = "0.06",
        int months = 3,
        string? pin = null,
        Guid? key = null,
        JsonObject? passkey = null) =>
        lender.DoAsync(
            $"mutation($input: OfferLoanInput!) {{ offerLoan(input: $input) {{ {Loan} {Wallet} replayed {ErrorsOf(Terms)} }} }}",
            new
            {
                idempotencyKey = key ?? Guid.CreateVersion7(),
                borrower = borrower.Id,
                principal = new { amount },
                annualRate = rate,
                months,
                repayment = "BULLET",
                paymentPin = pin,
                passkey,
            });

    public static Task<JsonNode> AnswerLoanAsync(
        this Somebody person, string loan, bool accept = true, string? pin = null, Guid? key = null, JsonObject? passkey = null) =>
        person.DoAsync(
            $"mutation($input: AnswerLoanInput!) {{ answerLoan(input: $input) {{ {Loan} {Wallet} replayed {ErrorsOf(Unavailable + Status)} }} }}",
            new { idempotencyKey = key ?? Guid.CreateVersion7(), loan, accept, paymentPin = pin, passkey });

    public static Task<JsonNode> CancelLoanAsync(this Somebody person, string loan) => person.DoAsync(
        $"mutation($input: CancelLoanInput!) {{ cancelLoan(input: $input) {{ {Loan} {ErrorsOf(Status)} }} }}", new { loan });

    public static Task<JsonNode> RepayAsync(this Somebody person, string loan, string amount, Guid? key = null) => person.DoAsync(
        $"mutation($input: RepayLoanInput!) {{ repayLoan(input: $input) {{ {Loan} {Wallet} replayed {ErrorsOf(Status + Owed)} }} }}",
        new { idempotencyKey = key ?? Guid.CreateVersion7(), loan, amount = new { amount } });

    public static Task<JsonNode> SetAutoRepayAsync(this Somebody person, string loan, bool on = true, string? pin = Somebody.Pin) => person.DoAsync(
        $"mutation($input: SetAutoRepayInput!) {{ setAutoRepay(input: $input) {{ {Loan} {ErrorsOf(Status)} }} }}", new { loan, on, paymentPin = pin });

    public static Task<JsonNode> ForgiveAsync(
        this Somebody person, string loan, Guid? key = null, string? pin = Somebody.Pin, JsonObject? passkey = null) => person.DoAsync(
        $"mutation($input: ForgiveLoanInput!) {{ forgiveLoan(input: $input) {{ {Loan} replayed {ErrorsOf(Status)} }} }}",
        new { idempotencyKey = key ?? Guid.CreateVersion7(), loan, paymentPin = pin, passkey });

    public static Task<JsonNode> AskGuaranteeAsync(this Somebody borrower, string loan, Somebody guarantor, string share) => borrower.DoAsync(
        $"mutation($input: AskGuaranteeInput!) {{ askGuarantee(input: $input) {{ guarantee {{ id status share {{ amount }} }} {ErrorsOf(Unavailable)} }} }}",
        new { loan, guarantor = guarantor.Id, share = new { amount = share } });

    public static Task<JsonNode> AnswerGuaranteeAsync(
        this Somebody guarantor, string guarantee, bool accept = true, JsonObject? passkey = null, Guid? key = null, string? pin = null) => guarantor.DoAsync(
        $$"""
        mutation($input: AnswerGuaranteeInput!) { answerGuarantee(input: $input) {
          guarantee { id status viewerCanAnswer loan { id borrower { id } } } {{ErrorsOf(Unavailable)}} } }
        """,
        new { guarantee, accept, paymentPin = pin ?? (accept && passkey is null ? Somebody.Pin : null), passkey, idempotencyKey = key });

    public static Task<JsonNode> PayGuaranteeAsync(this Somebody guarantor, string guarantee, string amount, Guid? key = null) => guarantor.DoAsync(
        $$"""
        mutation($input: PayGuaranteeInput!) { payGuarantee(input: $input) {
          guarantee { id status paid { amount } owed { amount } } {{Wallet}} replayed {{ErrorsOf(Owed)}} } }
        """,
        new { idempotencyKey = key ?? Guid.CreateVersion7(), guarantee, amount = new { amount } });

    public static Task<JsonNode> SetTrustLineAsync(this Somebody giver, Somebody receiver, string limit, bool chains = false) => giver.DoAsync(
        $$"""
        mutation($input: SetTrustLineInput!) { setTrustLine(input: $input) {
          trustLine { id from { id } to { id } limit { amount } used { amount } available { amount } chains } {{ErrorsOf(Unavailable)}} } }
        """,
        new { user = receiver.Id, limit = new { amount = limit }, chains });

    /// <summary>The loan as this person sees it; null when it is hidden.</summary>
    public static async Task<JsonNode?> SeeLoanAsync(this Somebody person, string id) =>
        (await person.DataAsync($"query($id: ID!) {{ node(id: $id) {{ ... on Loan {Loan["loan ".Length..]} }} }}", new { id }))["node"];

    public static async Task<IReadOnlyList<string>> NoticesAsync(this Somebody person) =>
    [
        .. (await person.DataAsync("{ viewer { notifications(first: 50) { nodes { kind } } } }"))["viewer"]!["notifications"]!["nodes"]!.AsArray()
            .Select(node => (string)node!["kind"]!),
    ];

    /// <summary>Two friends at CLASS_II, the first with money.</summary>
    public static async Task<(Somebody Lender, Somebody Borrower)> LenderAndBorrowerAsync(this GraphServer server, string money = "3000")
    {
        var (lender, borrower) = (await server.PersonAsync(name: "王芳"), await server.PersonAsync(name: "李雷"));
        await lender.BefriendAsync(borrower);
        Assert.Null((await lender.TopUpAsync(money))["errors"]);
        return (lender, borrower);
    }

    /// <summary>A loan that was asked for and paid out.</summary>
    public static async Task<string> LendAsync(
        this Somebody lender, Somebody borrower, string amount, string rate = "0.06", int months = 3, string repayment = "EQUAL_PRINCIPAL")
    {
        var asked = await borrower.RequestLoanAsync(lender, amount, rate, months, repayment);
        Assert.Null(asked["errors"]);
        var answered = await lender.AnswerLoanAsync(asked.Id("loan"), pin: Somebody.Pin);
        Assert.True(answered["errors"] is null, answered.ToJsonString());
        return asked.Id("loan");
    }

    private static string ErrorsOf(string more) =>
        $"errors {{ __typename ... on Error {{ code message }} ... on ValidationError {{ path }}{more} }}";
}
