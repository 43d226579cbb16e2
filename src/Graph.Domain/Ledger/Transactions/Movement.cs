using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Ledger.Transactions;

/// <summary>Money that is to move from one account to another, and what is to be known of it.</summary>
public sealed record Movement(TransactionKind Kind, AccountId Debit, AccountId Credit, Money Amount, UserId Actor)
{
    public UserId? Payer { get; init; }

    public UserId? Payee { get; init; }

    public BankCardId? BankCard { get; init; }

    /// <summary>The settlement account of the business that stands on one side; null between people.</summary>
    public AccountId? Business { get; init; }

    public Visibility Visibility { get; init; } = Visibility.Parties;

    public string? Note { get; init; }

    /// <summary>When a delayed arrival settles; null for what settles at once.</summary>
    public DateTime? SettlesAt { get; init; }

    /// <summary>Against whose spending limits it was counted.</summary>
    public LimitCharge? Charge { get; init; }

    /// <summary>The request whose effect this is. The database takes one transaction for each.</summary>
    public Command? Cause { get; init; }
}

/// <summary>
/// Whose limits a payment was counted against, and when, so that giving it back finds the same counters: the moment of the
/// charge is the moment of its transaction.
/// </summary>
public sealed record LimitCharge(PersonId Person, bool Lifetime, DateTime At);
