using Graph.Api.Payments;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Domain.Funds;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Ledger;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Funds.Catalogue;

/// <summary>The terms of a new fund. They can never be changed.</summary>
/// <param name="Institution">The ID of an institution for which the viewer works.</param>
/// <param name="DisplayName">The name to show, 1 to 40 characters.</param>
/// <param name="Code">The unique code: 2 to 12 capitals and digits.</param>
/// <param name="Kind">What the fund invests in.</param>
/// <param name="RiskGrade">How risky the fund is; at least R2 for BOND, and R3 for MIXED and EQUITY.</param>
/// <param name="Minimum">The least amount of a subscription, at least ¥1.00. It is ¥1.00 when left out.</param>
/// <param name="SubscriptionFee">The fee of a subscription, as a fraction from 0 to 0.05. A money-market fund has none.</param>
/// <param name="RedemptionFees">The fees of redemptions by holding time, the shortest first. A money-market fund has none.</param>
public sealed record CreateFundInput(
    InstitutionId Institution,
    string DisplayName,
    string Code,
    FundKind Kind,
    RiskGrade RiskGrade,
    MoneyInput? Minimum,
    decimal? SubscriptionFee,
    IReadOnlyList<RedemptionFeeInput>? RedemptionFees);

/// <summary>The redemption fee of units that were held for at least a number of days.</summary>
/// <param name="FromDay">The number of days from which the fee applies; the first is 0.</param>
/// <param name="Fee">The fee as a fraction of what the units are worth: "0.015" is 1.5 %. It is lower than the one before.</param>
public sealed record RedemptionFeeInput(int FromDay, decimal Fee);

/// <summary>The value of a day.</summary>
/// <param name="Fund">The ID of a fund of an institution for which the viewer works.</param>
/// <param name="Date">
/// The day, in Asia/Shanghai. Days follow each other: all of the calendar for a money-market fund, exchange days for others.
/// </param>
/// <param name="NetAssetValue">The value of a unit in yuan, with at most four decimals; "1" for a money-market fund.</param>
/// <param name="IncomePer10k">The income of 10,000 units in yuan, with at most four decimals; for a money-market fund only.</param>
/// <param name="CorrectionReason">Why a day that was published before is corrected, 1 to 200 characters. Leave it out the first time.</param>
public sealed record PublishFundDayInput(FundId Fund, DateOnly Date, decimal NetAssetValue, decimal? IncomePer10k, string? CorrectionReason);

/// <summary>Money of a bank for instant redemptions.</summary>
/// <param name="IdempotencyKey">
/// A UUID that the client makes, a new one for each intent. The same key with the same input returns the first answer
/// again.
/// </param>
/// <param name="Fund">The ID of a money-market fund.</param>
/// <param name="Amount">The amount that the bank adds.</param>
public sealed record AddFundLiquidityInput(Guid IdempotencyKey, FundId Fund, MoneyInput Amount);

/// <param name="Fund">The new fund.</param>
public sealed record FundCreated(FundNode Fund);

/// <param name="Day">The day with the value that counts now.</param>
/// <param name="Fund">The fund, with the day in its `history`. Its own value changes when the day is closed.</param>
public sealed record FundDayPublished(FundDayNode Day, FundNode Fund);

/// <param name="Fund">The fund after the mutation.</param>
/// <param name="Replayed">Whether this repeats the answer to an earlier request with the same key.</param>
public sealed record FundLiquidityAdded(FundNode Fund, bool Replayed);

[MutationFields]
public sealed class FundMutations
{
    /// <summary>
    /// Creates a fund. It is for sale at once if the institution is verified. Calling it again with the same code fails with
    /// FundCodeTakenError.
    /// </summary>
    [RequiresRole(Role.Institution)]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(FundCodeTakenError),
        typeof(InstitutionLimitError),
        typeof(AccountFrozenError),
        typeof(AccountRestrictedError))]
    public static async Task<FundCreated> CreateFund(
        FundRegister register, FundLoaders funds, Caller caller, CreateFundInput input)
    {
        var opening = new FundOpening(
            caller.Viewer,
            input.Institution,
            input.DisplayName,
            input.Code,
            input.Kind,
            input.RiskGrade,
            input.Minimum?.ToMoney("minimum") ?? Money.Yuan(1))
        {
            SubscriptionFee = input.SubscriptionFee ?? 0,
            RedemptionFees = [.. (input.RedemptionFees ?? []).Select(fee => (fee.FromDay, fee.Fee))],
        };
        return new FundCreated((await funds.Funds.LoadAsync(await register.CreateAsync(opening), CancellationToken.None))!);
    }

    /// <summary>
    /// Publishes a day of a fund, after its cut-off at 15:00 in Asia/Shanghai. Then its orders are priced and its income is
    /// credited. With `correctionReason`, it corrects a day that was published before; that counts until its pricing begins, at the
    /// latest two hours after the first publication, and ten times. Only an operator can publish a value that is far from the days before, or
    /// more than three late exchange days on one day: one with the role INSTITUTION, who does not work for the institution and has no money
    /// in the fund.
    /// Calling it again without a reason fails with FundDayError.
    /// </summary>
    [RequiresRole(Role.Institution)]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(FundDayError),
        typeof(AccountFrozenError),
        typeof(AccountRestrictedError))]
    public static async Task<FundDayPublished> PublishFundDay(
        FundDays days, FundLoaders funds, GraphDb db, Caller caller, PublishFundDayInput input)
    {
        await days.PublishAsync(
            caller.Viewer,
            new DayPublication(input.Fund, input.Date, input.NetAssetValue, input.IncomePer10k, input.CorrectionReason));
        var fund = (await funds.Rows.LoadAsync(input.Fund, CancellationToken.None))!;
        return new FundDayPublished(
            (await FundDayNode.ListAsync(db, fund, input.Date, input.Date, CancellationToken.None)).Single(), new FundNode(fund));
    }

    /// <summary>
    /// Adds money of a bank, from which instant redemptions of a money-market fund are paid. An operator does it for the bank.
    /// Calling it again with the same key moves no money again.
    /// </summary>
    [RequiresRole(Role.Admin)]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(IdempotencyKeyReusedError),
        typeof(OperationInProgressError))]
    public static async Task<FundLiquidityAdded> AddFundLiquidity(
        FundRegister register, FundLoaders funds, Caller caller, AddFundLiquidityInput input, CancellationToken cancellationToken)
    {
        var answer = await register.AdvanceAsync(
            caller.Viewer, input.IdempotencyKey, input.Fund, input.Amount.ToMoney("amount"), cancellationToken);
        return new FundLiquidityAdded((await funds.Funds.LoadAsync(input.Fund, CancellationToken.None))!, answer.Replayed);
    }
}
