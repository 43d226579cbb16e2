using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Domain.Deals.Catalogue;

/// <summary>Whether somebody may buy a deal now, and if not, why.</summary>
public enum EligibilityCode
{
    /// <summary>It can be bought.</summary>
    Ok,

    /// <summary>Only who is signed in buys.</summary>
    SignIn,

    /// <summary>It takes a higher real-name level.</summary>
    Level,

    /// <summary>It is not on sale yet.</summary>
    NotStarted,

    /// <summary>It is no longer on sale.</summary>
    Ended,

    /// <summary>The merchant took it off sale for the time being.</summary>
    Paused,

    /// <summary>Nothing is left. A refund can bring something back.</summary>
    SoldOut,

    /// <summary>The viewer's person has as many as one person may have.</summary>
    LimitReached,

    /// <summary>The viewer works for the merchant.</summary>
    OwnDeal,
}

/// <summary>What stands between somebody and a deal: one order of reasons, for the button and for the purchase.</summary>
public static class Eligibility
{
    /// <summary>Why nobody can buy it at the moment; null when it is on sale.</summary>
    public static EligibilityCode? ClosedBy(Deal deal, DateTime now) => deal.Status switch
    {
        _ when now >= deal.EndsAt => EligibilityCode.Ended,
        DealStatus.Live when now < deal.StartsAt => EligibilityCode.NotStarted,
        DealStatus.Live => null,
        _ => EligibilityCode.Paused,
    };

    /// <summary>Whether somebody may buy one piece.</summary>
    public static EligibilityCode Of(Deal deal, Buyer? buyer, long remaining, DateTime now) =>
        ClosedBy(deal, now) is { } closed ? closed
        : remaining <= 0 ? EligibilityCode.SoldOut
        : buyer is null ? EligibilityCode.SignIn
        : buyer.WorksThere ? EligibilityCode.OwnDeal
        : buyer.Level < deal.RequiredLevel ? EligibilityCode.Level
        : buyer.Bought >= deal.PerUserLimit ? EligibilityCode.LimitReached
        : EligibilityCode.Ok;

    public static string? MessageOf(EligibilityCode code) => code switch
    {
        EligibilityCode.Ok => null,
        EligibilityCode.SignIn => "Sign in to buy this.",
        EligibilityCode.Level => "This needs a higher real-name level.",
        EligibilityCode.NotStarted => "This is not on sale yet.",
        EligibilityCode.Ended => "This is no longer on sale.",
        EligibilityCode.Paused => "This is not on sale at the moment.",
        EligibilityCode.SoldOut => "Nothing is left.",
        EligibilityCode.LimitReached => "You have as many as one person may have.",
        _ => "The staff of a merchant do not buy its deals.",
    };
}

/// <summary>What of somebody counts when they want to buy.</summary>
/// <param name="Level">Their real-name level.</param>
/// <param name="WorksThere">Whether their person, by whatever account, works for the merchant.</param>
/// <param name="Bought">How many pieces their person has.</param>
public sealed record Buyer(RealNameLevel Level, bool WorksThere, long Bought);
