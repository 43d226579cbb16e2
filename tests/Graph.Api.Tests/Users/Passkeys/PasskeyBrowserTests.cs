using System.Text.RegularExpressions;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Users.Passkeys;

/// <summary>The functions of the README, in two browsers with an authenticator each.</summary>
[Collection(nameof(Demo))]
public sealed partial class PasskeyBrowserTests(DemoProcess demo)
{
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome"];

    [SkippableFact]
    public async Task Two_people_add_passkeys_sign_in_and_pay_in_their_browsers()
    {
        Node.Require();
        Skip.If(Browsers.All(name => Repository.Find(name) is null), "Chromium is not installed.");
        var client = demo.Server.Client();
        var (payer, payee) = (await client.PersonAsync(), await client.PersonAsync());
        await payer.BefriendAsync(payee);
        Assert.Null((await payer.TopUpAsync("7000"))["errors"]);
        await using var folder = new TemporaryFolder();
        var snippet = Path.Combine(folder.Path, "passkeys.js");
        await File.WriteAllTextAsync(snippet, Snippet().Match(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"))).Groups[1].Value);
        var api = new UriBuilder(demo.Server.Endpoint) { Host = "localhost" }.Uri;

        var result = await Node.RunAsync(
            "passkeys.mjs", api.ToString(), snippet, payer.Client.Token!, Somebody.Password, payee.Client.Token!, payee.Id);

        Assert.Equal("Laptop", (string)result["added"]!["passkey"]!["name"]!);
        Assert.Equal("手机", (string)result["others"]!["passkey"]!["name"]!);
        Assert.Equal(payer.Id, (string)result["signedIn"]!["viewer"]!["user"]!["id"]!);
        Assert.Equal(payee.Id, (string)result["otherSignedIn"]!["viewer"]!["user"]!["id"]!);
        Assert.Equal("PasskeyRequiredError", (string)result["without"]!["errors"]![0]!["__typename"]!);
        Assert.Equal("POSTED", (string?)result["paid"]!["transaction"]?["status"]);
        Assert.True((bool)result["again"]!["replayed"]!);
        Assert.Equal("NotAllowedError", (string)result["stolen"]!);
        Assert.Equal("6000.00", await payee.BalanceAsync());
    }

    [GeneratedRegex("<!-- passkeys -->\n```js\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
