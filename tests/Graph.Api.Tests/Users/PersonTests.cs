using Graph.Api.Tests.Hosting;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Tests.Users;

/// <summary>Whoever knows a name and an identity number is not yet that person.</summary>
public sealed class PersonTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task A_name_and_a_number_alone_join_nobody_and_show_nothing()
    {
        var (owner, idNumber) = await OwnerAsync();
        var stranger = await server.Client().SignUpAsync();
        var card = await stranger.SubmitAsync(IdCard(idNumber));
        Assert.Equal("PENDING", (string)card["evidence"]!["status"]!);
        var waiting = await stranger.DataAsync("query($id: ID!) { node(id: $id) { ... on Evidence { waitsFor reason } } }", new { id = (string)card["evidence"]!["id"]! });
        Assert.Equal(["FACE", "PHONE"], waiting["node"]!["waitsFor"]!.AsArray().Select(kind => (string)kind!));
        Assert.NotNull(waiting["node"]!["reason"]);
        var accepted = await owner.DataAsync("{ viewer { realName { evidence { status waitsFor } } } }");
        Assert.All(accepted["viewer"]!["realName"]!["evidence"]!.AsArray(), evidence => Assert.Empty(evidence!["waitsFor"]!.AsArray()));
        await stranger.SubmitAsync(new { bankCard = new { cardNumber = People.CardNumber(), password = Somebody.Password } });
        var data = await stranger.DataAsync("{ viewer { realName { level fullName limits { period } } } }");
        Assert.Equal("NONE", (string)data["viewer"]!["realName"]!["level"]!);
        Assert.Null(data["viewer"]!["realName"]!["fullName"]);
        Assert.Empty(data["viewer"]!["realName"]!["limits"]!.AsArray());
        Assert.Equal("REJECTED", (string)(await stranger.SubmitAsync(Face(SandboxVerifier.OtherFaceToken)))["evidence"]!["status"]!);
        Assert.Equal("CLASS_I", await LevelAsync(owner));
    }

    [Fact]
    public async Task A_code_to_the_phone_of_the_other_account_joins_the_person_who_is_told()
    {
        var (owner, idNumber) = await OwnerAsync();
        var second = await server.Client().SignUpAsync();
        await second.SubmitAsync(IdCard(idNumber));
        var challenge = await second.Client.ChallengeAsync("requestPhoneCode", owner.Phone);
        var joined = await second.SubmitAsync(new { phone = new { challenge, code = SandboxVerifier.PhoneCode } });
        Assert.Equal("ID_CARD", (string)joined["evidence"]!["kind"]!);
        Assert.Equal("ACCEPTED", (string)joined["evidence"]!["status"]!);
        Assert.Equal("CLASS_I", (string)joined["viewer"]!["realName"]!["level"]!);
        var told = await owner.DataAsync(
            "{ viewer { security { auditLog(first: 20) { nodes { kind } } } notifications(first: 5) { nodes { title } } } }");
        Assert.Contains("PERSON_JOINED", told["viewer"]!["security"]!["auditLog"]!["nodes"]!.AsArray().Select(node => (string)node!["kind"]!));
        Assert.Contains("Another account was identified as you", told["viewer"]!["notifications"]!["nodes"]!.AsArray().Select(node => (string)node!["title"]!));
    }

    [Fact]
    public async Task A_code_to_any_other_phone_joins_nobody()
    {
        var (_, idNumber) = await OwnerAsync();
        var (second, bystander) = (await server.Client().SignUpAsync(), await server.Client().SignUpAsync());
        await second.SubmitAsync(IdCard(idNumber));
        var challenge = await second.Client.ChallengeAsync("requestPhoneCode", bystander.Phone);
        Assert.Equal("VALIDATION", (await second.SubmitAsync(new { phone = new { challenge, code = SandboxVerifier.PhoneCode } })).CodeOf());
        Assert.Equal("NONE", await LevelAsync(second));
    }

    [Fact]
    public async Task Whoever_shows_the_face_first_is_the_person_and_an_account_with_the_card_alone_loses_it()
    {
        var (impostor, idNumber) = await OwnerAsync();
        await impostor.SubmitAsync(new { bankCard = new { cardNumber = People.CardNumber(), password = Somebody.Password } });
        Assert.Equal("CLASS_II", await LevelAsync(impostor));
        var owner = await server.Client().SignUpAsync();
        await owner.SubmitAsync(IdCard(idNumber));
        var face = await owner.SubmitAsync(Face(SandboxVerifier.FaceToken));
        Assert.Equal("CLASS_II", (string)face["viewer"]!["realName"]!["level"]!);
        Assert.Equal("NONE", await LevelAsync(impostor));
        var lost = await impostor.DataAsync("{ viewer { realName { fullName evidence { kind status reason } } } }");
        Assert.Null(lost["viewer"]!["realName"]!["fullName"]);
        var card = lost["viewer"]!["realName"]!["evidence"]!.AsArray().Single(e => (string)e!["kind"]! == "ID_CARD")!;
        Assert.Equal("REVOKED", (string)card["status"]!);

        // The impostor's card and face come too late: another face was shown before.
        Assert.Equal("PENDING", (string)(await impostor.SubmitAsync(IdCard(idNumber)))["evidence"]!["status"]!);
    }

    [Fact]
    public async Task An_account_that_has_shown_a_face_keeps_strangers_away_even_after_it_is_closed()
    {
        var (owner, idNumber) = await OwnerAsync();
        await owner.SubmitAsync(Face(SandboxVerifier.FaceToken));
        await owner.DoAsync("mutation($input: CloseAccountInput!) { closeAccount(input: $input) { errors { __typename } } }", new { password = Somebody.Password });
        var stranger = await server.Client().SignUpAsync();
        Assert.Equal("PENDING", (string)(await stranger.SubmitAsync(IdCard(idNumber)))["evidence"]!["status"]!);
        Assert.Equal("NONE", await LevelAsync(stranger));
        var back = await server.Client().SignUpAsync();
        await back.SubmitAsync(IdCard(idNumber));
        await back.SubmitAsync(Face(SandboxVerifier.FaceToken));
        Assert.Equal("CLASS_II", await LevelAsync(back));
    }

    [Fact]
    public async Task Accounts_that_are_linked_by_a_code_keep_the_person_when_one_shows_a_face()
    {
        var (first, idNumber) = await OwnerAsync();
        var second = await server.Client().SignUpAsync();
        await second.SubmitAsync(IdCard(idNumber));
        var challenge = await second.Client.ChallengeAsync("requestPhoneCode", first.Phone);
        await second.SubmitAsync(new { phone = new { challenge, code = SandboxVerifier.PhoneCode } });
        await second.SubmitAsync(Face(SandboxVerifier.FaceToken));
        Assert.Equal("CLASS_I", await LevelAsync(first));
    }

    [Fact]
    public async Task Who_joined_by_a_code_to_the_account_that_shows_the_face_has_to_show_it_too()
    {
        var (owner, idNumber) = await OwnerAsync();
        var second = await server.Client().SignUpAsync();
        await second.SubmitAsync(IdCard(idNumber));
        var challenge = await second.Client.ChallengeAsync("requestPhoneCode", owner.Phone);
        await second.SubmitAsync(new { phone = new { challenge, code = SandboxVerifier.PhoneCode } });
        Assert.Equal("CLASS_I", await LevelAsync(second));
        await owner.SubmitAsync(Face(SandboxVerifier.FaceToken));
        Assert.Equal("NONE", await LevelAsync(second));
        await second.SubmitAsync(IdCard(idNumber));
        Assert.Equal("NONE", await LevelAsync(second));
        await second.SubmitAsync(Face(SandboxVerifier.FaceToken));
        Assert.Equal("CLASS_II", await LevelAsync(second));
    }

    [Fact]
    public async Task A_code_to_a_frozen_account_joins_nobody()
    {
        var (owner, idNumber) = await OwnerAsync();
        await owner.DoAsync("mutation($input: FreezeAccountInput!) { freezeAccount(input: $input) { errors { __typename } } }", new { });
        var second = await server.Client().SignUpAsync();
        await second.SubmitAsync(IdCard(idNumber));
        var challenge = await second.Client.ChallengeAsync("requestPhoneCode", owner.Phone);
        Assert.Equal("VALIDATION", (await second.SubmitAsync(new { phone = new { challenge, code = SandboxVerifier.PhoneCode } })).CodeOf());
        Assert.Equal("NONE", await LevelAsync(second));
    }

    [Fact]
    public async Task Somebody_whose_account_is_closed_is_joined_by_a_face_and_not_by_the_card_alone()
    {
        var (owner, idNumber) = await OwnerAsync();
        await owner.DoAsync("mutation($input: CloseAccountInput!) { closeAccount(input: $input) { errors { __typename } } }", new { password = Somebody.Password });
        var back = await server.Client().SignUpAsync();
        Assert.Equal("PENDING", (string)(await back.SubmitAsync(IdCard(idNumber)))["evidence"]!["status"]!);
        Assert.Equal("NONE", await LevelAsync(back));
        await back.SubmitAsync(Face(SandboxVerifier.FaceToken));
        Assert.Equal("CLASS_II", await LevelAsync(back));
    }

    [Fact]
    public async Task Limits_show_what_the_account_used_and_what_the_person_has_left()
    {
        var (first, idNumber) = await OwnerAsync();
        var (second, friend) = (await server.Client().SignUpAsync(), await server.Client().PersonAsync());
        await second.SubmitAsync(IdCard(idNumber));
        await second.SubmitAsync(Face(SandboxVerifier.FaceToken));
        await first.SubmitAsync(IdCard(idNumber));
        await first.SubmitAsync(Face(SandboxVerifier.FaceToken));
        await first.SubmitAsync(new { bankCard = new { cardNumber = People.CardNumber(), password = Somebody.Password } });
        var cards = await first.DataAsync("{ viewer { bankCards { id } } }");
        first = first with { CardId = (string)cards["viewer"]!["bankCards"]![0]!["id"]! };
        await first.BefriendAsync(friend);
        await first.TopUpAsync("800");
        Assert.Null((await first.TransferAsync(friend, "600"))["errors"]);
        Assert.Equal(("600.00", "400.00"), await DayAsync(first));
        Assert.Equal(("0.00", "400.00"), await DayAsync(second));
    }

    private async Task<(Somebody Owner, string IdNumber)> OwnerAsync()
    {
        var (owner, idNumber) = (await server.Client().SignUpAsync(), People.NextIdNumber());
        var card = await owner.SubmitAsync(IdCard(idNumber));
        Assert.Equal("ACCEPTED", (string)card["evidence"]!["status"]!);
        return (owner, idNumber);
    }

    private static object IdCard(string idNumber) => new { idCard = new { fullName = "王明", idNumber } };

    private static object Face(string token) => new { face = new { token } };

    private static async Task<string> LevelAsync(Somebody person) =>
        (string)(await person.DataAsync("{ viewer { realName { level } } }"))["viewer"]!["realName"]!["level"]!;

    private static async Task<(string Used, string Remaining)> DayAsync(Somebody person)
    {
        var data = await person.DataAsync("{ viewer { realName { limits { period confirmation used { amount } remaining { amount } } } } }");
        var day = data["viewer"]!["realName"]!["limits"]!.AsArray().Single(l => (string)l!["period"]! == "DAY" && (string)l["confirmation"]! == "SESSION")!;
        return ((string)day["used"]!["amount"]!, (string)day["remaining"]!["amount"]!);
    }
}
