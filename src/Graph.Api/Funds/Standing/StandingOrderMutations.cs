using Graph.Api.Funds.Catalogue;
using Graph.Api.Payments;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Domain.Funds;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Ledger;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Api.Funds.Standing;

/// <summary>The terms of a standing order that invests each night.</summary>
/// <param name="Fund">The ID of a money-market fund. It takes the place of the fund that was set before.</param>
/// <param name="Floor">What stays in the wallet; it may be zero. Null ends it, whatever the fund.</param>
/// <param name="PaymentPin">
/// The payment PIN, six digits. It is needed unless `floor` is null. With it, send the mutation as the only root field of the
/// operation.
/// </param>
/// <param name="AcknowledgesRisk">Whether the viewer has seen the warning that the fund is riskier than they tolerate.</param>
public sealed record SetAutoInvestInput(FundId Fund, MoneyInput? Floor, string? PaymentPin, bool AcknowledgesRisk = false);

/// <summary>The terms of a standing order that invests each month.</summary>
/// <param name="Fund">The ID of the fund. There is one plan a fund, and at most 20.</param>
/// <param name="Amount">The amount that is invested each month, fee included. It is at least the fund's `minimum`. Null ends the plan.</param>
/// <param name="DayOfMonth">
/// The day of the month, from 1 to 31; a month that is shorter invests on its last day. It is needed unless `amount` is null.
/// </param>
/// <param name="PaymentPin">
/// The payment PIN, six digits. It is needed unless `amount` is null. With it, send the mutation as the only root field of the
/// operation.
/// </param>
/// <param name="AcknowledgesRisk">Whether the viewer has seen the warning that the fund is riskier than they tolerate.</param>
public sealed record SetInvestmentPlanInput(
    FundId Fund, MoneyInput? Amount, int? DayOfMonth, string? PaymentPin, bool AcknowledgesRisk = false);

/// <summary>The standing order that ends.</summary>
/// <param name="StandingOrder">The ID of a standing order of the viewer.</param>
public sealed record EndStandingOrderInput(StandingOrderId StandingOrder);

/// <param name="Fund">The fund in which the standing order invested until now.</param>
public sealed record StandingOrderEnded(FundNode Fund);

/// <param name="Fund">The fund that is invested in, or was until now. The setting is `viewer.autoInvest`.</param>
public sealed record AutoInvestSet(FundNode Fund);

/// <param name="Fund">The fund of the plan. The plans are `viewer.investmentPlans`.</param>
public sealed record InvestmentPlanSet(FundNode Fund);

[MutationFields]
public sealed class StandingOrderMutations
{
    /// <summary>
    /// Sets the standing order that invests each night, at 03:00 in Asia/Shanghai, what lies in the viewer's wallet above `floor`. Without
    /// `floor` it ends. Each night is a subscription as by `subscribeFund`. It counts against the viewer's limits as confirmed by the PIN, and leaves ¥1,000 of the day's limit for payments with the PIN;
    /// of a greater sum, the rest follows on the next nights. When it cannot invest, it pauses, and the viewer is notified. Calling it again with the same input changes nothing,
    /// but lets it run again when it was paused.
    /// </summary>
    [RequiresRealName(RealNameLevel.ClassIII)]
    [Alone("paymentPin")]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(RealNameLevelRequiredError),
        typeof(FundNotOpenError),
        typeof(RiskAnswersRequiredError),
        typeof(UnsuitableFundError),
        typeof(AccountFrozenError),
        typeof(AccountRestrictedError),
        typeof(PaymentPinRequiredError),
        typeof(WrongPaymentPinError))]
    public static async Task<AutoInvestSet> SetAutoInvest(
        StandingOrders orders, FundLoaders funds, Caller caller, SetAutoInvestInput input) =>
        new(await FundOfAsync(
            funds,
            await orders.SetAutoInvestAsync(
                caller.Viewer, input.Fund, input.Floor?.ToLimit("floor"), input.AcknowledgesRisk, input.PaymentPin, caller.Origin)));

    /// <summary>
    /// Sets the standing order that invests `amount` in a fund each month, at 03:00 in Asia/Shanghai of `dayOfMonth`. Without `amount` it
    /// ends. Each month is a subscription as by `subscribeFund`. It counts against the viewer's limits as confirmed by the PIN. When it cannot invest, it pauses, and the viewer is
    /// notified. Calling it again with the same input changes nothing, but lets it run again when it was paused.
    /// </summary>
    [RequiresRealName(RealNameLevel.ClassIII)]
    [Alone("paymentPin")]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(RealNameLevelRequiredError),
        typeof(FundNotOpenError),
        typeof(RiskAnswersRequiredError),
        typeof(UnsuitableFundError),
        typeof(AccountFrozenError),
        typeof(AccountRestrictedError),
        typeof(PaymentPinRequiredError),
        typeof(WrongPaymentPinError))]
    public static async Task<InvestmentPlanSet> SetInvestmentPlan(
        StandingOrders orders, FundLoaders funds, Caller caller, SetInvestmentPlanInput input)
    {
        var plan = new InvestmentPlan(input.Fund, input.Amount?.ToMoney("amount"), input.DayOfMonth, input.AcknowledgesRisk);
        return new(await FundOfAsync(funds, await orders.SetPlanAsync(caller.Viewer, plan, input.PaymentPin, caller.Origin)));
    }

    /// <summary>
    /// Ends a standing order of the viewer. It is always possible: at any level, frozen or not, and without the PIN.
    /// </summary>
    [Authenticated]
    [Errors(typeof(NotFoundError))]
    public static async Task<StandingOrderEnded> EndStandingOrder(
        StandingOrders orders, FundLoaders funds, Caller caller, EndStandingOrderInput input) =>
        new(await FundOfAsync(funds, await orders.EndAsync(caller.Viewer, input.StandingOrder)));

    /// <summary>Reads the fund after the mutation. It takes no cancellation token, because the change is committed.</summary>
    private static async Task<FundNode> FundOfAsync(FundLoaders funds, FundId id) =>
        new((await funds.Rows.LoadAsync(id, CancellationToken.None))!);
}
