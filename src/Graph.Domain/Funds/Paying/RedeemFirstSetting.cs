using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Paying;

/// <summary>
/// Switches on and off that payments redeem first. Switching it on takes the payment PIN, because payments then reach the money
/// in the fund too. Switching it off takes nothing, and is always possible.
/// </summary>
public sealed class RedeemFirstSetting(Units units, PaymentPins pins, IWalletLock wallets, TimeProvider clock)
{
    /// <param name="actor">The person.</param>
    /// <param name="fund">The money-market fund that is redeemed; null for none.</param>
    /// <param name="pin">The payment PIN.</param>
    /// <param name="origin">Where the request comes from.</param>
    public async Task SetAsync(UserId actor, FundId? fund, string? pin, Origin origin)
    {
        var confirmation = await pins.ConfirmAsync(actor, pin, origin);
        if (fund is not null && confirmation == Confirmation.Session)
        {
            throw await units.ReadAsync(db => Restrictions.PinNeededAsync(db, actor, clock.UtcNow()));
        }

        await units.WriteAsync(async db =>
        {
            // Payments lock the wallet too, so that none redeems after it was switched off.
            await wallets.LockAsync(db, actor);
            await (fund is { } wished ? PutAsync(db, actor, wished) : EndAsync(db, actor));
            return true;
        });
    }

    private async Task PutAsync(GraphDb db, UserId actor, FundId id)
    {
        var fund = await db.Set<Fund>().Where(FundPolicy.SeesFund(actor, db)).SingleOrDefaultAsync(f => f.Id == id)
            ?? throw new DomainException(new NotFoundError("fund"));
        var user = await db.Set<User>().SingleAsync(u => u.Id == actor);
        new Validation()
            .Check(user.ClosedAt is null, "The account is closed.")
            .Check(fund.IsMoneyMarket, "Only a money-market fund pays at once.", "fund")
            .ThrowIfAny();
        if (user.FrozenAt is not null)
        {
            throw new DomainException(new AccountFrozenError());
        }

        await Restrictions.RequireOldPinAsync(db, user, clock.UtcNow());
        var before = await db.Set<RedeemFirst>().SingleOrDefaultAsync(w => w.UserId == actor);
        if (before?.FundId == id)
        {
            return;
        }

        var wish = new RedeemFirst { UserId = actor, FundId = id, SetAt = clock.UtcNow() };
        db.Entry(wish).State = before is null ? EntityState.Added : EntityState.Modified;
        db.Audit(actor, AuditKind.MoneyMoved, wish.SetAt, $"Payments redeem what the wallet lacks from fund {fund.Code}, from now on.");
    }

    private async Task EndAsync(GraphDb db, UserId actor)
    {
        if (await db.Set<RedeemFirst>().Where(w => w.UserId == actor).ExecuteDeleteAsync() > 0)
        {
            db.Audit(actor, AuditKind.MoneyMoved, clock.UtcNow(), "Payments no longer redeem what the wallet lacks.");
        }
    }
}

/// <summary>The wish ends with the account, and is in the copy of the user's data.</summary>
public sealed class RedeemFirstEnd : IAccountEnd, IPersonalData
{
    public string Name => "redeemFirst";

    public Task CloseAsync(GraphDb db, UserId user, DateTime now) =>
        db.Set<RedeemFirst>().Where(w => w.UserId == user).ExecuteDeleteAsync();

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var wishes =
            from wish in db.Set<RedeemFirst>()
            join fund in db.Set<Fund>() on wish.FundId equals fund.Id
            where wish.UserId == user
            select new { Fund = fund.Code, wish.SetAt };
        await foreach (var wish in wishes.AsAsyncEnumerable())
        {
            yield return wish;
        }
    }
}
