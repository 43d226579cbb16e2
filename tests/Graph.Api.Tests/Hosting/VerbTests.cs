using Graph.Api.Hosting;
using Graph.Tests.Stores;

namespace Graph.Api.Tests.Hosting;

/// <summary>The program's verbs, as an operator runs them.</summary>
[Collection(nameof(Demo))]
public sealed class VerbTests(DemoProcess demo)
{
    [Fact]
    public async Task Schema_prints_what_is_committed()
    {
        await using var folder = new TemporaryFolder();
        var (exitCode, output) = await GraphProcess.RunAsync(folder.Path, null, "schema");
        Assert.Equal(0, exitCode);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "schema.graphql")), output);
    }

    [Fact]
    public async Task Migrate_seed_and_check_a_ledger_then_find_what_was_tampered_with()
    {
        await using var folder = new TemporaryFolder();
        Assert.Contains("Initial", (await GraphProcess.RunAsync(folder.Path, null, "migrate")).Output);
        Assert.Contains("Nothing to do", (await GraphProcess.RunAsync(folder.Path, null, "migrate")).Output);
        var seeded = await GraphProcess.RunAsync(folder.Path, null, "seed", "--people", "30");
        Assert.True(seeded.ExitCode == 0, seeded.Output);
        var more = await GraphProcess.RunAsync(folder.Path, null, "seed", "--people", "5");
        Assert.True(more.ExitCode == 0, more.Output);
        var clean = await GraphProcess.RunAsync(folder.Path, null, "check-ledger");
        Assert.True(clean.ExitCode == 0, clean.Output);

        await TestStore.DamageAsync(
            folder.Path,
            "UPDATE account SET credits_posted = credits_posted + 1 WHERE kind = 0 AND NOT EXISTS (SELECT 1 FROM account b WHERE b.kind = 0 AND b.id < account.id)");
        var broken = await GraphProcess.RunAsync(folder.Path, null, "check-ledger");
        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("all balances sum to zero", broken.Output);
        Assert.Contains("posted counters equal the sum of postings: account", broken.Output);
    }

    [Fact]
    public async Task What_the_bank_did_not_contradict_cannot_be_cleared()
    {
        await using var folder = new TemporaryFolder();
        Assert.Equal(0, (await GraphProcess.RunAsync(folder.Path, null, "migrate")).ExitCode);
        var (exitCode, output) = await GraphProcess.RunAsync(
            folder.Path, null, "clear-bank", "--request", Guid.CreateVersion7().ToString(), "--note", "nothing");
        Assert.Equal(1, exitCode);
        Assert.Contains("did not contradict itself", output);
    }

    /// <summary>Port 1 of loopback is nobody's; a folder is no file, and another one is missing.</summary>
    [Theory]
    [InlineData("PostgreSql", "Host=127.0.0.1;Port=1;Username=nobody", "migrate")]
    [InlineData("PostgreSql", "Host=no-such-host.invalid;Username=nobody", "migrate")]
    [InlineData("PostgreSql", "Host=127.0.0.1;Port=1;Username=nobody", "check-ledger")]
    [InlineData("PostgreSql", "Host=127.0.0.1;Port=1;Username=nobody")]
    [InlineData("Sqlite", "Data Source=/", "migrate")]
    [InlineData("Sqlite", "Data Source=/nowhere/graph.db", "migrate")]
    [InlineData("Sqlite", "Data Source=/nowhere/graph.db", "check-ledger")]
    public async Task A_database_that_cannot_be_reached_is_said_in_a_sentence(string provider, string connection, params string[] arguments)
    {
        await using var folder = new TemporaryFolder();
        var settings = new Dictionary<string, string> { ["Database__Provider"] = provider, ["ConnectionStrings__Graph"] = connection };
        var (exitCode, output) = await GraphProcess.RunAsync(folder.Path, settings, arguments);
        Assert.Equal(Verbs.DidNotRun, exitCode);
        Assert.Matches(@"\. Look at .*ConnectionStrings__Graph", output);
        Assert.DoesNotContain("   at ", output);
    }

    [Fact]
    public async Task A_folder_for_data_that_cannot_be_made_is_said_in_a_sentence()
    {
        await using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "");
        var (exitCode, output) = await GraphProcess.RunAsync(folder.Path, new() { ["Data__Folder"] = file }, "migrate");
        Assert.Equal(Verbs.DidNotRun, exitCode);
        Assert.Contains("Data__Folder", output);
        Assert.DoesNotContain("   at ", output);
    }

    [Theory]
    [InlineData("clear-bank", "--request", "none", "--note", "nothing")]
    [InlineData("nonsense")]
    [InlineData("seed")]
    [InlineData("seed", "--people", "many")]
    [InlineData("migrate", "--ConnectionStrings:Graph=Data Source=other.db")]
    [InlineData("check-ledger", "--urls", "http://localhost:1")]
    [InlineData("--environment", "Staging", "migrate")]
    [InlineData("grant", "--phone", "13800000001", "--role", "MERCHANT,INSTITUTION")]
    [InlineData("grant", "--phone", "13800000001", "--role", "4")]
    [InlineData("withdraw-role", "--phone", "13800000001", "--role", "USER")]
    [InlineData("revoke", "--phone", "13800000001", "--channel", "ID_CARD,BANK_CARD", "--reason", "Forged")]
    public async Task An_unknown_verb_says_what_there_is(params string[] arguments)
    {
        await using var folder = new TemporaryFolder();
        var (exitCode, output) = await GraphProcess.RunAsync(folder.Path, null, arguments);
        Assert.Equal(2, exitCode);
        Assert.Contains("check-ledger", output);
    }

    /// <summary>Data Protection would make another key, and nothing that is stored could be read or found with it.</summary>
    [Fact]
    public async Task Another_wrapping_key_is_refused_and_changes_nothing()
    {
        await using var folder = new TemporaryFolder();
        Dictionary<string, string> With(char key) => new() { ["Keys__Wrapping"] = new string(key, 32) };
        Assert.Equal(0, (await GraphProcess.RunAsync(folder.Path, With('a'), "migrate")).ExitCode);
        var (exitCode, output) = await GraphProcess.RunAsync(folder.Path, With('b'), "migrate");
        Assert.Equal(Verbs.DidNotRun, exitCode);
        Assert.Contains("Keys__Wrapping", output);
        Assert.DoesNotContain("   at ", output);
        Assert.Equal(Verbs.DidNotRun, (await GraphProcess.RunAsync(folder.Path, With('b'), "seed", "--people", "1")).ExitCode);
        (exitCode, output) = await GraphProcess.RunAsync(folder.Path, With('b'));
        Assert.Equal(Verbs.DidNotRun, exitCode);
        Assert.Contains("Keys__Wrapping", output);
        Assert.Equal(0, (await GraphProcess.RunAsync(folder.Path, With('a'), "migrate")).ExitCode);
    }

    [Fact]
    public async Task Outside_development_people_with_a_known_password_are_made_only_for_who_insists()
    {
        await using var folder = new TemporaryFolder();
        var elsewhere = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Staging", ["Sandbox__Enabled"] = "true", ["Sandbox__Verifier"] = "true",
            ["Keys__Signing"] = new string('s', 32), ["Keys__Wrapping"] = new string('w', 32), ["Passwords__Iterations"] = "100000",
        };
        Assert.Equal(1, (await GraphProcess.RunAsync(folder.Path, elsewhere, "seed", "--people", "3")).ExitCode);
        Assert.Equal(0, (await GraphProcess.RunAsync(folder.Path, elsewhere, "seed", "--people", "3", "--yes")).ExitCode);
    }

    [Fact]
    public async Task Production_asks_for_its_keys_in_words()
    {
        await using var folder = new TemporaryFolder();
        var production = new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["Sandbox__Enabled"] = "true" };
        var (exitCode, output) = await GraphProcess.RunAsync(folder.Path, production, "migrate");
        Assert.Equal(Verbs.DidNotRun, exitCode);
        Assert.Contains("Verifier__Url", output);
        Assert.DoesNotContain("   at ", output);
        production["Sandbox__Verifier"] = "true";
        production["Passwords__Iterations"] = "210000";
        (exitCode, output) = await GraphProcess.RunAsync(folder.Path, production, "migrate");
        Assert.Equal(Verbs.DidNotRun, exitCode);
        Assert.Contains("Keys__Signing", output);
        Assert.DoesNotContain("   at ", output);
        production["Limits__Enabled"] = "false";
        Assert.Contains("refused in Production", (await GraphProcess.RunAsync(folder.Path, production, "migrate")).Output);
    }

    [Fact]
    public async Task Demo_people_are_there_at_the_first_start_and_every_field_has_something_to_show()
    {
        var signedIn = await demo.Server.Client().DataAsync(
            "mutation { signIn(input: { phone: \"13800000001\", password: \"demo-Pass-1\" }) { tokens { accessToken } } }");
        var client = demo.Server.Client((string)signedIn["signIn"]!["tokens"]!["accessToken"]!);
        var viewer = (await client.DataAsync(
            """
            { viewer { user { bio realName realNameLevel } bankCards { id } realName { evidence { id } limits { period } }
              wallet { available { amount } transactions(where: { kind: { in: [TRANSFER] } }) { totalCount } }
              friends { totalCount edges { mutualFriendCount node { handle } } } friendRequests { totalCount }
              feed(first: 100) { totalCount nodes { kind subject { __typename } } } notifications { totalCount } } }
            """))["viewer"]!;
        Assert.Equal("CLASS_III", (string)viewer["user"]!["realNameLevel"]!);
        Assert.True(decimal.Parse((string)viewer["wallet"]!["available"]!["amount"]!, System.Globalization.CultureInfo.InvariantCulture) >= 1_000);
        foreach (var list in new[] { viewer["friends"], viewer["friendRequests"], viewer["feed"], viewer["notifications"], viewer["wallet"]!["transactions"] })
        {
            Assert.True((int)list!["totalCount"]! > 0, viewer.ToJsonString());
        }

        Assert.Contains(viewer["friends"]!["edges"]!.AsArray(), edge => (string)edge!["node"]!["handle"]! == "wang_fang");
        Assert.Contains(viewer["friends"]!["edges"]!.AsArray(), edge => (int)edge!["mutualFriendCount"]! > 0);
        Assert.Contains(viewer["feed"]!["nodes"]!.AsArray(), node => (string)node!["kind"]! == "PAID" && node["subject"] is not null);
        await GraphProcess.VerifyAsync(demo.Folder);
    }

    [Fact]
    public async Task Demo_people_have_loans_in_every_state_a_called_guarantee_and_promises()
    {
        var loans = (await ViewerAsync("13800000001", "loans(first: 100) { nodes { status } } trustLines { totalCount }"));
        Assert.Equal(
            Enum.GetValues<Graph.Domain.Lending.Loans.LoanStatus>().Select(status => $"{status}".ToUpperInvariant()).Order(),
            loans["loans"]!["nodes"]!.AsArray().Select(loan => (string)loan!["status"]!).Distinct().Order());
        Assert.True((int)loans["trustLines"]!["totalCount"]! > 0);
        var called = (await ViewerAsync("13800000002", "guarantees { nodes { status paid { amount } loan { status } } }"))["guarantees"]!["nodes"]!.AsArray()
            .Single(guarantee => (string)guarantee!["status"]! == "CALLED")!;
        Assert.Equal(("300.00", "DEFAULTED"), ((string)called["paid"]!["amount"]!, (string)called["loan"]!["status"]!));

        async Task<System.Text.Json.Nodes.JsonNode> ViewerAsync(string phone, string fields)
        {
            var signedIn = await demo.Server.Client().DataAsync(
                $$"""mutation { signIn(input: { phone: "{{phone}}", password: "demo-Pass-1" }) { tokens { accessToken } } }""");
            var client = demo.Server.Client((string)signedIn["signIn"]!["tokens"]!["accessToken"]!);
            return (await client.DataAsync($$"""{ viewer { {{fields}} } }"""))["viewer"]!;
        }
    }
}
