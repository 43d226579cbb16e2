using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Paying;

/// <summary>
/// Covers what a wallet lacks for a payment, from the payer's money-market fund. It is an instant redemption of exactly what is
/// missing, within the limits of such redemptions, and then the payment; both are committed together or not at all.
/// </summary>
public sealed class FundCover(InstantRedemptions redemptions, TimeProvider clock) : IPaymentCover
{
    /// <inheritdoc />
    public async Task<long> RoomAsync(GraphDb db, UserId payer)
    {
        var today = BusinessCalendar.DateOf(clock.UtcNow());
        var found = await (
            from wish in db.Set<RedeemFirst>()
            join fund in db.Set<Fund>() on wish.FundId equals fund.Id
            join liquidity in db.Set<Account>() on fund.LiquidityId equals liquidity.Id
            join holding in db.Set<Holding>() on new { wish.FundId, UserId = (UserId?)wish.UserId } equals new { holding.FundId, holding.UserId }
            join user in db.Set<User>() on wish.UserId equals user.Id
            where wish.UserId == payer && user.PersonId != null
            select new
            {
                Units = holding.Units - holding.Locked,
                Advance = liquidity.CreditsPosted - liquidity.DebitsPosted - liquidity.DebitsPending,
                Used = db.Set<InstantUse>().Where(u => u.PersonId == user.PersonId && u.FundId == fund.Id && u.Day == today).Sum(u => u.Used),
            }).SingleOrDefaultAsync();
        return found is null ? 0
            : Math.Max(0, Math.Min(found.Units / FundMath.UnitsOfFen, Math.Min(found.Advance, FundOrder.InstantLimit - found.Used)));
    }

    /// <inheritdoc />
    public async Task<Action<Transaction>?> CoverAsync(GraphDb db, UserId payer, Money amount)
    {
        var found = await (
            from wish in db.Set<RedeemFirst>()
            join fund in db.Set<Fund>() on wish.FundId equals fund.Id
            join holding in db.Set<Holding>() on new { wish.FundId, UserId = (UserId?)wish.UserId } equals new { holding.FundId, holding.UserId }
            where wish.UserId == payer
            select new { Fund = fund, Holding = holding.Id }).SingleOrDefaultAsync();
        if (found is null)
        {
            return null;
        }

        var asked = new UnitsAsked(found.Fund, payer, found.Holding, amount.MinorUnits * FundMath.UnitsOfFen) { Amount = amount.MinorUnits };
        try
        {
            var order = await redemptions.RedeemAsync(db, asked, cause: null);
            return payment => order.For(payment);
        }
        catch (DomainException refusal) when (refusal.Errors is [InsufficientUnitsError or InstantLimitError])
        {
            // Somebody else took what was there a moment ago. The payment is refused because the wallet lacks money.
            return null;
        }
    }
}
