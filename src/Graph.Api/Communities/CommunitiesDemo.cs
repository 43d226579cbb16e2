using Graph.Api.Demo;
using Graph.Domain.Communities;
using Graph.Domain.Communities.Investing;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Communities;

/// <summary>Makes four communities, of each admission one at least, with members, a goal, a fund, a request and an invitation.</summary>
internal sealed class CommunitiesDemo : IDemoPart
{
    private const string FundCode = "HZWY01";

    private static readonly Origin Nowhere = new(null, null);

    /// <summary>After the funds, one of which is a community's.</summary>
    public int Place => 51;

    public async Task FillAsync(DemoStage stage)
    {
        var (first, second) = (stage.People[0], stage.People[1]);
        var others = stage.People.Skip(2).Where(person => person.Level >= RealNameLevel.ClassI).ToList();
        var today = BusinessCalendar.DateOf(stage.World.Clock.GetUtcNow().UtcDateTime);

        var fund = await stage.World.Get<Units>().ReadAsync(db => db.Set<Fund>().Where(f => f.Code == FundCode).Select(f => f.Id).SingleAsync());
        var savers = await FoundAsync(stage, first, new CommunityPlan(
            "西湖攒钱小组", "每个月存一点，一起看西湖。", RealNameLevel.ClassI, Admission.Open, IsForMembers: false, new Goal(Money.Yuan(50_000), today.AddMonths(6)))
        {
            Fund = fund,
        });
        var investor = stage.People.Where(person => person.Level == RealNameLevel.ClassIII).ElementAt(1);
        await JoinAsync(stage, savers, [second, investor, .. others.Take(12)]);
        await InvestAsync(stage, investor, savers, fund);
        await stage.World.Get<CommunityInvestments>().MeetAsync(savers, CancellationToken.None);
        await stage.World.Get<CommunityModeration>().SetRoleAsync(first.Id, savers, second.Id, CommunityRole.Moderator);

        var runners = await FoundAsync(stage, second, new CommunityPlan(
            "钱塘夜跑", "每周三晚上八点，从西兴出发。", RealNameLevel.None, Admission.Open, IsForMembers: true, Goal: null));
        await JoinAsync(stage, runners, [first, .. others.Skip(6).Take(8)]);

        var founder = others.First(person => person.Level >= RealNameLevel.ClassII);
        var readers = await FoundAsync(stage, founder, new CommunityPlan(
            "武林读书会", "一月一本书，读完再聊。", RealNameLevel.None, Admission.OnRequest, IsForMembers: true, Goal: null));
        await stage.World.Get<Memberships>().JoinAsync(first.Id, readers, "我也喜欢读书。");

        var house = await FoundAsync(stage, second, new CommunityPlan(
            "明芳家", "只给自己人。", RealNameLevel.None, Admission.ByInvitation, IsForMembers: true, new Goal(Money.Yuan(8_000), today.AddMonths(3))));
        await stage.World.Get<CommunityModeration>().InviteAsync(second.Id, house, [first.Id], "来吧！");
    }

    private static Task<CommunityId> FoundAsync(DemoStage stage, Inhabitant founder, CommunityPlan plan) =>
        stage.World.Get<CommunityRegister>().FoundAsync(founder.Id, plan);

    private static Task InvestAsync(DemoStage stage, Inhabitant investor, CommunityId community, FundId fund) =>
        stage.World.Get<Subscriptions>().SubscribeAsync(
            new Subscription(investor.Id, stage.World.Clock.NewGuid(), fund, Money.Yuan(15))
            {
                AcknowledgesRisk = true,
                Company = new WithCommunity(community),
                Proof = new PaymentProof(DemoData.PaymentPin),
            },
            Nowhere,
            default);

    private static async Task JoinAsync(DemoStage stage, CommunityId community, IEnumerable<Inhabitant> people)
    {
        foreach (var person in people)
        {
            await stage.World.Get<Memberships>().JoinAsync(person.Id, community, visibility: Visibility.Friends);
        }
    }
}
