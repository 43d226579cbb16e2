using Graph.Domain.Users.RealNames;

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

/// <summary>Why somebody cannot buy a deal. The button and the purchase give the same reasons in the same order.</summary>
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

    /// <summary>Whether somebody may buy so many pieces, and if not, the first reason.</summary>
    /// <param name="deal">The deal.</param>
    /// <param name="standing">What is left of it, and how the buyer stands to it.</param>
    /// <param name="now">The moment of buying.</param>
    /// <param name="quantity">How many pieces are wanted.</param>
    /// <param name="others">How many more pieces others need, for a group to become complete.</param>
    public static EligibilityCode Of(Deal deal, Standing standing, DateTime now, long quantity = 1, long others = 0) =>
        ClosedBy(deal, now) is { } closed ? closed
        : standing.Left < quantity + others ? EligibilityCode.SoldOut
        : standing.Buyer is not { } buyer ? EligibilityCode.SignIn
        : buyer.WorksThere ? EligibilityCode.OwnDeal
        : buyer.Level < deal.RequiredLevel ? EligibilityCode.Level
        : buyer.Bought + quantity > deal.PerUserLimit ? EligibilityCode.LimitReached
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

/// <summary>How a deal stands for somebody.</summary>
/// <param name="Left">How many pieces are left.</param>
/// <param name="Buyer">The buyer; null while signed out.</param>
public sealed record Standing(long Left, Buyer? Buyer);
