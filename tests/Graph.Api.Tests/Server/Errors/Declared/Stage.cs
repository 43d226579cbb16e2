using System.Collections.Concurrent;
using Graph.Api.Tests.Deals;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Errors.Declared;

/// <summary>
/// A server with the people that most refusals need. Each is made when the first asks for them, and left as they are:
/// an act that changes somebody for good makes somebody of its own.
/// </summary>
public sealed class Stage : GraphServer
{
    private readonly Lazy<Task<Somebody>> _someone;
    private readonly Lazy<Task<Somebody>> _friend;
    private readonly Lazy<Task<Somebody>> _stranger;
    private readonly Lazy<Task<Somebody>> _frozen;
    private readonly Lazy<Task<OpenShop>> _shop;
    private readonly Lazy<Task<Somebody>> _staff;
    private readonly Lazy<Task<string>> _deal;

    public Stage()
    {
        _someone = new(async () =>
        {
            var someone = await this.PersonAsync();
            Assert.Null((await someone.TopUpAsync("900"))["errors"]);
            return someone;
        });
        _friend = new(() => FriendAsync());
        _stranger = new(() => this.BuyerAsync("100"));
        _frozen = new(async () =>
        {
            var frozen = await FriendAsync();
            Assert.Null((await frozen.FreezeAsync())["errors"]);
            return frozen;
        });
        _shop = new(() => this.OpenShopAsync());
        _staff = new(async () =>
        {
            var (shop, staff) = (await Shop, await this.PersonAsync());
            await staff.BefriendAsync(shop.Owner);
            var added = await shop.Owner.TryAsync(
                "addMerchantStaff", new { merchant = shop.Merchant, user = staff.Id });
            Assert.Null(added["errors"]);
            return staff;
        });
        _deal = new(() => SellAsync());
    }

    /// <summary>At CLASS_II, with a payment PIN and ¥900.</summary>
    public Task<Somebody> Someone => _someone.Value;

    /// <summary>Of someone's; at CLASS_II, with a payment PIN, and as good as no money.</summary>
    public Task<Somebody> Friend => _friend.Value;

    /// <summary>At CLASS_II, with ¥100; nobody's friend.</summary>
    public Task<Somebody> Stranger => _stranger.Value;

    /// <summary>A friend of someone's, whose account is frozen.</summary>
    public Task<Somebody> Frozen => _frozen.Value;

    public Task<OpenShop> Shop => _shop.Value;

    /// <summary>Works in the shop, and does not own it.</summary>
    public Task<Somebody> Staff => _staff.Value;

    /// <summary>A voucher of the shop for ¥1.</summary>
    public Task<string> Deal => _deal.Value;

    public StagedVerifier Verifier { get; } = new();

    public Units Units => Services.GetRequiredService<Units>();

    /// <summary>Guesses are many here, and whoever waits for another request may have to on a slow machine.</summary>
    protected override Dictionary<string, string?> Settings => new()
    {
        ["Limits:WrongPerAccount"] = "1000",
        ["Limits:Operation"] = "00:05:00",
    };

    protected override void Configure(IServiceCollection services) => services.AddSingleton<IVerifier>(Verifier);

    public async Task<Somebody> FriendAsync(RealNameLevel level = RealNameLevel.ClassII, string bin = "622202")
    {
        var friend = await this.PersonAsync(level, bin: bin);
        await friend.BefriendAsync(await Someone);
        return friend;
    }

    /// <summary>A new friend of someone's with ¥6,000: enough for every limit.</summary>
    public async Task<Somebody> RichAsync()
    {
        var rich = await FriendAsync();
        Assert.Null((await rich.TopUpAsync("6000"))["errors"]);
        return rich;
    }

    /// <summary>Another deal of the shop, for ¥1 unless changed; nobody runs into its limits by chance.</summary>
    public async Task<string> SellAsync(object? change = null, OpenShop? shop = null)
    {
        var terms = new Dictionary<string, object?>
        {
            ["price"] = Attempts.Yuan("1"),
            ["listPrice"] = Attempts.Yuan("9999"),
            ["stock"] = 1_000,
            ["perUserLimit"] = 100,
        };
        foreach (var property in change?.GetType().GetProperties() ?? [])
        {
            terms[property.Name] = property.GetValue(change);
        }

        return await (shop ?? await Shop).SellAsync(DateTimeOffset.UtcNow, terms);
    }

