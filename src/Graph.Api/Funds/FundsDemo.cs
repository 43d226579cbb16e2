using Graph.Api.Demo;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Paying;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Api.Funds;

/// <summary>
/// Makes two institutions with five funds and two years of days, the same on every machine, and people who invest in them, with
/// orders in several states.
/// </summary>
internal sealed class FundsDemo : IDemoPart
{
    private const int Days = 730;

    private static readonly Origin Nowhere = new(null, null);

    private static readonly (string Institution, string Licence)[] Companies = [("杭州稳盈基金", "91330100MA2FUND01"), ("西湖资产管理", "91330100MA2FUND02")];

    private static readonly (string Code, string Name, FundKind Kind, RiskGrade Grade, int Company)[] Funds =
    [
        ("HZWY01", "稳盈宝货币", FundKind.MoneyMarket, RiskGrade.R1, 0),
        ("HZWY02", "稳盈纯债", FundKind.Bond, RiskGrade.R2, 0),
        ("XHZC01", "西湖宝货币", FundKind.MoneyMarket, RiskGrade.R1, 1),
        ("XHZC02", "西湖均衡混合", FundKind.Mixed, RiskGrade.R3, 1),
        ("XHZC03", "西湖成长股票", FundKind.Equity, RiskGrade.R4, 1),
    ];

    public int Place => 50;

    public async Task FillAsync(DemoStage stage)
    {
        var world = stage.World;
        var able = stage.People.Where(person => person.Level == RealNameLevel.ClassIII).ToList();
        var owners = able.Skip(2).Take(Companies.Length).ToList();
        var institutions = new List<InstitutionId>();
        foreach (var (index, (name, licence)) in Companies.Index())
        {
            institutions.Add(await world.Get<InstitutionRegister>().OpenAsync(owners[index].Id, name, Licence.Complete(licence)!));
            await world.Get<InstitutionRegister>().VerifyAsync(owners[index].Id, institutions[index]);
        }

        var funds = new List<FundId>();
        foreach (var (index, fund) in Funds.Index())
        {
            funds.Add(await CreateAsync(stage, owners[fund.Company].Id, institutions[fund.Company], fund, index));
        }

        foreach (var (index, person) in able.Take(2).Index())
        {
            await AnswerAsync(stage, person.Id, bold: index == 0);
            await SubscribeAsync(stage, person.Id, funds[0], 60, Visibility.Friends);
            await SubscribeAsync(stage, person.Id, funds[index == 0 ? 4 : 1], 20, Visibility.Parties);
        }

        // Nobody in the demo has as much as the floor, and the day of the plan has just passed, so that wallets stay as they are.
        var standing = world.Get<StandingOrders>();
        var passed = BusinessCalendar.DateOf(world.Clock.UtcNow()).AddDays(-1).Day;
        await standing.SetAutoInvestAsync(able[0].Id, funds[0], Money.Yuan(5_000), DemoData.PaymentPin, Nowhere);
        await world.Get<RedeemFirstSetting>().SetAsync(able[0].Id, funds[0], DemoData.PaymentPin, Nowhere);
        await standing.SetPlanAsync(
            able[0].Id, new InvestmentPlan(funds[4], Money.Yuan(20), passed, AcknowledgesRisk: true), DemoData.PaymentPin, Nowhere);
    }

    private static async Task<FundId> CreateAsync(
        DemoStage stage, UserId owner, InstitutionId institution, (string Code, string Name, FundKind Kind, RiskGrade Grade, int Company) terms, int index)
    {
        var world = stage.World;
        var isMoneyMarket = terms.Kind == FundKind.MoneyMarket;
        var fund = await world.Get<FundRegister>().CreateAsync(
            new FundOpening(owner, institution, terms.Name, terms.Code, terms.Kind, terms.Grade, Money.Yuan(isMoneyMarket ? 1 : 10))
            {
                SubscriptionFee = isMoneyMarket ? 0 : 0.0015m,
                RedemptionFees = isMoneyMarket ? [] : [(0, 0.015m), (7, 0.005m), (30, 0)],
            });
        await world.Get<FundDays>().ImportAsync(owner, fund, [.. History(world, fund, terms.Kind, index)]);
        if (isMoneyMarket)
        {
            await world.Get<FundRegister>().AdvanceAsync(owner, world.Clock.NewGuid(), fund, Money.Yuan(20_000), default);
        }

        return fund;
    }

    /// <summary>
    /// Two years of values until the day before yesterday. A sum of waves looks like a market, and is the same on every machine.
    /// </summary>
    private static IEnumerable<DayPublication> History(DemoWorld world, FundId fund, FundKind kind, int index)
    {
        var calendar = world.Get<ExchangeCalendar>();
        var last = BusinessCalendar.DateOf(world.Clock.UtcNow()).AddDays(-2);
        for (var day = last.AddDays(-Days); day <= last; day = day.AddDays(1))
        {
            var age = day.DayNumber - last.AddDays(-Days).DayNumber;
            var wave = Math.Sin(age / (11.0 + index)) + Math.Sin(age / (37.0 - index)) + Math.Sin(age / (131.0 + (5 * index)));
            if (kind == FundKind.MoneyMarket)
            {
                yield return new DayPublication(fund, day, 1, Rounded(0.48 + (0.03 * wave) + (0.01 * index)));
            }
            else if (calendar.IsOpen(day))
            {
                var (growth, width) = kind switch { FundKind.Bond => (0.00010, 0.004), FundKind.Mixed => (0.00018, 0.03), _ => (0.00025, 0.08) };
                yield return new DayPublication(fund, day, Rounded(1 + (growth * age) + (width * wave)), null);
            }
        }
    }

    private static decimal Rounded(double value) => Math.Round((decimal)value, 4);

    private static Task AnswerAsync(DemoStage stage, UserId person, bool bold) => stage.World.Get<RiskAssessments>().SubmitAsync(
        person,
        RiskQuestionnaire.Version,
        [.. RiskQuestionnaire.Questions.Select(question => (question.Key, question.Answers[bold ? ^1 : 2].Key))]);

    private static Task SubscribeAsync(DemoStage stage, UserId person, FundId fund, long yuan, Visibility visibility) =>
        stage.World.Get<Subscriptions>().SubscribeAsync(
            new Subscription(person, stage.World.Clock.NewGuid(), fund, Money.Yuan(yuan))
            {
                AcknowledgesRisk = true,
                Visibility = visibility,
                Proof = new PaymentProof(DemoData.PaymentPin),
            },
            Nowhere,
            default);
}
