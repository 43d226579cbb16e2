namespace Graph.Domain.Users.RealNames;

/// <summary>
/// How well a user is identified, and what the user may do. The levels follow the People's Bank of China's classes of
/// payment accounts (Announcement [2015] No. 43, in force 1 July 2016).
/// </summary>
public enum RealNameLevel
{
    /// <summary>
    /// No accepted identity card: no payments, top-ups or receipts. Money that is already there can still be withdrawn.
    /// </summary>
    None = 0,

    /// <summary>
    /// Identity card: pay, transfer and receive; payments up to ¥1,000 over the account's whole life.
    /// </summary>
    ClassI = 1,

    /// <summary>
    /// Identity card and two more channels: also lend, borrow and guarantee; ¥100,000 per calendar year.
    /// </summary>
    ClassII = 2,

    /// <summary>
    /// Identity card and four more channels: also invest and open a merchant; ¥200,000 per calendar year.
    /// </summary>
    ClassIII = 3,
}

/// <summary>Turns accepted channels into a level.</summary>
public static class RealNameLevels
{
    private static readonly (RealNameLevel Level, int MoreChannels)[] Ladder =
        [(RealNameLevel.ClassIII, 4), (RealNameLevel.ClassII, 2), (RealNameLevel.ClassI, 0)];

    /// <summary>
    /// Returns the level. Without an identity card there is no level, however many other channels are accepted.
    /// </summary>
    public static RealNameLevel Of(IReadOnlyCollection<EvidenceKind> accepted)
    {
        if (!accepted.Contains(EvidenceKind.IdCard))
        {
            return RealNameLevel.None;
        }

        var more = accepted.Distinct().Count() - 1;
        return Ladder.First(step => more >= step.MoreChannels).Level;
    }

    /// <summary>
    /// Returns how many more accepted channels a level needs, and which kinds of channels would count.
    /// </summary>
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
