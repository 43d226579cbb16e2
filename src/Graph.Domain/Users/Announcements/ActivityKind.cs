namespace Graph.Domain.Users.Announcements;

/// <summary>The kind of an activity in the feed.</summary>
public enum ActivityKind
{
    /// <summary>A user wrote a post.</summary>
    Posted = 0,

    /// <summary>A user paid another user.</summary>
    Paid = 1,

    /// <summary>Two users became friends.</summary>
    BecameFriends = 2,

    /// <summary>A user bought a deal.</summary>
    BoughtDeal = 3,

    /// <summary>A merchant published a deal.</summary>
    DealPublished = 4,

    /// <summary>A group buy found enough buyers.</summary>
    GroupCompleted = 5,

    /// <summary>A user joined a community.</summary>
    JoinedCommunity = 6,

    /// <summary>A user invested in a fund.</summary>
    Invested = 7,

    /// <summary>A user reached a higher real-name level.</summary>
    LevelReached = 8,
}
