namespace Graph.Domain.Users.Accounts;

/// <summary>Who may see that something happened. Amounts are for the parties alone, whatever this says.</summary>
public enum Visibility
{
    /// <summary>Everybody who is signed in.</summary>
    Public,

    /// <summary>Those who are friends of both sides.</summary>
    Friends,

    /// <summary>Only the two sides.</summary>
    Parties,
}
