using Graph.Api.Deals.Catalogue;
using Graph.Api.Funds.Holdings;
using Graph.Api.Funds.Institutions;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;

namespace Graph.Api.Funds.Catalogue;

/// <summary>
/// A fund of an institution, in which people at CLASS_III can invest. Everybody sees it while its institution is verified; otherwise only
/// the institution's staff, operators and those who have invested in it do.
/// </summary>
public sealed class FundNode(Fund fund) : INode, IParty, IActivitySubject
{
    internal const int MaxDays = 366;

    internal Fund Row => fund;

    /// <summary>The opaque global ID. Everybody can fetch the fund by it, once its institution is verified.</summary>
    [SameForAll]
    public ITypedId Id => fund.Id;

    /// <summary>The institution that offers the fund.</summary>
    public Loading<InstitutionNode> Institution(FundLoaders funds) => funds.InstitutionRows.Load(
        fund.InstitutionId, found => new InstitutionNode(found!));

    /// <summary>The name to show.</summary>
    [SameForAll]
    public string DisplayName => fund.DisplayName;

    /// <summary>The https address of a picture; funds have none yet, so it is null.</summary>
    [SameForAll]
    public string? AvatarUrl => null;

    /// <summary>The unique code by which people find the fund: capitals and digits.</summary>
    public string Code => fund.Code;

    /// <summary>What the fund invests in.</summary>
    public FundKind Kind => fund.Kind;

    /// <summary>How risky the fund is.</summary>
    public RiskGrade RiskGrade => fund.RiskGrade;

    /// <summary>The least amount of a subscription.</summary>
    public Money Minimum => new(fund.Minimum, fund.Currency);

    /// <summary>
    /// The fee of a subscription, as a fraction of what is invested: of an amount A, A / (1 + fee) buys units. "0.0015" is
    /// 0.15 %.
    /// </summary>
    public decimal SubscriptionFee => (decimal)fund.SubscriptionFee / FundMath.WholeFee;

    /// <summary>The fees of redemptions by the time for which units were held, the shortest first; empty when there are none.</summary>
    public Loading<IReadOnlyList<RedemptionFeeNode>> RedemptionFees(FundLoaders funds) => funds.RedemptionFees.Load(
        fund.Id, fees => (IReadOnlyList<RedemptionFeeNode>)[.. fees.Select(fee => new RedemptionFeeNode(fee))]);

    /// <summary>
    /// What the viewer could redeem at once now: at most ¥10,000 a person and day, and what the bank can advance, which is rounded down to
    /// a multiple of ¥100. Null for funds that pay on the next exchange day only, and for viewers who hold no units, except operators.
    /// </summary>
    public Loading<Money?> InstantRemaining(FundLoaders funds) => fund.IsMoneyMarket
        ? funds.InstantOf.Load(fund.Id, left => left is { } fen ? (Money?)new Money(fen, fund.Currency) : null)
        : new Loaded<Money?>(null);

    /// <summary>
    /// Whether the viewer may invest, and if not, why. With the code AFTER_WARNING, `allowed` is true: show the warning, and
    /// send `acknowledgesRisk: true`.
    /// </summary>
    public Loading<EligibilityNode> ViewerCanSubscribe(FundLoaders funds) =>
        funds.EligibilityOf(fund).Then(code => new EligibilityNode(code, FundEligibility.Level));

    /// <summary>What the viewer holds of the fund; null when it was never anything, and when nobody is signed in.</summary>
    public Loading<HoldingNode?> ViewerHolding(FundLoaders funds) => funds.HoldingsOf.Load(fund.Id);

    /// <summary>The value of a unit in yuan on `valueDate`, with four decimals; 1.0000 before the first day.</summary>
    public decimal NetAssetValue => FundMath.ToDecimal(fund.Value);

    /// <summary>The day of `netAssetValue`; null before the first.</summary>
    public DateOnly? ValueDate => fund.ClosedOn;

    /// <summary>The income of 10,000 units on `valueDate`, in yuan; null unless it is a money-market fund.</summary>
    public Loading<decimal?> IncomePer10k(FundLoaders funds) =>
        funds.DaysOf.Load(fund.Id, days => days is [.., { Income: { } income }] ? FundMath.ToDecimal(income) : (decimal?)null);

    /// <summary>
    /// The yield of the last seven days as a rate for a year, as a fraction with five decimals. Null unless it is a money-market
    /// fund with at least seven days.
    /// </summary>
    public Loading<decimal?> SevenDayYield(FundLoaders funds) => funds.DaysOf.Load(
        fund.Id, days => fund.IsMoneyMarket ? Returns.SevenDayYield([.. days.Select(day => day.Income!.Value)]) : null);

    /// <summary>The published days from one day to another, the earliest first.</summary>
    /// <param name="from">The first day, in Asia/Shanghai.</param>
    /// <param name="to">The last day, which is included. A history covers at most 366 days.</param>
    [AtMost(MaxDays, Days = true)]
    public Loading<IReadOnlyList<FundDayNode>> History(FundLoaders funds, DateOnly from, DateOnly to)
    {
        RequireSpan(from, to);
        return funds.HistoryOf.Load((fund, from, to));
    }

    /// <summary>
    /// The viewer's friends who hold units of this fund and let others see it, in the order of their names. Empty when nobody is
    /// signed in.
    /// </summary>
    public Loading<Connection<UserNode>> FriendsInvested(GraphDb db, Caller caller, PageLoaders pages, PageArguments page) =>
        InvestorLists.OfFund(pages, db, caller.Id, fund.Id, page);

    internal static void RequireSpan(DateOnly from, DateOnly to)
    {
        if (to < from || to.DayNumber - from.DayNumber >= MaxDays)
        {
            throw GraphError.BadUserInput($"A history covers 1 to {MaxDays} days, and `from` must not be after `to`.", "to");
        }
    }
}

/// <summary>The redemption fee of units that were held for at least a number of days.</summary>
public sealed class RedemptionFeeNode(RedemptionFee fee)
{
    /// <summary>The number of days from which the fee applies; the first is 0.</summary>
    public int FromDay => (int)fee.FromDay;

    /// <summary>The fee as a fraction of what the units are worth: "0.015" is 1.5 %.</summary>
    public decimal Fee => (decimal)fee.Fee / FundMath.WholeFee;
}
