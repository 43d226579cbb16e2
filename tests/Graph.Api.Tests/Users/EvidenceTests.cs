using Graph.Api.Tests.Hosting;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Tests.Users;

public sealed class EvidenceTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Theory]
    [InlineData(RealNameLevel.ClassI)]
    [InlineData(RealNameLevel.ClassII)]
    [InlineData(RealNameLevel.ClassIII)]
    public async Task Accepted_channels_make_the_level(RealNameLevel level) =>
        Assert.NotNull(await server.Client().PersonAsync(level));

    [Fact]
    public async Task Without_the_identity_card_nobody_is_anybody()
    {
        var person = await server.Client().SignUpAsync();
        await person.SubmitAsync(new { bankCard = new { cardNumber = People.CardNumber(), password = Somebody.Password } });
        var face = await person.SubmitAsync(new { face = new { token = SandboxVerifier.FaceToken } });
        Assert.Equal("REJECTED", (string)face["evidence"]!["status"]!);
        var payload = await person.SubmitAsync(new { address = new { province = "上海", city = "上海", street = "南京路 1" } });
        Assert.Equal("NONE", (string)payload["viewer"]!["realName"]!["level"]!);
        var card = await person.SubmitAsync(new { idCard = new { fullName = "王明", idNumber = People.NextIdNumber() } });
        Assert.Equal("CLASS_II", (string)card["viewer"]!["realName"]!["level"]!);
    }

    [Theory]
    [InlineData("110105194912310021")]
    [InlineData("11010519491231002")]
    [InlineData("990105194912310029")]
    [InlineData("11010519491331002X")]
    [InlineData("not a number at all")]
    public async Task What_is_no_identity_number_is_a_validation_error(string idNumber) =>
        await RefusedAsync(new { idCard = new { fullName = "王明", idNumber } }, "idCard", "idNumber");

    [Fact]
    public async Task Money_is_for_adults()
    {
        var idNumber = IdentityCard.Complete("11010520200101001");
        await RefusedAsync(new { idCard = new { fullName = "王明", idNumber } }, "idCard", "idNumber");
    }

    [Theory]
    [InlineData("6222020000000001")]
    [InlineData("4111111111111111")]
    [InlineData("62220")]
    [InlineData("622202abcdefghij")]
    public async Task What_is_no_card_of_a_known_bank_is_a_validation_error(string cardNumber) =>
        await RefusedAsync(new { bankCard = new { cardNumber, password = Somebody.Password } }, "bankCard", "cardNumber");

    [Fact]
    public async Task What_the_verifier_refuses_is_evidence_and_no_error()
    {
        var person = await server.Client().SignUpAsync();
        var rejected = await person.SubmitAsync(new { idCard = new { fullName = "王拒", idNumber = People.NextIdNumber() } });
        Assert.Null(rejected["errors"]);
        Assert.Equal("REJECTED", (string)rejected["evidence"]!["status"]!);
        Assert.NotNull(rejected["evidence"]!["reason"]);
        var face = await person.SubmitAsync(new { face = new { token = "somebody else" } });
        Assert.Equal("REJECTED", (string)face["evidence"]!["status"]!);
        var history = await person.SubmitAsync(new { transactionHistory = new { consent = true } });
        Assert.Contains("3", (string)history["evidence"]!["reason"]!);
        Assert.Equal("NONE", (string)history["viewer"]!["realName"]!["level"]!);
    }

    [Fact]
    public async Task A_pending_submission_waits_for_the_next()
    {
        var person = await server.Client().SignUpAsync();
        var pending = await person.SubmitAsync(new { idCard = new { fullName = "王等", idNumber = People.NextIdNumber() } });
        Assert.Equal("PENDING", (string)pending["evidence"]!["status"]!);
        await person.SubmitAsync(new { idCard = new { fullName = "王明", idNumber = People.NextIdNumber() } });
        var data = await person.DataAsync("{ viewer { realName { level evidence { status } } } }");
        Assert.Equal("CLASS_I", (string)data["viewer"]!["realName"]!["level"]!);
        Assert.Equal(["ACCEPTED", "EXPIRED", "ACCEPTED"], data["viewer"]!["realName"]!["evidence"]!.AsArray().Select(e => (string)e!["status"]!));
    }

    [Fact]
    public async Task An_account_cannot_change_hands()
    {
        var person = await server.Client().PersonAsync(RealNameLevel.ClassI);
        var payload = await person.SubmitAsync(new { idCard = new { fullName = "别人", idNumber = People.NextIdNumber() } });
        Assert.Equal("ALREADY_IDENTIFIED", payload.CodeOf());
    }

    [Fact]
    public async Task The_same_number_under_another_name_is_rejected()
    {
        var idNumber = People.NextIdNumber();
        await (await server.Client().SignUpAsync()).SubmitAsync(new { idCard = new { fullName = "王明", idNumber } });
        var payload = await (await server.Client().SignUpAsync()).SubmitAsync(new { idCard = new { fullName = "李明", idNumber } });
        Assert.Equal("REJECTED", (string)payload["evidence"]!["status"]!);
    }

    [Fact]
    public async Task Exactly_one_channel_is_submitted()
    {
        var person = await server.Client().SignUpAsync();
        var reply = await person.AskAsync(
            "mutation($input: SubmitEvidenceInput!) { submitEvidence(input: $input) { errors { __typename } } }",
            new { input = new { face = new { token = "x" }, phone = new { challenge = "x", code = "1" } } });
        Assert.Equal("BAD_USER_INPUT", reply.Code);
    }

    [Fact]
    public async Task Numbers_and_codes_are_neither_stored_nor_logged()
    {
        var person = await server.Client().SignUpAsync();
        var (idNumber, cardNumber) = (People.NextIdNumber(), People.CardNumber());
        await person.SubmitAsync(new { idCard = new { fullName = "王明", idNumber } });
        await person.SubmitAsync(new { bankCard = new { cardNumber, password = Somebody.Password } });
        Assert.DoesNotContain(server.Log.All, line => line.Contains(idNumber) || line.Contains(cardNumber));
        var masked = await person.DataAsync("{ viewer { realName { maskedIdNumber fullName } bankCards { maskedNumber } } }");
        Assert.Equal($"{idNumber[0]}{new string('*', 16)}{idNumber[17]}", (string)masked["viewer"]!["realName"]!["maskedIdNumber"]!);
        Assert.Equal("**** **** **** " + cardNumber[^4..], (string)masked["viewer"]!["bankCards"]![0]!["maskedNumber"]!);
    }

    private async Task RefusedAsync(object evidence, params string[] path)
    {
        var person = await server.Client().SignUpAsync();
        var payload = await person.SubmitAsync(evidence);
        Assert.Equal("VALIDATION", payload.CodeOf());
        Assert.Equal(path, payload["errors"]![0]!["path"]!.AsArray().Select(step => (string)step!));
        var data = await person.DataAsync("{ viewer { realName { level evidence { id } } } }");
        Assert.Single(data["viewer"]!["realName"]!["evidence"]!.AsArray());
    }
}
