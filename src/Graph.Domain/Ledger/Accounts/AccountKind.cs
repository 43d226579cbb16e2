namespace Graph.Domain.Ledger.Accounts;

/// <summary>What an account is for. The numbers are stored, and the database's constraints name them.</summary>
public enum AccountKind
{
    /// <summary>What a person has with us.</summary>
    Wallet = 0,

    /// <summary>What the outside owes us: money comes in from it and goes out to it, so its balance is below zero.</summary>
    Bank = 1,

    /// <summary>What a business has with us.</summary>
    Settlement = 2,

    /// <summary>What waits between a buyer and a business until the purchase is settled one way or the other.</summary>
    Escrow = 3,
}

/// <summary>What the module that brings a kind of account says of it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Floor">Below this, in minor units, the available balance of such an account may never fall.</param>
public sealed record AccountKindTraits(AccountKind Kind, long Floor = 0);
