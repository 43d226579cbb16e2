namespace Graph.Domain.Users.Accounts;

/// <summary>Who may see that something happened. Amounts are for the parties alone, whatever this says.</summary>
public enum Visibility
{
    /// <summary>Everybody who is signed in.</summary>
    Public = 0,

    /// <summary>Those who are friends of both sides.</summary>
    Friends = 1,

    /// <summary>Only the two sides.</summary>
    Parties = 2,
}
