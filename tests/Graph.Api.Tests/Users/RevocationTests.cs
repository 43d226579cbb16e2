using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Users.RealNames;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Users;

/// <summary>What becomes of a level that is lost: what hangs on it ends at once, and no money is trapped.</summary>
public sealed class RevocationTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    [Fact]
    public async Task A_revoked_card_takes_the_level_what_was_asked_and_nothing_else()
    {
        var (person, friend) = (await server.PersonAsync(), await server.PersonAsync());
        await person.BefriendAsync(friend);
        await person.TopUpAsync("50");
        var asked = await AskAsync(person, friend);
        var owed = await AskAsync(friend, person);
        Assert.Equal(1, await Decisions.RevokeAsync(person.Phone, EvidenceKind.IdCard, "Reported stolen."));
        Assert.Equal(0, await Decisions.RevokeAsync(person.Phone, EvidenceKind.IdCard, "Reported stolen."));
        Assert.Null(await Decisions.RevokeAsync("13999999999", EvidenceKind.IdCard, "x"));

        var me = await person.DataAsync(
            "{ viewer { realName { level evidence { kind status reason } } notifications(first: 1) { nodes { title subject { ... on Evidence { status } } } } security { auditLog(first: 2) { nodes { kind session { id } } } } } }");
        Assert.Equal("NONE", (string)me["viewer"]!["realName"]!["level"]!);
        var card = me["viewer"]!["realName"]!["evidence"]!.AsArray().Single(line => (string)line!["kind"]! == "ID_CARD")!;
        Assert.Equal(("REVOKED", "Reported stolen."), ((string)card["status"]!, (string)card["reason"]!));
        Assert.Equal("REVOKED", (string)me["viewer"]!["notifications"]!["nodes"]![0]!["subject"]!["status"]!);
        Assert.Equal(
            ["LEVEL_CHANGED", "EVIDENCE_DECIDED"],
            me["viewer"]!["security"]!["auditLog"]!["nodes"]!.AsArray().Select(line => (string)line!["kind"]!));

        // What hangs on the level.
        Assert.Equal("REAL_NAME_REQUIRED", (await person.AskAsync(People.TransferMutation, new
        {
            input = new { idempotencyKey = Guid.CreateVersion7(), to = friend.Id, amount = new { amount = "1" } },
        })).Code);
        Assert.Equal("CANCELLED", await StatusAsync(friend, asked));
        Assert.Equal("PAYEE_CANNOT_RECEIVE", (await friend.TransferAsync(person, "1")).CodeOf());

        // What does not: money out to one's own card, and saying no.
        Assert.Equal("OPEN", await StatusAsync(person, owed));
        Assert.Equal("POSTED", (string)(await person.WithdrawAsync("50"))["transaction"]!["status"]!);
        var declined = await person.DoAsync(
            "mutation($input: AnswerPaymentRequestInput!) { answerPaymentRequest(input: $input) { request { status } errors { ... on Error { code } } } }",
            new { idempotencyKey = Guid.CreateVersion7(), request = owed, pay = false });
        Assert.Equal("DECLINED", (string)declined["request"]!["status"]!);

        // The same person comes back with the same number.
        Assert.Equal("ALREADY_IDENTIFIED", (await person.SubmitAsync(new { idCard = new { fullName = "王小明", idNumber = People.NextIdNumber() } })).CodeOf());
    }

    [Fact]
    public async Task A_bank_card_that_was_revoked_is_no_longer_used_until_it_is_submitted_again()
    {
        var person = await server.SignUpAsync();
        await person.SubmitAsync(new { idCard = new { fullName = "王小明", idNumber = People.NextIdNumber() } });
        var number = People.CardNumber();
        await person.SubmitAsync(new { bankCard = new { cardNumber = number, password = Somebody.Password } });
        const string cards = "{ viewer { bankCards { id } } }";
        person = person with { CardId = (string)(await person.DataAsync(cards))["viewer"]!["bankCards"]![0]!["id"]! };
        Assert.Null((await person.TopUpAsync("5")).CodeOf());
        Assert.Equal(1, await Decisions.RevokeAsync(person.Phone, EvidenceKind.BankCard, "Closed."));
        Assert.Empty((await person.DataAsync(cards))["viewer"]!["bankCards"]!.AsArray());
        Assert.Equal("NOT_FOUND", (await person.TopUpAsync("5")).CodeOf());
        await person.SubmitAsync(new { bankCard = new { cardNumber = number, password = Somebody.Password } });
        Assert.Null((await person.TopUpAsync("5")).CodeOf());
    }

    [Fact]
    public async Task Evidence_with_an_end_counts_until_then()
    {
        var person = await server.SignUpAsync();
        await person.SubmitAsync(new { idCard = new { fullName = "王小明", idNumber = People.NextIdNumber() } });
        var face = await person.DoAsync(
            "mutation($input: SubmitEvidenceInput!) { submitEvidence(input: $input) { evidence { status validUntil } viewer { realName { level } } } }",
            new { face = new { token = SandboxVerifier.FaceForAYear } });
        Assert.Equal("CLASS_II", (string)face["viewer"]!["realName"]!["level"]!);
        Assert.NotNull(face["evidence"]!["validUntil"]);
        await server.PassAsync(TimeSpan.FromDays(366), async () => await LevelAsync(await server.BackAsync(person)) == "CLASS_I");
        var back = await server.BackAsync(person);
        var evidence = (await back.DataAsync("{ viewer { realName { evidence { kind status } } } }"))["viewer"]!["realName"]!["evidence"]!.AsArray();
        Assert.Equal("EXPIRED", (string)evidence.Single(line => (string)line!["kind"]! == "FACE")!["status"]!);
    }

    private EvidenceDecisions Decisions => server.Services.GetRequiredService<EvidenceDecisions>();

    private static async Task<string> LevelAsync(Somebody person) =>
        (string)(await person.DataAsync("{ viewer { realName { level } } }"))["viewer"]!["realName"]!["level"]!;

    private static async Task<string> AskAsync(Somebody by, Somebody from) => (string)(await by.DoAsync(
        "mutation($input: RequestPaymentInput!) { requestPayment(input: $input) { request { id } errors { ... on Error { code } } } }",
        new { idempotencyKey = Guid.CreateVersion7(), payer = from.Id, amount = new { amount = "5" } }))["request"]!["id"]!;

    private static async Task<string> StatusAsync(Somebody viewer, string request) => (string)(await viewer.DataAsync(
        "query($id: ID!) { node(id: $id) { ... on PaymentRequest { status } } }", new { id = request }))["node"]!["status"]!;
}
