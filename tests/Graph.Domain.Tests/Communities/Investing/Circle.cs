using Graph.Domain.Communities;
using Graph.Domain.Communities.Investing;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Funds;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Communities.Investing;

/// <summary>A community that invests in a fund whose units are worth one yuan, and its people.</summary>
internal sealed class Circle(TestDatabase database)
{
    public static readonly DateOnly Monday = new(2026, 11, 23);

    private DateOnly _day = Monday;

    public Investors Investors { get; } = new(database);

    public Town Town { get; } = new(database);

    /// <summary>The owner, who holds nothing.</summary>
    public UserId Owner { get; private set; }

    public FundId Fund { get; private set; }

    public CommunityId Community { get; private set; }

    public static async Task WithAsync(Func<TestDatabase, Circle, Task> test)
    {
        await using var database = await TestDatabase.CreateAsync();
        var circle = new Circle(database);
        await circle.OpenAsync();
        await test(database, circle);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    public async Task OpenAsync()
    {
        await Investors.OpenAsync();
        Owner = await Town.PersonAsync(RealNameLevel.ClassII);
        Fund = await Investors.FundAsync(FundKind.Bond);
        Community = await FoundAsync(Fund);
    }

    public Task<CommunityId> FoundAsync(FundId? fund) => database.Get<CommunityRegister>().FoundAsync(
        Owner, new CommunityPlan("Savers", "", RealNameLevel.None, Admission.Open, IsForMembers: true, Goal: null) { Fund = fund });

    public Task ChangeAsync(FundId? fund) => database.Get<CommunityRegister>().ChangeAsync(
        Owner, Community, new CommunityChange(null, null, null, null, null) { Fund = fund, RemovesFund = fund is null });

    /// <summary>Members who have ordered units for some yuan each.</summary>
    public async Task<List<UserId>> MembersAsync(params long[] yuan)
    {
        var members = new List<UserId>();
        foreach (var amount in yuan)
        {
            var member = await Investors.PersonAsync(2_000);
            await Town.JoinAsync(member, Community);
            await BuyAsync(member, amount);
            members.Add(member);
        }

        return members;
    }

    public Task<FundOrderId> BuyAsync(UserId member, long yuan, FundId? fund = null) =>
        Investors.SubscribeAsync(member, fund ?? Fund, yuan * 100, acknowledges: true);

    public async Task<FundOrderId> BuyWithAsync(UserId member, CommunityId community, FundId? fund = null, Guid? key = null) =>
        (await database.Get<Subscriptions>().SubscribeAsync(
            new Subscription(member, key ?? database.Clock.NewGuid(), fund ?? Fund, Money.Yuan(1))
            {
                AcknowledgesRisk = true,
                Proof = new PaymentProof(Investors.Pin),
                Company = new WithCommunity(community),
            },
            new Origin(null, null),
            default)).Value;

    /// <summary>Takes one fen out of the fund.</summary>
    public Task<FundOrderId> TakeFenAsync(UserId member) => Investors.RedeemAsync(member, Fund, units: 0.01m);

    /// <summary>Lets days pass, at whose end funds close and communities are looked at. An order shows after two days.</summary>
    public async Task PassAsync(int days = 2, decimal value = 1, params FundId[] more)
    {
        for (var left = days; left > 0; left--)
        {
            Investors.At(_day, 18);
            foreach (var fund in new[] { Fund }.Concat(more))
            {
                await Investors.PublishAsync(fund, _day, value);
            }

            await Investors.WorkAsync();
            await LookAsync();
            _day = new ExchangeCalendar().After(_day);
            Investors.At(_day, 8);
            await Investors.WorkAsync();
        }
    }

    public Task<int> LookAsync() => database.MeetAsync<CommunityInvestments>();

    /// <summary>What is published, in yuan; null when nothing is.</summary>
    public async Task<long?> InvestedAsync(CommunityId? community = null)
    {
        var id = community ?? Community;
        return await Town.ReadAsync(db => db.Set<CommunityInvestment>()
            .Where(i => i.CommunityId == id && i.LookedOn != null)
            .Select(i => i.Invested / 100)
            .SingleOrDefaultAsync());
    }
}
