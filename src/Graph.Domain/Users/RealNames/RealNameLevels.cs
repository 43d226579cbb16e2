namespace Graph.Domain.Users.RealNames;

/// <summary>
/// How well somebody is known, and what that opens. After the People's Bank of China's classes of payment accounts
/// (Announcement [2015] No. 43, in force 1 July 2016).
/// </summary>
public enum RealNameLevel
{
    /// <summary>No accepted identity card: friends and feed, no money in or out.</summary>
    None = 0,

    /// <summary>Identity card: pay, transfer, receive; ¥1,000 of payments over the account's life.</summary>
    ClassI = 1,

    /// <summary>Identity card and two more channels: also lend, borrow, guarantee; ¥100,000 a calendar year.</summary>
    ClassII = 2,

    /// <summary>Identity card and four more channels: also invest, open a merchant; ¥200,000 a calendar year.</summary>
    ClassIII = 3,
}

/// <summary>The rule that turns accepted channels into a level.</summary>
public static class RealNameLevels
{
    private static readonly (RealNameLevel Level, int MoreChannels)[] Ladder =
        [(RealNameLevel.ClassIII, 4), (RealNameLevel.ClassII, 2), (RealNameLevel.ClassI, 0)];

    /// <summary>Without the identity card nobody is anybody, however many other channels stand accepted.</summary>
    public static RealNameLevel Of(IReadOnlyCollection<EvidenceKind> accepted)
    {
        if (!accepted.Contains(EvidenceKind.IdCard))
        {
            return RealNameLevel.None;
        }

        var more = accepted.Distinct().Count() - 1;
        return Ladder.First(step => more >= step.MoreChannels).Level;
    }

    /// <summary>How many accepted channels are still missing for a level, and which kinds would count.</summary>
    public static (int Missing, IReadOnlyList<EvidenceKind> Accepts) Missing(
        IReadOnlyCollection<EvidenceKind> accepted, RealNameLevel level)
    {
        if (level == RealNameLevel.None)
        {
            return (0, []);
        }

        var hasCard = accepted.Contains(EvidenceKind.IdCard);
        var more = accepted.Distinct().Count(kind => kind != EvidenceKind.IdCard);
        var needed = Ladder.First(step => step.Level == level).MoreChannels;
        var missing = (hasCard ? 0 : 1) + Math.Max(0, needed - more);
        var kinds = Enum.GetValues<EvidenceKind>()
            .Where(kind => !accepted.Contains(kind))
            .Where(kind => kind == EvidenceKind.IdCard || needed > more);
        return (missing, missing == 0 ? [] : [.. kinds]);
    }
}
