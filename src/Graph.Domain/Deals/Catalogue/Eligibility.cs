using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Deals.Catalogue;

/// <summary>Whether a user may buy something now, and if not, why.</summary>
public enum EligibilityCode
{
    /// <summary>It can be bought.</summary>
    Ok,

    /// <summary>The user must sign in to buy.</summary>
    SignIn,

    /// <summary>It needs a higher real-name level.</summary>
    Level,

    /// <summary>The deal is not on sale yet.</summary>
    NotStarted,

    /// <summary>The deal is no longer on sale.</summary>
    Ended,

    /// <summary>It is not on sale for now: its merchant has paused it, or its institution is not verified.</summary>
    Paused,

    /// <summary>Nothing is left. A refund can bring pieces back.</summary>
    SoldOut,

    /// <summary>The viewer already has as many pieces as a person may have, over all accounts.</summary>
    LimitReached,

    /// <summary>The viewer works for the merchant.</summary>
    OwnDeal,

    /// <summary>The viewer's account is frozen. Unfreeze it first, with `unfreezeAccount`.</summary>
    Frozen,

    /// <summary>The viewer has to answer the questionnaire about risk first, with `submitRiskAnswers`.</summary>
    AnswersRequired,

    /// <summary>The fund is riskier than the viewer may buy.</summary>
    Unsuitable,

    /// <summary>The fund is riskier than the viewer tolerates. It can be bought after a warning, with `acknowledgesRisk`.</summary>
    AfterWarning,
}

/// <summary>
/// Decides why a user cannot buy a deal. The button and the purchase use the same reasons in the same order.
/// </summary>
public static class Eligibility
{
    /// <summary>Returns why the deal cannot be bought by any user at the moment; null when it is on sale.</summary>
    public static EligibilityCode? ClosedBy(Deal deal, DateTime now) => deal.Status switch
    {
        _ when now >= deal.EndsAt => EligibilityCode.Ended,
        DealStatus.Live when now < deal.StartsAt => EligibilityCode.NotStarted,
        DealStatus.Live => null,
        _ => EligibilityCode.Paused,
    };

    /// <summary>Returns whether a user may buy a number of pieces. If not, returns the first reason.</summary>
    /// <param name="deal">The deal.</param>
    /// <param name="standing">The remaining stock, and the data of the buyer.</param>
    /// <param name="now">The current time.</param>
    /// <param name="quantity">How many pieces the user wants.</param>
    /// <param name="others">
    /// How many more pieces the other buyers of a group need, so that the group can become complete.
    /// </param>
    public static EligibilityCode Of(Deal deal, Standing standing, DateTime now, long quantity = 1, long others = 0) =>
        ClosedBy(deal, now) is { } closed ? closed
        : standing.Left < quantity + others ? EligibilityCode.SoldOut
        : standing.Buyer is not { } buyer ? EligibilityCode.SignIn
        : buyer.WorksThere ? EligibilityCode.OwnDeal
        : buyer.Level < deal.RequiredLevel ? EligibilityCode.Level
        : buyer.Bought + quantity > deal.PerUserLimit ? EligibilityCode.LimitReached
        : buyer.IsFrozen ? EligibilityCode.Frozen
        : EligibilityCode.Ok;

    public static string? MessageOf(EligibilityCode code) => code switch
    {
        EligibilityCode.Ok => null,
        EligibilityCode.SignIn => "Sign in to buy this.",
        EligibilityCode.Level => "This needs a higher real-name level.",
        EligibilityCode.NotStarted => "This is not on sale yet.",
        EligibilityCode.Ended => "This is no longer on sale.",
        EligibilityCode.Paused => "This is not on sale at the moment.",
        EligibilityCode.SoldOut => "This is sold out.",
        EligibilityCode.LimitReached => "You already have as many as one person may buy.",
        EligibilityCode.AnswersRequired => "Answer the questionnaire about risk first.",
        EligibilityCode.Unsuitable => "This is riskier than you may buy.",
        EligibilityCode.AfterWarning => "This is riskier than you tolerate. You can buy it if you acknowledge that.",
        EligibilityCode.Frozen => "Your account is frozen; unfreeze it first.",
        _ => "You work for this merchant, so you cannot buy its deals.",
    };
}

/// <summary>The data of a user that decides whether the user may buy a deal.</summary>
/// <param name="Level">The user's real-name level.</param>
/// <param name="WorksThere">Whether the person works for the merchant, with any account.</param>
/// <param name="Bought">How many pieces the person has, over all accounts.</param>
/// <param name="IsFrozen">Whether the account is frozen.</param>
public sealed record Buyer(RealNameLevel Level, bool WorksThere, long Bought, bool IsFrozen);

/// <summary>The state of a deal for a user.</summary>
/// <param name="Left">How many pieces are left.</param>
/// <param name="Buyer">The buyer; null when no user is signed in.</param>
public sealed record Standing(long Left, Buyer? Buyer);
