using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Standing;

public readonly record struct StandingOrderId(Guid Value) : ITypedId<StandingOrderId>
{
    public static StandingOrderId From(Guid value) => new(value);
}

/// <summary>How a standing order invests.</summary>
public enum StandingOrderKind
{
    /// <summary>Each night, what lies in the wallet above a floor, in a money-market fund.</summary>
    AutoInvest = 0,

    /// <summary>Each month, an amount, in any fund.</summary>
    Plan = 1,
}

/// <summary>Why a standing order was paused.</summary>
public enum StandingOrderPause
{
    /// <summary>The real-name level is below CLASS_III.</summary>
    Level = 0,

    /// <summary>The account is frozen.</summary>
    Frozen = 1,

    /// <summary>The answers to the risk questionnaire are older than two years. Answer it again with `submitRiskAnswers`.</summary>
    AnswersRequired = 2,

    /// <summary>The fund is riskier than the viewer tolerates now.</summary>
    Unsuitable = 3,

    /// <summary>The fund is not for sale.</summary>
    NotForSale = 4,

    /// <summary>The wallet had less money than the plan invests.</summary>
    InsufficientFunds = 5,

    /// <summary>A spending limit was reached. Standing orders count as confirmed by the payment PIN.</summary>
    Limit = 6,

    /// <summary>Very many orders of the fund were open.</summary>
    OpenOrders = 7,

    /// <summary>The fund has published no value for days, and an order of the standing order was cancelled because of it.</summary>
    NoValue = 8,

    /// <summary>
    /// The password was reset or the phone was changed less than 24 hours before, and the payment PIN was set shortly before that. Set the
    /// standing order again afterwards.
    /// </summary>
    Restricted = 9,
}

/// <summary>
/// An order that places itself again and again, until it is ended: each night what lies above a floor, or each month an amount.
/// An account has at most one of the first kind, and of the second one a fund.
/// </summary>
public sealed class StandingOrder
{
    /// <summary>The most monthly plans of an account.</summary>
    public const int MaxPlans = 20;

    public required StandingOrderId Id { get; init; }

    public required UserId UserId { get; init; }

    public required FundId FundId { get; init; }

    public required StandingOrderKind Kind { get; init; }

    /// <summary>What stays in the wallet, in fen; null for a monthly plan.</summary>
    public long? Floor { get; init; }

    /// <summary>The amount that is invested each month, in fen; null when it depends on the wallet.</summary>
    public long? Amount { get; init; }

    /// <summary>The day of the month from 1 to 31, the last day in shorter months; null when it is each night.</summary>
    public long? DayOfMonth { get; init; }

    /// <summary>What the person tolerated when a warning about the fund was acknowledged; null when none was needed.</summary>
    public RiskTolerance? WarnedAt { get; init; }

    public required DateTime SetAt { get; init; }

    /// <summary>When it invests next; null while it is paused.</summary>
    public DateTime? DueAt { get; init; }

    public DateTime? PausedAt { get; init; }

    public StandingOrderPause? Pause { get; init; }

    /// <summary>Selects the standing order if it waits for the same night, and was not set anew since it was read.</summary>
    internal IQueryable<StandingOrder> Unchanged(GraphDb db) =>
        db.Set<StandingOrder>().Where(o => o.Id == Id && o.DueAt == DueAt && o.SetAt == SetAt);

    /// <summary>Pauses the standing order, and tells its owner. Returns false when it has changed since it was read.</summary>
    internal async Task<bool> PauseAsync(GraphDb db, StandingOrderPause reason, DateTime now)
    {
        var isPaused = await Unchanged(db).ExecuteUpdateAsync(set => set
            .SetProperty(o => o.PausedAt, now)
            .SetProperty(o => o.Pause, reason)
            .SetProperty(o => o.DueAt, (DateTime?)null)) == 1;
        if (isPaused)
        {
            db.Raise(new StandingOrderPaused(this, reason, now));
        }

        return isPaused;
    }
}

/// <summary>A night on which a standing order placed an order.</summary>
/// <param name="Kind">How it invests.</param>
/// <param name="Night">The day that begins with the night, in Asia/Shanghai.</param>
public sealed record StandingNight(StandingOrderKind Kind, DateOnly Night);