    /// <summary>Somebody's order of the deal, just paid.</summary>
    public async Task<(string Id, string Voucher)> OrderAsync(Somebody? buyer = null, string? deal = null)
    {
        var payload = await (buyer ?? await Someone).BuyAsync(deal ?? await Deal);
        Assert.True(payload["errors"] is null, payload.ToJsonString());
        return (payload.Id("order"), (string)payload["order"]!["voucherCode"]!);
    }

    /// <summary>Someone's order of something that is sent, just paid.</summary>
    public async Task<string> SentOrderAsync(OpenShop? shop = null)
    {
        var deal = await SellAsync(new { kind = "DISCOUNT", shops = Array.Empty<string>() }, shop);
        var payload = await (await Someone).BuyAsync(deal);
        Assert.True(payload["errors"] is null, payload.ToJsonString());
        return payload.Id("order");
    }

    /// <summary>Changes what no front end could, or what only time would.</summary>
    public async Task ChangeAsync(Func<GraphDb, Task<int>> change) => Assert.Equal(1, await Units.WriteAsync(change));

    /// <summary>Gives a business that many more people of its staff, who need not be friends of its owner.</summary>
    public async Task EmployAsync(int people, Func<GraphDb, Task<AccountId>> settlement)
    {
        var members = await Task.WhenAll(Enumerable.Range(0, people).Select(_ => this.SignUpAsync()));
        await Units.WriteAsync(async db =>
        {
            var account = await settlement(db);
            db.Set<BusinessMember>().AddRange(members.Select(member =>
                new BusinessMember { AccountId = account, UserId = member.UserId, Since = DateTime.UnixEpoch }));
            return true;
        });
    }

    /// <summary>As an operator does with the verb `revoke`.</summary>
    public async Task RevokeAsync(Somebody person, EvidenceKind kind) => Assert.Equal(
        1, await Services.GetRequiredService<EvidenceDecisions>().RevokeAsync(person.Phone, kind, "It was forged."));
}

/// <summary>The sandbox; but at a street or a phone that was named before, something happens first.</summary>
public sealed class StagedVerifier : IVerifier
{
    private readonly SandboxVerifier _sandbox = new(new KeyedHash(new byte[32]), TimeProvider.System);
    private readonly ConcurrentDictionary<string, Func<Task>> _acts = [];

    public void At(string streetOrPhone, Func<Task> act) => _acts[streetOrPhone] = act;

    public Task<Verdict> VerifyIdentityCardAsync(
        string fullName, IdentityCard card, CancellationToken cancellationToken) =>
        _sandbox.VerifyIdentityCardAsync(fullName, card, cancellationToken);

    public Task<AcceptedCard?> VerifyBankCardAsync(
        string number, VerifiedIdentity? identity, CancellationToken cancellationToken) =>
        _sandbox.VerifyBankCardAsync(number, identity, cancellationToken);

    public async Task<Verdict> VerifyAddressAsync(
        string province, string city, string street, CancellationToken cancellationToken)
    {
        await ActAsync(street);
        return await _sandbox.VerifyAddressAsync(province, city, street, cancellationToken);
    }

    public Task<Verdict> VerifyFaceAsync(
        string token, VerifiedIdentity? identity, CancellationToken cancellationToken) =>
        _sandbox.VerifyFaceAsync(token, identity, cancellationToken);

    public async Task<string> SendPhoneCodeAsync(string phone, CancellationToken cancellationToken)
    {
        await ActAsync(phone);
        return await _sandbox.SendPhoneCodeAsync(phone, cancellationToken);
    }

    public Task SendMessageAsync(string phone, string text, CancellationToken cancellationToken) => Task.CompletedTask;

    private Task ActAsync(string where) => _acts.TryGetValue(where, out var act) ? act() : Task.CompletedTask;
}
