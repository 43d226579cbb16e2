namespace Graph.Domain.Users.Announcements;

/// <summary>What kind of line of the feed this is.</summary>
public enum ActivityKind
{
    /// <summary>Somebody posted.</summary>
    Posted,

    /// <summary>Somebody paid somebody.</summary>
    Paid,

    /// <summary>Two people became friends.</summary>
    BecameFriends,

    /// <summary>Somebody bought a deal.</summary>
    BoughtDeal,

    /// <summary>A merchant published a deal.</summary>
    DealPublished,

    /// <summary>A group buy found enough buyers.</summary>
    GroupCompleted,

    /// <summary>Somebody joined a community.</summary>
    JoinedCommunity,

    /// <summary>Somebody invested in a fund.</summary>
    Invested,

    /// <summary>Somebody reached a higher real-name level.</summary>
    LevelReached,
}
