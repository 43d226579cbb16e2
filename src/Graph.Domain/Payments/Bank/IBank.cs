namespace Graph.Domain.Payments.Bank;

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

/// <summary>Which way money goes.</summary>
public enum BankDirection
{
    /// <summary>From the card to us.</summary>
    FromCard = 0,

    /// <summary>From us to the card.</summary>
    ToCard = 1,
}

/// <summary>Money that is to come from a card or go to one, asked of the bank under an id that makes it happen once.</summary>
public sealed record BankOrder(BankRequestId RequestId, BankDirection Direction, string CardToken, long MinorUnits);

/// <summary>
/// The world outside. Asked again with the same request id, a bank answers for the same request; it never moves money
/// twice for one. Never called inside a database transaction.
/// </summary>
public interface IBank
{
    Task<BankOutcome> MoveAsync(BankOrder order, CancellationToken cancellationToken);
}
