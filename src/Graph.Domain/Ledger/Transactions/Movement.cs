using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Ledger.Transactions;

/// <summary>One posting of a movement: an amount from one account to another.</summary>
public sealed record Leg(AccountId Debit, AccountId Credit, Money Amount);

/// <summary>
/// Money that is to move, and what is to be known of it. A movement of several legs, principal and interest for example,
/// becomes one transaction with a posting for each.
/// </summary>
public sealed record Movement(TransactionKind Kind, IReadOnlyList<Leg> Legs, UserId Actor)
{
    public Movement(TransactionKind kind, AccountId debit, AccountId credit, Money amount, UserId actor)
        : this(kind, [new Leg(debit, credit, amount)], actor)
    {
    }

    /// <summary>The sum of all legs.</summary>
    public Money Amount => Legs.Skip(1).Aggregate(Legs[0].Amount, (sum, leg) => sum + leg.Amount);

    public UserId? Payer { get; init; }

    public UserId? Payee { get; init; }

    public BankCardId? BankCard { get; init; }

    /// <summary>The settlement account of the business that stands on one side; null between people.</summary>
    public AccountId? Business { get; init; }

    public Visibility Visibility { get; init; } = Visibility.Parties;

    public string? Note { get; init; }

    /// <summary>When a delayed arrival settles; null for what settles at once.</summary>
    public DateTime? SettlesAt { get; init; }

    /// <summary>The person against whose spending limits it was counted; null for what counts against none.</summary>
    public LimitCharge? Charge { get; init; }

    /// <summary>The request whose effect this is. The database takes one transaction for each.</summary>
    public Command? Cause { get; init; }
}

/// <summary>
/// The person whose limits a payment was counted against, and when, so that giving it back finds the same counters: the moment
/// of the charge is the moment of its transaction.
/// </summary>
public sealed record LimitCharge(PersonId Person, bool Lifetime, DateTime At);
