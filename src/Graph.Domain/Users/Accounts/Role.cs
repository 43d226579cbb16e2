namespace Graph.Domain.Users.Accounts;

/// <summary>What somebody may do beyond their own affairs.</summary>
public enum Role
{
    /// <summary>Everybody who has signed up.</summary>
    User = 0,

    /// <summary>Works for a merchant.</summary>
    Merchant = 1,

    /// <summary>Works for a fund institution.</summary>
    Institution = 2,

    /// <summary>May read aggregates.</summary>
    Analyst = 3,

    /// <summary>Operates the product.</summary>
    Admin = 4,
}
