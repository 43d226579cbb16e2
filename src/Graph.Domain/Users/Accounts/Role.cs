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

    /// <summary>Reserved for reading aggregated figures. No field asks for this role yet.</summary>
    Analyst = 3,

    /// <summary>
    /// The user operates the product. The powers of this role rest while the account is frozen, and for 24 hours after its password was
    /// reset or its phone was changed.
    /// </summary>
    Admin = 4,
}
