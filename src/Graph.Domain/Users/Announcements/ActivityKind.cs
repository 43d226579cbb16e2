namespace Graph.Domain.Users.Announcements;

/// <summary>What kind of line of the feed this is.</summary>
public enum ActivityKind
{
    /// <summary>Somebody posted.</summary>
    Posted = 0,

    /// <summary>Somebody paid somebody.</summary>
    Paid = 1,

    /// <summary>Two people became friends.</summary>
    BecameFriends = 2,

    /// <summary>Somebody bought a deal.</summary>
    BoughtDeal = 3,

    /// <summary>A merchant published a deal.</summary>
    DealPublished = 4,

    /// <summary>A group buy found enough buyers.</summary>
    GroupCompleted = 5,

    /// <summary>Somebody joined a community.</summary>
    JoinedCommunity = 6,

    /// <summary>Somebody invested in a fund.</summary>
    Invested = 7,

    /// <summary>Somebody reached a higher real-name level.</summary>
    LevelReached = 8,
}
