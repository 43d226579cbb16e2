using Graph.Api.Demo;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Api.Funds;

/// <summary>
/// Opens two institutions with five funds and two years of days, the same on every machine, and lets two people invest, at the
/// beginning of the history.
/// </summary>
internal sealed class FundOpeningsDemo : IDemoPart
{
    private const int Days = 730;

    private static readonly Origin Nowhere = new(null, null);

    private static readonly (string Institution, string Licence)[] Companies = [("杭州稳盈基金", "91330100MA2FUND01"), ("西湖资产管理", "91330100MA2FUND02")];

    /// <summary>The funds, in the order in which the demo speaks of them.</summary>
    internal static readonly (string Code, string Name, FundKind Kind, RiskGrade Grade, int Company)[] Funds =
    [
        ("HZWY01", "稳盈宝货币", FundKind.MoneyMarket, RiskGrade.R1, 0),
        ("HZWY02", "稳盈纯债", FundKind.Bond, RiskGrade.R2, 0),
        ("XHZC01", "西湖宝货币", FundKind.MoneyMarket, RiskGrade.R1, 1),
        ("XHZC02", "西湖均衡混合", FundKind.Mixed, RiskGrade.R3, 1),
        ("XHZC03", "西湖成长股票", FundKind.Equity, RiskGrade.R4, 1),
    ];

    public int Place => 17;

    public async Task FillAsync(DemoStage stage)
    {
        var world = stage.World;
        var able = stage.People.Where(person => person.Level == RealNameLevel.ClassIII).ToList();
        var owners = able.Skip(2).Take(Companies.Length).ToList();
        var institutions = new List<InstitutionId>();
        foreach (var (index, (name, licence)) in Companies.Index())
        {
            institutions.Add(await world.Get<InstitutionRegister>().OpenAsync(owners[index].Id, name, Licence.Complete(licence)!));
            await world.Get<InstitutionOperators>().VerifyAsync(able[0].Id, institutions[index]);
        }

        var funds = new List<FundId>();
        foreach (var (index, fund) in Funds.Index())
        {
            funds.Add(await CreateAsync(stage, owners[fund.Company].Id, able[0].Id, institutions[fund.Company], fund, index));
        }

        foreach (var (index, person) in able.Take(2).Index())
        {
            await AnswerAsync(stage, person.Id, bold: index == 0);
            await SubscribeAsync(stage, person.Id, funds[0], 60, Visibility.Friends);
            await SubscribeAsync(stage, person.Id, funds[2], 30, Visibility.Parties);
            await SubscribeAsync(stage, person.Id, funds[index == 0 ? 4 : 1], 50, Visibility.Parties);
        }

        // With these, five persons of a community hold units, and none of them over half, so that it shows what they hold together.
        foreach (var person in able.Skip(2).Take(3))
        {
            await AnswerAsync(stage, person.Id, bold: false);
            await SubscribeAsync(stage, person.Id, funds[0], 40, Visibility.Parties);
        }
    }

    private static async Task<FundId> CreateAsync(
        DemoStage stage, UserId owner, UserId other, InstitutionId institution, (string Code, string Name, FundKind Kind, RiskGrade Grade, int Company) terms, int index)
    {
        var world = stage.World;
        var isMoneyMarket = terms.Kind == FundKind.MoneyMarket;
        var fund = await world.Get<FundRegister>().CreateAsync(
            new FundOpening(owner, institution, terms.Name, terms.Code, terms.Kind, terms.Grade, Money.Yuan(isMoneyMarket ? 1 : 10))
            {
                SubscriptionFee = isMoneyMarket ? 0 : 0.0015m,
                RedemptionFees = isMoneyMarket ? [] : [(0, 0.015m), (7, 0.005m), (30, 0)],
            });
        var last = BusinessCalendar.DateOf(world.Clock.UtcNow()).AddDays(-2);
        await world.Get<FundDays>().ImportAsync(owner, fund, [.. FundValues.Between(last.AddDays(-Days), last, fund, terms.Kind, index)]);
        if (isMoneyMarket)
        {
            await world.Get<FundRegister>().AdvanceAsync(other, world.Clock.NewGuid(), fund, Money.Yuan(20_000), default);
        }

        return fund;
    }

    private static Task AnswerAsync(DemoStage stage, UserId person, bool bold) => stage.World.Get<RiskAssessments>().SubmitAsync(
        person,
        RiskQuestionnaire.Version,
        [.. RiskQuestionnaire.Questions.Select(question => (question.Key, question.Answers[bold ? ^1 : 2].Key))]);

    internal static Task<Answer<FundOrderId>> SubscribeAsync(DemoStage stage, UserId person, FundId fund, long yuan, Visibility visibility) =>
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
