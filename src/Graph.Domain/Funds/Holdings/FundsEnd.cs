using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Holdings;

/// <summary>An account can be closed when it holds nothing of a fund, has no open order, and owns no institution.</summary>
public sealed class FundsEnd : IAccountEnd
{
    public async Task<IReadOnlyList<string>> OpenMattersAsync(GraphDb db, UserId user)
    {
        var matters = new List<string>();
        if (await db.Set<UnitPosting>().AnyAsync(p => p.Kind != UnitPostingKind.Income
            && db.Set<Holding>().Any(h => h.Id == p.FromId && h.UserId == user)
            && db.Set<Fund>().Any(f => f.Id == p.FundId && f.Kind == FundKind.MoneyMarket && f.ClosedOn!.Value.AddDays(1) < p.EffectiveOn)))
        {
            matters.Add("Wait for the income of your last day in a fund.");
        }

        if (await db.Set<FundOrder>().AnyAsync(o =>
            o.UserId == user && (o.Status == FundOrderStatus.Ordered || o.Status == FundOrderStatus.Priced)))
        {
            matters.Add("Wait until your orders of funds are settled, or cancel them.");
        }

        // Units come last: they are here when an order was settled, or income was credited, between these questions.
        if (await db.Set<Holding>().AnyAsync(h => h.UserId == user && h.Units > 0))
        {
            matters.Add("Redeem what you hold of funds.");
        }

        if (await db.Set<Institution>().AnyAsync(i => i.OwnerId == user))
        {
            matters.Add("An institution needs its owner. Ask an operator to hand it over.");
        }

        return matters;
    }

    /// <summary>Nobody works for an institution with a closed account.</summary>
    public Task CloseAsync(GraphDb db, UserId user, DateTime now) => db.Set<BusinessMember>()
        .Where(m => m.UserId == user && db.Set<Institution>().Any(i => i.SettlementId == m.AccountId))
        .ExecuteDeleteAsync();
}

/// <summary>What a user holds of funds, the orders, and the answers about risk, for the copy of the user's data.</summary>
public sealed class FundsData : IPersonalData
{
    public string Name => "funds";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var holdings =
            from holding in db.Set<Holding>()
            join fund in db.Set<Fund>() on holding.FundId equals fund.Id
            where holding.UserId == user
            orderby holding.OpenedAt
            select new { fund.Code, fund.DisplayName, holding.Units, holding.PaidIn, holding.PaidOut };
        await foreach (var holding in holdings.AsAsyncEnumerable())
        {
            yield return new
            {
                Fund = holding.Code,
                holding.DisplayName,
                UnitsInTenThousandths = holding.Units,
                PaidInInFen = holding.PaidIn,
                PaidOutInFen = holding.PaidOut,
            };
        }

        var orders =
            from order in db.Set<FundOrder>()
            join fund in db.Set<Fund>() on order.FundId equals fund.Id
            where order.UserId == user
            orderby order.OrderedAt
            select new { fund.Code, Order = order };
        await foreach (var row in orders.AsAsyncEnumerable())
        {
            yield return new
            {
                Fund = row.Code,
                Side = row.Order.Side.ToString(),
                Speed = row.Order.Speed.ToString(),
                ForPayment = row.Order.PaymentId?.Value,
                Status = row.Order.Status.ToString(),
                AmountInFen = row.Order.OrderedAmount,
                UnitsInTenThousandths = row.Order.Units ?? row.Order.OrderedUnits,
                row.Order.TakesAll,
                ValueInTenThousandths = row.Order.Value,
                GrossInFen = row.Order.Gross,
                FeeInFen = row.Order.Fee,
                Visibility = row.Order.Visibility.ToString(),
                AcknowledgedRiskAs = row.Order.WarnedAt?.ToString(),
                row.Order.TradeOn,
                row.Order.SettlesOn,
                row.Order.OrderedAt,
                row.Order.SettledAt,
                row.Order.CancelledAt,
            };
        }

        var answers = db.Set<RiskAssessment>().Where(a => a.UserId == user).OrderBy(a => a.AnsweredAt);
        await foreach (var assessment in answers.AsAsyncEnumerable())
        {
            yield return new
            {
                Questionnaire = assessment.Version,
                assessment.Answers,
                Tolerance = assessment.Tolerance.ToString(),
                assessment.AnsweredAt,
            };
        }
    }
}
