using Graph.Api.Funds.Catalogue;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Paying;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;

namespace Graph.Api.Funds.Paying;

/// <summary>Whether payments redeem first, and from which fund.</summary>
/// <param name="Fund">The ID of a money-market fund. It takes the place of the fund that was set before. Null switches it off.</param>
/// <param name="PaymentPin">
/// The payment PIN, six digits. It is needed unless `fund` is null. With it, send the mutation as the only root field of the
/// operation.
/// </param>
public sealed record SetRedeemFirstInput(FundId? Fund, string? PaymentPin);

/// <param name="Fund">The fund that payments redeem first; null when it is switched off. The setting is `viewer.redeemFirst`.</param>
public sealed record RedeemFirstSet(FundNode? Fund);

[MutationFields]
public sealed class RedeemFirstMutations
{
    /// <summary>
    /// Chooses the money-market fund from which the viewer's payments redeem at once what the wallet lacks. Without `fund` they redeem
    /// nothing. Transfers, payment
    /// requests, purchases and loans to others do so; standing orders, subscriptions, repayments and withdrawals do not. Such a
    /// payment redeems exactly what is missing, as `redeemFund` with INSTANT would, and within its limits (`Fund.instantRemaining`).
    /// When that is too little, the payment ends in InsufficientFundsError, and nothing is redeemed. Calling it again with the same
    /// input changes nothing.
    /// </summary>
    [Authenticated]
    [Alone("paymentPin")]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(AccountFrozenError),
        typeof(AccountRestrictedError),
        typeof(PaymentPinRequiredError),
        typeof(WrongPaymentPinError))]
    public static async Task<RedeemFirstSet> SetRedeemFirst(RedeemFirstSetting setting, FundLoaders funds, Caller caller, SetRedeemFirstInput input)
    {
        await setting.SetAsync(caller.Viewer, input.Fund, input.PaymentPin, caller.Origin);

        // It takes no cancellation token, because the change is committed.
        return new(input.Fund is { } id && await funds.Rows.LoadAsync(id, CancellationToken.None) is { } fund ? new FundNode(fund) : null);
    }
}
