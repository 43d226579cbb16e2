namespace Graph.Domain.Users.Accounts;

/// <summary>What somebody may do beyond their own affairs.</summary>
public enum Role
{
    /// <summary>Everybody who has signed up.</summary>
    User,

    /// <summary>Works for a merchant.</summary>
    Merchant,

    /// <summary>Works for a fund institution.</summary>
    Institution,

    /// <summary>May read aggregates.</summary>
    Analyst,

    /// <summary>Operates the product.</summary>
    Admin,
}
