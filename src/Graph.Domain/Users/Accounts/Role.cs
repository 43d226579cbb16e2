namespace Graph.Domain.Users.Accounts;

/// <summary>Roles that allow a user more than managing their own account.</summary>
public enum Role
{
    /// <summary>A user who has signed up. Every user has this role.</summary>
    User = 0,

    /// <summary>The user works for a merchant.</summary>
    Merchant = 1,

    /// <summary>The user works for a fund institution.</summary>
    Institution = 2,

    /// <summary>The user may read aggregated figures.</summary>
    Analyst = 3,

    /// <summary>The user operates the product.</summary>
    Admin = 4,
}
