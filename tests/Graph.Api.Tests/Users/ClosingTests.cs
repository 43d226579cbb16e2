using System.Net;
using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Users;

/// <summary>People may have a copy of their data, and may leave.</summary>
public sealed class ClosingTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    private const string Close =
        "mutation($input: CloseAccountInput!) { closeAccount(input: $input) { closedAt errors { ... on Error { code } ... on AccountNotEmptyError { reasons } } } }";

    private const string Export =
        "mutation($input: ExportMyDataInput!) { exportMyData(input: $input) { url expiresAt errors { ... on Error { code } ... on ExportedRecentlyError { nextAt } } } }";

    [Fact]
    public async Task An_account_with_money_stays_and_an_empty_one_is_closed_for_good()
    {
        var (person, friend) = (await server.PersonAsync(), await server.PersonAsync());
        await person.BefriendAsync(friend);
        await person.TopUpAsync("20");
        var refused = await person.DoAsync(Close, new { password = Somebody.Password });
        Assert.Equal("ACCOUNT_NOT_EMPTY", refused.CodeOf());
        Assert.NotEmpty(refused["errors"]![0]!["reasons"]!.AsArray());
        Assert.Null((await person.TransferAsync(friend, "20"))["errors"]);
        Assert.Equal("WRONG_PASSWORD", (await person.DoAsync(Close, new { password = "wrong-Pass-1" })).CodeOf());
        Assert.NotNull((await person.DoAsync(Close, new { password = Somebody.Password }))["closedAt"]);

        using var ended = await person.Client.PostAsync("{ viewer { id } }");
        Assert.Equal(HttpStatusCode.Unauthorized, ended.StatusCode);
        var data = await friend.DataAsync(
            "query($handle: String!, $id: ID!) { user(handle: $handle) { id } node(id: $id) { id } viewer { friends { totalCount } wallet { transactions(first: 1) { nodes { payer { ... on User { handle } } } } } } }",
            new { handle = person.Handle, id = person.Id });
        Assert.Null(data["user"]);
        Assert.Null(data["node"]);
        Assert.Equal(0, (int)data["viewer"]!["friends"]!["totalCount"]!);
        Assert.Equal(person.Handle, (string)data["viewer"]!["wallet"]!["transactions"]!["nodes"]![0]!["payer"]!["handle"]!);
        var again = await server.Client().SignUpAsync();
        var handle = await again.DoAsync("mutation($input: SendFriendRequestInput!) { sendFriendRequest(input: $input) { errors { ... on Error { code } } } }", new { user = person.Id });
        Assert.Equal("NOT_FOUND", handle.CodeOf());
    }

    [Fact]
    public async Task The_handle_of_a_closed_account_is_never_given_again_and_its_phone_is_free()
    {
        var person = await server.SignUpAsync();
        Assert.NotNull((await person.DoAsync(Close, new { password = Somebody.Password }))["closedAt"]);
        var challenge = await server.Client().ChallengeAsync("requestSignUpCode", person.Phone);
        const string signUp = "mutation($input: SignUpInput!) { signUp(input: $input) { errors { ... on Error { code } } } }";
        object Input(string handle) => new { input = new { phone = person.Phone, challenge, phoneCode = "246810", password = Somebody.Password, displayName = "x", handle } };
        Assert.Equal("HANDLE_TAKEN", (await server.Client().DataAsync(signUp, Input(person.Handle)))["signUp"]!.CodeOf());
        Assert.Null((await server.Client().DataAsync(signUp, Input("another_" + person.Phone[5..])))["signUp"]!["errors"]);
    }

    [Fact]
    public async Task A_link_to_the_data_works_once_and_is_made_once_a_day()
    {
        var (person, friend) = (await server.PersonAsync(), await server.PersonAsync());
        await person.BefriendAsync(friend);
        await person.TopUpAsync("20");
        Assert.Null((await person.TransferAsync(friend, "5", note: "for lunch"))["errors"]);
        Assert.Equal("WRONG_PASSWORD", (await person.DoAsync(Export, new { password = "wrong-Pass-1" })).CodeOf());
        var url = (string)(await person.DoAsync(Export, new { password = Somebody.Password }))["url"]!;
        Assert.Equal("EXPORTED_RECENTLY", (await person.DoAsync(Export, new { password = Somebody.Password })).CodeOf());

        using var http = new HttpClient();
        var copy = await http.GetStringAsync(url);
        var json = JsonNode.Parse(copy)!;
        Assert.Equal(person.Handle, (string)json["account"]![0]!["handle"]!);
        Assert.Contains(json["transactions"]!.AsArray(), row => (string?)row!["note"] == "for lunch");
        Assert.Equal(friend.Handle, (string)json["friends"]![0]!["handle"]!);
        Assert.DoesNotContain(friend.Phone, copy);
        using var second = await http.GetAsync(url);
        Assert.Equal(HttpStatusCode.NotFound, second.StatusCode);
        using var guessed = await http.GetAsync(url[..^2] + "zz");
        Assert.Equal(HttpStatusCode.NotFound, guessed.StatusCode);
    }

    /// <summary>Nobody finds the account any more: neither by what others paid to it for all to see.</summary>
    [Fact]
    public async Task A_public_payment_to_a_closed_account_is_in_no_feed_of_others()
    {
        var (payer, payee, friend) = (await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync());
        await payer.BefriendAsync(payee);
        await payer.BefriendAsync(friend);
        await payer.TopUpAsync("20");
        foreach (var person in new[] { payer, payee })
        {
            await person.DoAsync("mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { __typename } } }", new { defaultVisibility = "PUBLIC" });
        }

        Assert.Null((await payer.TransferAsync(payee, "20"))["errors"]);
        Assert.Equal([payee.Handle], await PaidAsync());
        Assert.Null((await payee.TransferAsync(payer, "20"))["errors"]);
        Assert.NotNull((await payee.DoAsync(Close, new { password = Somebody.Password }))["closedAt"]);
        Assert.Empty(await PaidAsync());

        async Task<List<string>> PaidAsync() =>
        [
            .. (await friend.DataAsync("{ viewer { feed(where: { kind: { eq: PAID } }) { nodes { subject { ... on SharedPayment { payee { ... on User { handle } } } } } } } }"))
                ["viewer"]!["feed"]!["nodes"]!.AsArray().Select(line => (string)line!["subject"]!["payee"]!["handle"]!),
        ];
    }
}
