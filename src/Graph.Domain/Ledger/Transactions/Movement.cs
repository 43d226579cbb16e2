using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Ledger.Transactions;

/// <summary>A posting of a movement: an amount from one account to another.</summary>
public sealed record Leg(AccountId Debit, AccountId Credit, Money Amount);

/// <summary>
/// Money to be moved, and its description. A movement may have several legs, for example principal and interest. It
/// becomes one transaction with a posting for each leg.
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

    /// <summary>The settlement account of the business on one side; null when there is none.</summary>
    public AccountId? Business { get; init; }

    public Visibility Visibility { get; init; } = Visibility.Parties;

    public string? Note { get; init; }

    /// <summary>When a delayed transfer settles; null when the movement settles at once.</summary>
    public DateTime? SettlesAt { get; init; }

    /// <summary>The charge against a person's spending limits; null when the movement counts against none.</summary>
    public LimitCharge? Charge { get; init; }

    /// <summary>
    /// The request that causes this movement. The database accepts only one transaction for each request.
    /// </summary>
    public Command? Cause { get; init; }
}

/// <summary>
/// The person whose limits were charged, and when. Giving the amount back uses the same counters, because the time of
/// the charge is also the time of the transaction.
/// </summary>
public sealed record LimitCharge(PersonId Person, bool Lifetime, DateTime At);
