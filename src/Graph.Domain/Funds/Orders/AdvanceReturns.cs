using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Orders;

/// <summary>
/// Gives banks back what they advanced for instant redemptions: on the next exchange day, the fund takes back the units that
/// passed to the bank, with the income that they earned in between.
/// </summary>
public sealed class AdvanceReturns(Units units, GeneralLedger money, UnitLedger ledger, TimeProvider clock) : IDeadline
{
    private static readonly KeptQuery<(DateTime Now, int Most), FundId> Due = new((db, of) => db.Set<Fund>()
        .Where(f => f.AdvanceDueAt != null && f.AdvanceDueAt <= of.Now)
        .Where(f => !db.Set<FundDay>().Any(d => d.FundId == f.Id && d.Status == FundDayStatus.Started))
        .OrderBy(f => f.AdvanceDueAt)
        .Select(f => f.Id)
        .Take(of.Most));

    public string Name => "fund advances";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await Due.ListAsync(db, (now, most), cancellationToken)).AsDue();

    public Task MeetAsync(ITypedId id, CancellationToken cancellationToken) =>
        units.WriteAsync(db => ReturnAsync(db, (FundId)id), CancellationToken.None);

    private async Task<bool> ReturnAsync(GraphDb db, FundId id)
    {
        var now = clock.UtcNow();
        var row = db.Set<Fund>().Where(f => f.Id == id);
        await db.LockAsync(row);
        var fund = await row.SingleAsync();

        // While income is credited, the fund's money is not yet worth its units.
        if (fund.AdvanceDueAt is not { } due || due > now
            || await db.Set<FundDay>().AnyAsync(d => d.FundId == id && d.Status == FundDayStatus.Started))
        {
            return false;
        }

        await row.ExecuteUpdateAsync(set => set.SetProperty(f => f.AdvanceDueAt, (DateTime?)null));
        var advance = await db.Set<Holding>().SingleAsync(h => h.FundId == id && h.Kind == HoldingKind.Advance);
        var amount = FundMath.WorthOf(advance.Units, FundMath.OneYuan);
        if (amount == 0)
        {
            return false;
        }

        var isGiven = await ledger.GiveAsync(
            db,
            new UnitPosting
            {
                Id = ledger.NewId(),
                FundId = id,
                Kind = UnitPostingKind.AdvanceReturn,
                FromId = advance.Id,
                ToId = await UnitLedger.OfHouseAsync(db, id, HoldingKind.Issue),
                Units = amount * FundMath.UnitsOfFen,
                EffectiveOn = await UnitLedger.EffectiveOnAsync(db, id, BusinessCalendar.DateOf(now)),
                At = now,
            },
            paid: 0,
            areLocked: false);
        if (!isGiven)
        {
            throw new InvalidOperationException($"The bank that advances for fund {fund.Code} has fewer units than were just counted.");
        }

        var actor = await db.Set<Institutions.Institution>().Where(i => i.Id == fund.InstitutionId).Select(i => i.OwnerId).SingleAsync();
        await money.PostAsync(
            db,
            new Movement(TransactionKind.FundSettlement, fund.CustodyId, fund.LiquidityId!.Value, new Money(amount, fund.Currency), actor)
            {
                Business = fund.CustodyId,
            });
        return true;
    }
}
