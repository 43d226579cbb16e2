namespace Graph.Domain.Ledger.Accounts;

/// <summary>The purpose of an account. The numbers are stored, and constraints of the database contain them.</summary>
public enum AccountKind
{
    /// <summary>A person's money.</summary>
    Wallet = 0,

    /// <summary>
    /// The external banks. Money comes in from this account and goes out to it, so its balance is negative by the
    /// amount that the banks hold for the users.
    /// </summary>
    Bank = 1,

    /// <summary>The money of a business.</summary>
    Settlement = 2,

    /// <summary>Money that waits between a buyer and a business until the purchase is settled or refunded.</summary>
    Escrow = 3,

    /// <summary>The money of a fund.</summary>
    Custody = 4,

    /// <summary>Money that waits until the units that it buys are issued.</summary>
    Transit = 5,

    /// <summary>Money that a bank provides so that people can redeem at once.</summary>
    Liquidity = 6,

    /// <summary>
    /// The markets in which funds invest, and the banks that advance money for them. What funds gain comes from this account and
    /// what they lose goes there.
    /// </summary>
    Market = 7,
}

/// <summary>The properties of a kind of account. The module that introduces the kind declares them.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Floor">The minimum of the available balance of such an account, in minor units.</param>
public sealed record AccountKindTraits(AccountKind Kind, long Floor = 0);
