using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Shared;

namespace Graph.Domain.Funds.Holdings;

public readonly record struct UnitPostingId(Guid Value) : ITypedId<UnitPostingId>
{
    public static UnitPostingId From(Guid value) => new(value);
}

/// <summary>Why units move.</summary>
public enum UnitPostingKind
{
    /// <summary>A subscription was settled: the fund issues units.</summary>
    Subscription = 0,

    /// <summary>A redemption was settled: the fund takes units back.</summary>
    Redemption = 1,

    /// <summary>The income of a day.</summary>
    Income = 2,

    /// <summary>An instant redemption: the units pass to the bank that advances the money.</summary>
    Advance = 3,

    /// <summary>The fund takes back the units of the bank, which gets back what it advanced.</summary>
    AdvanceReturn = 4,
}

/// <summary>Units that moved from one holding to another of the same fund. It never changes.</summary>
public sealed class UnitPosting
{
    public required UnitPostingId Id { get; init; }

    public required FundId FundId { get; init; }

    public required UnitPostingKind Kind { get; init; }

    public required HoldingId FromId { get; init; }

    public required HoldingId ToId { get; init; }

    /// <summary>The units, in ten-thousandths; more than zero.</summary>
    public required long Units { get; init; }

    /// <summary>The first day whose income counts the units for the one who gets them.</summary>
    public required DateOnly EffectiveOn { get; init; }

    /// <summary>The order for which they moved; null when there was none.</summary>
    public FundOrderId? OrderId { get; init; }

    /// <summary>The day whose income they are; null when they are none.</summary>
    public DateOnly? IncomeOf { get; init; }

    public required DateTime At { get; init; }
}

/// <summary>Units that one subscription bought. What was bought first is redeemed first, so that fees fit the holding time.</summary>
public sealed class UnitLot
{
    public required FundOrderId OrderId { get; init; }

    public required HoldingId HoldingId { get; init; }

    public required DateOnly Since { get; init; }

    public required long Units { get; init; }

    /// <summary>The units that redemptions took, from the moment at which they were priced.</summary>
    public long Taken { get; private set; }
}
