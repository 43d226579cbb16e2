namespace Graph.Domain.Users.Announcements;

/// <summary>The kind of an activity in the feed.</summary>
public enum ActivityKind
{
    /// <summary>A user wrote a post. `subject` is the Post.</summary>
    Posted = 0,

    /// <summary>A user paid another user. `subject` is the SharedPayment.</summary>
    Paid = 1,

    /// <summary>Two users became friends. `subject` is the other User.</summary>
    BecameFriends = 2,

    /// <summary>A user bought a deal. `subject` is the Deal.</summary>
    BoughtDeal = 3,

    /// <summary>A merchant published a deal. `subject` is the Deal.</summary>
    DealPublished = 4,

    /// <summary>A group buy found enough buyers. `subject` is the GroupBuy.</summary>
    GroupCompleted = 5,

    /// <summary>A user joined a community. `subject` is the Community.</summary>
    JoinedCommunity = 6,

    /// <summary>A user invested in a fund. `subject` is the Fund.</summary>
    Invested = 7,

    /// <summary>A user reached a higher real-name level. `subject` is the User.</summary>
    LevelReached = 8,
}
