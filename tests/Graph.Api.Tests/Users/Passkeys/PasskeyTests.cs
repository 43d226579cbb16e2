using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Tests.Users.Passkeys;

namespace Graph.Api.Tests.Users.Passkeys;

/// <summary>Adding, naming and removing passkeys, and signing in with them.</summary>
public sealed class PasskeyTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Mine = "{ viewer { security { passkeys { id name createdAt lastUsedAt } } } }";

    private const string Remove =
        "mutation($input: RemovePasskeyInput!) { removePasskey(input: $input) { viewer { security { passkeys { id } } } errors { ... on Error { code } } } }";

    [Fact]
    public async Task Passkeys_are_added_listed_renamed_and_removed_and_the_owner_is_told()
    {
        using var authenticator = new SoftAuthenticator();
        using var other = new SoftAuthenticator();
        var person = await server.SignUpAsync();
        var first = (string)(await person.AddPasskeyAsync(authenticator))["id"]!;
        var second = (string)(await person.AddPasskeyAsync(other, "钥匙"))["id"]!;
        Assert.Equal(["Phone", "钥匙"], await NamesAsync(person));

        var renamed = await person.DoAsync(
            "mutation($input: RenamePasskeyInput!) { renamePasskey(input: $input) { passkey { name } errors { __typename } } }",
            new { passkey = first, name = "Laptop" });
        Assert.Equal("Laptop", (string)renamed["passkey"]!["name"]!);
        Assert.Equal("WRONG_PASSWORD", (await person.DoAsync(Remove, new { passkey = first, password = "wrong-Pass-1" })).CodeOf());
        var removed = await person.DoAsync(Remove, new { passkey = first, password = Somebody.Password });
        Assert.Equal(second, (string)Assert.Single(removed["viewer"]!["security"]!["passkeys"]!.AsArray())!["id"]!);
        Assert.Equal("NOT_FOUND", (await person.DoAsync(Remove, new { passkey = first, password = Somebody.Password })).CodeOf());

        Assert.Equal([("PASSKEY_REMOVED", "Laptop"), ("PASSKEY_ADDED", "钥匙"), ("PASSKEY_ADDED", "Phone")], await person.PasskeyLogAsync());
        var told = await person.DataAsync("{ viewer { notifications { nodes { kind title subject { ... on Passkey { id } } } } } }");
        var notices = told["viewer"]!["notifications"]!["nodes"]!.AsArray().Where(node => ((string)node!["kind"]!).StartsWith("PASSKEY_", StringComparison.Ordinal)).ToList();
        Assert.Equal(["PASSKEY_REMOVED", "PASSKEY_ADDED", "PASSKEY_ADDED"], notices.Select(node => (string)node!["kind"]!));
        Assert.Equal(
            ["A passkey was removed from your account", "A passkey was added to your account", "A passkey was added to your account"],
            notices.Select(node => (string)node!["title"]!));
        Assert.Equal([null, second, null], notices.Select(node => (string?)node!["subject"]?["id"]));
    }

    [Fact]
    public async Task Nobody_sees_or_touches_the_passkey_of_somebody_else()
    {
        using var authenticator = new SoftAuthenticator();
        var (owner, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var passkey = (string)(await owner.AddPasskeyAsync(authenticator))["id"]!;
        const string look = "query($id: ID!) { node(id: $id) { id ... on Passkey { name } } }";
        Assert.Equal("Phone", (string)(await owner.DataAsync(look, new { id = passkey }))["node"]!["name"]!);
        Assert.Null((await other.DataAsync(look, new { id = passkey }))["node"]);
        Assert.Equal("NOT_FOUND", (await other.DoAsync(Remove, new { passkey, password = Somebody.Password })).CodeOf());

        // A credential belongs to one account: the same one cannot be added to another.
        var begun = await other.BeginPasskeyAsync();
        Assert.Equal("PASSKEY_REFUSED", (await other.AddPasskeyAsync(begun, authenticator.Create((string)begun["publicKey"]!))).CodeOf());
    }

    [Fact]
    public async Task A_registration_holds_for_its_challenge_origin_owner_and_password()
    {
        using var authenticator = new SoftAuthenticator();
        var (person, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var begun = await person.BeginPasskeyAsync();
        var options = (string)begun["publicKey"]!;
        authenticator.Origin = "https://evil.example";
        Assert.Equal("PASSKEY_REFUSED", (await person.AddPasskeyAsync(begun, authenticator.Create(options))).CodeOf());
        authenticator.Origin = "https://localhost";
        Assert.Equal("PASSKEY_REFUSED", (await person.AddPasskeyAsync(begun, authenticator.Create(options))).CodeOf());
        authenticator.Origin = "http://localhost:5173";
        authenticator.VerifiesUser = false;
        Assert.Equal("PASSKEY_REFUSED", (await person.AddPasskeyAsync(begun, authenticator.Create(options))).CodeOf());
        authenticator.VerifiesUser = true;
        Assert.Equal("PASSKEY_REFUSED", (await other.AddPasskeyAsync(begun, authenticator.Create(options))).CodeOf());
        var malformed = await person.AddPasskeyAsync(begun, "{");
        Assert.Equal(("VALIDATION", "credential"), (malformed.CodeOf(), (string)malformed["errors"]![0]!["path"]![0]!));
        Assert.Equal("PASSKEY_REFUSED", (await person.AddPasskeyAsync(begun, "{}")).CodeOf());
        Assert.Null((await person.AddPasskeyAsync(begun, authenticator.Create(options)))["errors"]);
        Assert.Equal("PASSKEY_REFUSED", (await person.AddPasskeyAsync(begun, authenticator.Create(options))).CodeOf());

        using var late = new SoftAuthenticator();
        var before = await person.BeginPasskeyAsync();
        await person.DoAsync(
            "mutation($input: ChangePasswordInput!) { changePassword(input: $input) { errors { __typename } } }",
            new { password = Somebody.Password, newPassword = "another-Pass-1" });
        Assert.Equal("PASSKEY_REFUSED", (await person.AddPasskeyAsync(before, late.Create((string)before["publicKey"]!))).CodeOf());
    }

    [Fact]
    public async Task A_passkey_signs_in_without_a_phone_once_for_each_challenge_frozen_or_not()
    {
        using var authenticator = new SoftAuthenticator { Counter = 7 };
        var person = await server.PersonAsync();
        await person.AddPasskeyAsync(authenticator);
        await person.FreezeAsync();
        var begun = await server.Client().BeginSignInAsync();
        Assert.Empty(JsonNode.Parse((string)begun["publicKey"]!)!["allowCredentials"]!.AsArray());
        var signed = PasskeyActs.Signed(begun, authenticator);
        var opened = await server.Client().SignInAsync(signed);
        Assert.True(opened["errors"] is null, opened.ToJsonString());
        Assert.Equal(person.Id, (string)opened["viewer"]!["user"]!["id"]!);
        Assert.NotNull((string?)opened["viewer"]!["security"]!["frozenAt"]);
        var device = (string)opened["tokens"]!["deviceToken"]!;
        Assert.Equal("PASSKEY_REFUSED", (await server.Client().SignInAsync(signed)).CodeOf());

        // A known device stays the same device.
        var again = await server.Client().SignInAsync(PasskeyActs.Signed(await server.Client().BeginSignInAsync(), authenticator), device);
        Assert.Equal(device, (string)again["tokens"]!["deviceToken"]!);
        var log = await (person with { Client = server.Client((string)again["tokens"]!["accessToken"]!) }).PasskeyLogAsync();
        Assert.Equal([("PASSKEY_USED", "Phone: sign-in"), ("PASSKEY_USED", "Phone: sign-in"), ("PASSKEY_ADDED", "Phone")], log);
    }

    [Fact]
    public async Task A_sign_in_from_a_forged_origin_or_of_an_unknown_or_removed_passkey_is_refused()
    {
        using var authenticator = new SoftAuthenticator();
        using var unknown = new SoftAuthenticator();
        var person = await server.SignUpAsync();
        var passkey = (string)(await person.AddPasskeyAsync(authenticator))["id"]!;
        var begun = await server.Client().BeginSignInAsync();
        authenticator.Origin = "https://localhost.evil.example";
        Assert.Equal("PASSKEY_REFUSED", (await server.Client().SignInAsync(PasskeyActs.Signed(begun, authenticator))).CodeOf());
        Assert.Equal("PASSKEY_REFUSED", (await server.Client().SignInAsync(PasskeyActs.Signed(begun, unknown))).CodeOf());
        authenticator.Origin = "http://localhost:5080";
        await person.DoAsync(Remove, new { passkey, password = Somebody.Password });
        Assert.Equal("PASSKEY_REFUSED", (await server.Client().SignInAsync(PasskeyActs.Signed(begun, authenticator))).CodeOf());
    }

    [Fact]
    public async Task Closing_an_account_removes_its_passkeys_and_a_copy_of_the_data_lists_them()
    {
        using var authenticator = new SoftAuthenticator();
        var person = await server.SignUpAsync();
        await person.AddPasskeyAsync(authenticator);
        var export = await person.DoAsync(
            "mutation($input: ExportMyDataInput!) { exportMyData(input: $input) { url errors { __typename } } }", new { password = Somebody.Password });
        using var http = new HttpClient();
        var copy = JsonNode.Parse(await http.GetStringAsync((string)export["url"]!))!;
        Assert.Equal("Phone", (string)Assert.Single(copy["passkeys"]!.AsArray())!["name"]!);

        var begun = await server.Client().BeginSignInAsync();
        var closed = await person.DoAsync(
            "mutation($input: CloseAccountInput!) { closeAccount(input: $input) { closedAt errors { __typename } } }", new { password = Somebody.Password });
        Assert.NotNull(closed["closedAt"]);
        Assert.Equal("PASSKEY_REFUSED", (await server.Client().SignInAsync(PasskeyActs.Signed(begun, authenticator))).CodeOf());
    }

    private static async Task<IEnumerable<string>> NamesAsync(Somebody person) =>
        (await person.DataAsync(Mine))["viewer"]!["security"]!["passkeys"]!.AsArray().Select(passkey => (string)passkey!["name"]!);
}
