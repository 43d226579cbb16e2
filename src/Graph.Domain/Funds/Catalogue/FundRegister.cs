using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Catalogue;

/// <summary>The terms of a new fund.</summary>
public sealed record FundOpening(
    UserId Actor, InstitutionId Institution, string DisplayName, string Code, FundKind Kind, RiskGrade RiskGrade, Money Minimum)
{
    /// <summary>The fee of a subscription, as a fraction.</summary>
    public decimal SubscriptionFee { get; init; }

    /// <summary>The fees of redemptions: from a number of days on, a fraction.</summary>
    public IReadOnlyList<(int FromDay, decimal Fee)> RedemptionFees { get; init; } = [];
}

/// <summary>Opens funds, and lets banks provide the money for instant redemptions.</summary>
public sealed class FundRegister(Units units, Idempotency idempotency, GeneralLedger ledger, TimeProvider clock)
{
    /// <summary>The highest fee, as a fraction.</summary>
    public const decimal MaxFee = 0.05m;

    private const int MaxDays = 3_650;

    public Task<FundId> CreateAsync(FundOpening opening)
    {
        var check = new Validation();
        var name = check.Text(TextKind.DisplayName, opening.DisplayName, "displayName");
        var code = Pasted.Code(opening.Code);
        var fee = Fee(check, opening.SubscriptionFee, "subscriptionFee");
        var isMoneyMarket = opening.Kind == FundKind.MoneyMarket;
        check
            .Check(
                code.Length is >= 2 and <= Fund.MaxCode && code.All(char.IsAsciiLetterOrDigit), $"A code has 2 to {Fund.MaxCode} capitals and digits.", "code")
            .Check(
                opening.RiskGrade >= opening.Kind.LeastGrade(),
                $"A fund of this kind has the risk grade {opening.Kind.LeastGrade()} or a higher one.",
                "riskGrade")
            .Check(opening.Minimum.MinorUnits is >= 100 and <= Money.MaxMinorUnits, "The least amount is ¥1.00 or more.", "minimum", "amount")
            .Check(!isMoneyMarket || fee == 0, "A money-market fund has no fees.", "subscriptionFee")
            .Check(!isMoneyMarket || opening.RedemptionFees.Count == 0, "A money-market fund has no fees.", "redemptionFees");
        var fees = RedemptionFees(check, opening.RedemptionFees);
        check.ThrowIfAny();
        return units.WriteAsync(async db =>
        {
            await InstitutionPolicy.ActingAsync(db, opening.Actor, opening.Institution, clock.UtcNow(), "institution");
            await db.LockAsync(db.Set<Institution>().Where(i => i.Id == opening.Institution));
            InstitutionRegister.Require(
                await db.Set<Fund>().CountAsync(f => f.InstitutionId == opening.Institution) < Fund.MaxPerInstitution, Fund.MaxPerInstitution);
            if (await db.Set<Fund>().AnyAsync(f => f.Code == code))
            {
                throw new DomainException(new FundCodeTakenError());
            }

            var fund = new Fund
            {
                Id = new FundId(clock.NewGuid()),
                InstitutionId = opening.Institution,
                Code = code,
                DisplayName = name,
                SearchName = SearchForm.Of(name),
                SortName = SortKey.Of(name),
                Kind = opening.Kind,
                RiskGrade = opening.RiskGrade,
                Minimum = opening.Minimum.MinorUnits,
                Currency = opening.Minimum.Currency,
                SubscriptionFee = fee,
                CustodyId = GeneralLedger.OpenOfHouse(db, AccountKind.Custody),
                TransitId = GeneralLedger.OpenOfHouse(db, AccountKind.Transit),
                LiquidityId = isMoneyMarket ? GeneralLedger.OpenOfHouse(db, AccountKind.Liquidity) : null,
                CreatedAt = clock.UtcNow(),
            };
            db.Set<Fund>().Add(fund);
            db.Set<RedemptionFee>().AddRange(fees.Select(one => new RedemptionFee { FundId = fund.Id, FromDay = one.FromDay, Fee = one.Fee }));
            Open(db, fund, HoldingKind.Issue);
            if (isMoneyMarket)
            {
                Open(db, fund, HoldingKind.Advance);
            }

            return fund.Id;
        });
    }

    /// <summary>Adds money of a bank, from which instant redemptions are paid. An operator does it for the bank.</summary>
    public Task<Answer<TransactionId>> AdvanceAsync(UserId actor, Guid key, FundId id, Money amount, CancellationToken cancellationToken)
    {
        var command = new Command(actor, "addFundLiquidity", key, new RequestInput().With("fund", id).With("amount", amount));
        return idempotency.RunAsync(
            command,
            confirm: null,
            async db =>
            {
                var fund = await db.Set<Fund>().SingleOrDefaultAsync(f => f.Id == id) ?? throw new DomainException(new NotFoundError("fund"));
                if (fund.LiquidityId is not { } liquidity)
                {
                    throw Validation.Error("Only a money-market fund pays at once.", "fund");
                }

                await InstitutionPolicy.RequireOthersAsync(db, actor, await db.Set<Institution>().SingleAsync(i => i.Id == fund.InstitutionId), "fund");
                var movement = new Movement(TransactionKind.FundAdvance, Markets.Id, liquidity, amount, actor)
                {
                    Business = fund.CustodyId,
                    Cause = command,
                };
                return (await ledger.PostAsync(db, movement)).Id;
            },
            staysOpen: false,
            cancellationToken);
    }

    private void Open(GraphDb db, Fund fund, HoldingKind kind)
    {
        var id = clock.NewGuid();
        db.Set<Holding>().Add(new Holding
        {
            Id = new HoldingId(id),
            FundId = fund.Id,
            Kind = kind,
            Number = -(long)kind,
            OpenedAt = fund.CreatedAt,
            Tiebreak = id.RandomPart(),
        });
    }

    private static List<(long FromDay, long Fee)> RedemptionFees(Validation check, IReadOnlyList<(int FromDay, decimal Fee)> given)
    {
        check
            .Check(given.Count <= RedemptionFee.MaxOfFund, $"A fund has at most {RedemptionFee.MaxOfFund} redemption fees.", "redemptionFees")
            .Check(given.Count == 0 || given[0].FromDay == 0, "The first redemption fee applies from day 0.", "redemptionFees");
        var fees = new List<(long FromDay, long Fee)>();
        foreach (var (index, (day, fraction)) in given.Index())
        {
            var fee = Fee(check, fraction, "redemptionFees", $"{index}", "fee");
            check
                .Check(day is >= 0 and <= MaxDays, "Days are from 0 to 3650.", "redemptionFees", $"{index}", "fromDay")
                .Check(
                    index == 0 || (day > given[index - 1].FromDay && fraction < given[index - 1].Fee),
                    "Each fee applies from a later day than the one before, and is lower.",
                    "redemptionFees",
                    $"{index}");
            fees.Add((day, fee));
        }

        return fees;
    }

    private static long Fee(Validation check, decimal fraction, params string[] path)
    {
        var isFee = fraction is >= 0 and <= MaxFee && fraction.Scale <= 6;
        check.Check(isFee, "A fee is a fraction from 0 to 0.05 with at most six decimals.", path);
        return isFee ? (long)(fraction * FundMath.WholeFee) : 0;
    }
}
