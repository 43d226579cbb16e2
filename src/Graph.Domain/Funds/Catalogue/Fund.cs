using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;

namespace Graph.Domain.Funds.Catalogue;

public readonly record struct FundId(Guid Value) : ITypedId<FundId>
{
    public static FundId From(Guid value) => new(value);
}

/// <summary>What a fund invests in.</summary>
public enum FundKind
{
    /// <summary>Short deposits and bonds. A unit is always worth one yuan; the income comes as further units each day.</summary>
    MoneyMarket = 0,

    /// <summary>Bonds.</summary>
    Bond = 1,

    /// <summary>Bonds and shares.</summary>
    Mixed = 2,

    /// <summary>Shares.</summary>
    Equity = 3,
}

/// <summary>How risky a fund is, from R1 to R5 (CSRC Order 130).</summary>
public enum RiskGrade
{
    /// <summary>Low risk.</summary>
    R1 = 1,

    /// <summary>Rather low risk.</summary>
    R2 = 2,

    /// <summary>Middle risk.</summary>
    R3 = 3,

    /// <summary>Rather high risk.</summary>
    R4 = 4,

    /// <summary>High risk.</summary>
    R5 = 5,
}

internal static class FundKinds
{
    /// <summary>
    /// The lowest risk grade of a kind of fund. Who may buy depends on the grade, so an institution must not call shares safe.
    /// </summary>
    public static RiskGrade LeastGrade(this FundKind kind) => kind switch
    {
        FundKind.MoneyMarket => RiskGrade.R1,
        FundKind.Bond => RiskGrade.R2,
        _ => RiskGrade.R3,
    };
}

/// <summary>A fund of an institution. Its terms never change.</summary>
public sealed class Fund : ISortedByName
{
    public const int MaxPerInstitution = 100;
    public const int MaxCode = 12;

    /// <summary>The highest value of a unit, in ten-thousandths of a yuan: a yuan always buys some units.</summary>
    public const long MaxValue = 9_999_999;

    /// <summary>The highest income of 10,000 units a day, in ten-thousandths of a yuan.</summary>
    public const long MaxIncome = 999_999;

    public required FundId Id { get; init; }

    public required InstitutionId InstitutionId { get; init; }

    /// <summary>The code by which people find the fund: capitals and digits.</summary>
    public required string Code { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>The name in the form that searches use.</summary>
    public required string SearchName { get; init; }

    /// <summary>The place of the name in lists that are in the order of names.</summary>
    public required SortKey SortName { get; init; }

    static string ISortedByName.NameProperty => nameof(DisplayName);

    static string ISortedByName.UniqueProperty => nameof(Code);

    public required FundKind Kind { get; init; }

    public required RiskGrade RiskGrade { get; init; }

    /// <summary>The least amount of a subscription, in fen.</summary>
    public required long Minimum { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>The fee of a subscription, in millionths.</summary>
    public required long SubscriptionFee { get; init; }

    /// <summary>The fund's money. The account also stands for the fund as a side of transactions.</summary>
    public required AccountId CustodyId { get; init; }

    /// <summary>What was paid for subscriptions that are not settled.</summary>
    public required AccountId TransitId { get; init; }

    /// <summary>What a bank advances for instant redemptions; null where there are none.</summary>
    public AccountId? LiquidityId { get; init; }

    /// <summary>The value of a unit on the last day that is closed; one yuan before the first.</summary>
    public long Value { get; private set; } = FundMath.OneYuan;

    /// <summary>The last day that was published; null before the first. Days are published one after the other.</summary>
    public DateOnly? PublishedOn { get; private set; }

    /// <summary>The last day that is closed: its orders are priced, and its income is credited.</summary>
    public DateOnly? ClosedOn { get; private set; }

    /// <summary>When the bank gets back what it advanced; null when it advanced nothing.</summary>
    public DateTime? AdvanceDueAt { get; private set; }

    /// <summary>How many persons held units when that was published last, see <see cref="Insights.HolderCounts"/>.</summary>
    public long Holders { get; private set; }

    public required DateTime CreatedAt { get; init; }

    public bool IsMoneyMarket => Kind == FundKind.MoneyMarket;

    /// <summary>The day that has to be published next; null when the first can be any.</summary>
    public DateOnly? NextDay(ExchangeCalendar calendar) => PublishedOn is not { } last ? null
        : IsMoneyMarket ? last.AddDays(1)
        : calendar.After(last);
}

/// <summary>The redemption fee of units that were held for at least a number of days.</summary>
public sealed class RedemptionFee
{
    public const int MaxOfFund = 10;

    public required FundId FundId { get; init; }

    /// <summary>The days from which it applies; the first is zero.</summary>
    public required long FromDay { get; init; }

    /// <summary>The fee, in millionths of what the units are worth.</summary>
    public required long Fee { get; init; }

    /// <summary>Finds the fee of units that were held for a number of days.</summary>
    public static long Of(IEnumerable<RedemptionFee> fees, int days) =>
        fees.Where(fee => fee.FromDay <= days).OrderBy(fee => fee.FromDay).LastOrDefault()?.Fee ?? 0;
}
