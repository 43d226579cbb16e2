namespace Graph.Domain.Users.Accounts;

/// <summary>The people who may see that something happened. Amounts are always visible to the parties only.</summary>
public enum Visibility
{
    /// <summary>Every user who is signed in.</summary>
    Public = 0,

    /// <summary>Friends of the person who did it; if two people took part, only users who are friends of both.</summary>
    Friends = 1,

    /// <summary>Only those who took part; for a post, its author alone.</summary>
    Parties = 2,
}
