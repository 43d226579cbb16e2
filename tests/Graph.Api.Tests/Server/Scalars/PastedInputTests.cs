using Graph.Api.Tests.Deals;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;

namespace Graph.Api.Tests.Server.Scalars;

/// <summary>Codes, names and addresses as people paste them, from the request to the database and back.</summary>
public sealed class PastedInputTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Update =
        "mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { viewer { user { displayName avatarUrl bio } } errors { ... on ValidationError { path message } } } }";

    public static TheoryData<string> Dashes => ["\u2013", "\u2014", "\uFF0D", "\u2212", "\u2011", "", " ", " - "];

    [Theory]
    [MemberData(nameof(Dashes))]
    public async Task A_voucher_is_redeemed_with_any_dashes(string dash)
    {
        var shop = await server.OpenShopAsync();
        var deal = await shop.SellAsync(DateTimeOffset.UtcNow);
        var buyer = await server.PersonAsync();
        await buyer.TopUpAsync("20");
        var code = (string)(await buyer.BuyAsync(deal))["order"]!["voucherCode"]!;
        var key = Guid.CreateVersion7();
        var redeemed = await shop.Owner.RedeemAsync(shop.Shop, $" {code.Replace("-", dash, StringComparison.Ordinal).ToLowerInvariant()}\n", key);
        Assert.Null(redeemed["errors"]);
        Assert.True((bool)(await shop.Owner.RedeemAsync(shop.Shop, code, key))["replayed"]!);
    }

    [Theory]
    [InlineData("买买提\u2022吐尔逊")]
    [InlineData("买买提．吐尔逊")]
    [InlineData(" 买买提 ・ 吐尔逊\n")]
    [InlineData("\u200B买买提·吐尔逊")]
    public async Task A_payee_is_confirmed_by_a_name_with_any_middle_dot(string name)
    {
        var (payer, payee) = (await server.PersonAsync(), await server.PersonAsync(name: "买买提\u0387吐尔逊"));
        await payer.TopUpAsync("10");
        Assert.Null((await payer.SendAsync(payee, "1", name: name))["errors"]);
        var real = await payee.DataAsync("{ viewer { realName { fullName } } }");
        Assert.Equal("买买提\u00B7吐尔逊", (string)real["viewer"]!["realName"]!["fullName"]!);
    }

    [Fact]
    public async Task A_profile_is_stored_clean()
    {
        var person = await server.SignUpAsync();
        var changed = await person.DoAsync(Update, new { displayName = "\uFEFF Zoe\u0308 \u200B Zhang\n", avatarUrl = " https://example.org/a.png\n", bio = "a \r\nb\u200B" });
        Assert.Equal(
            """{"displayName":"Zo\u00EB Zhang","avatarUrl":"https://example.org/a.png","bio":"a\nb"}""", changed["viewer"]!["user"]!.ToJsonString());
        var cleared = await person.DoAsync(Update, new { avatarUrl = " ", bio = "  " });
        Assert.Equal("""{"displayName":"Zo\u00EB Zhang","avatarUrl":null,"bio":null}""", cleared["viewer"]!["user"]!.ToJsonString());
    }

    [Fact]
    public async Task Forty_families_fit_and_a_tower_of_accents_does_not()
    {
        var person = await server.SignUpAsync();
        foreach (var count in new[] { 21, 40 })
        {
            var families = string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", count));
            var changed = await person.DoAsync(Update, new { displayName = families });
            Assert.Equal(families, (string)changed["viewer"]!["user"]!["displayName"]!);
        }

        var refused = await person.DoAsync(Update, new { displayName = "Z" + new string('\u0301', 30) });
        Assert.Equal("[\"displayName\"]", refused["errors"]![0]!["path"]!.ToJsonString());
    }

    [Theory]
    [InlineData("＠Ａｂｃ")]
    [InlineData(" @ABC")]
    public async Task A_handle_is_taken_in_its_one_form(string form)
    {
        var phone = People.NextPhone();
        var client = server.Client();
        var challenge = await client.ChallengeAsync("requestSignUpCode", $"+86 {phone[..3]}\u2013{phone[3..]}");
        var data = await client.DataAsync(
            "mutation($input: SignUpInput!) { signUp(input: $input) { viewer { user { handle } } errors { ... on ValidationError { path message } } } }",
            new { input = new { phone, challenge, phoneCode = " ２４６ 810\n", password = Somebody.Password, displayName = "Abc", handle = form + phone[3..] } });
        Assert.Null(data["signUp"]!["errors"]);
        Assert.Equal("abc" + phone[3..], (string)data["signUp"]!["viewer"]!["user"]!["handle"]!);
    }
}
