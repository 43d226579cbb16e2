namespace Graph.Domain.Payments;

/// <summary>What a bank says of a request.</summary>
public enum BankOutcome
{
    /// <summary>The money moved.</summary>
    Settled,

    /// <summary>The money did not move, and will not under this request.</summary>
    Declined,

    /// <summary>No answer: nobody knows yet. Ask again under the same request id.</summary>
    Unknown,
}

/// <summary>Money that comes in from a card, asked of the bank under an id that makes it happen once.</summary>
public sealed record BankDebit(BankRequestId RequestId, string CardToken, long MinorUnits);

/// <summary>
/// The world outside. Asked again with the same request id, a bank answers for the same request; it never moves money
/// twice for one. Never called inside a database transaction.
/// </summary>
public interface IBank
{
    Task<BankOutcome> DebitCardAsync(BankDebit debit, CancellationToken cancellationToken);
}
