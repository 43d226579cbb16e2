namespace Graph.Domain.Payments.Bank;

/// <summary>The bank's answer to a request.</summary>
public enum BankOutcome
{
    /// <summary>The money moved.</summary>
    Settled,

    /// <summary>The money did not move, and this request will never move it.</summary>
    Declined,

    /// <summary>The bank did not answer, so the outcome is unknown. Ask again with the same request id.</summary>
    Unknown,
}

/// <summary>The direction of a bank request.</summary>
public enum BankDirection
{
    /// <summary>From the card to this system.</summary>
    FromCard = 0,

    /// <summary>From this system to the card.</summary>
    ToCard = 1,
}

/// <summary>
/// An order to the bank to take money from a card or send money to one. The request id makes sure that it happens only
/// once.
/// </summary>
public sealed record BankOrder(BankRequestId RequestId, BankDirection Direction, string CardToken, long MinorUnits);

/// <summary>
/// The connection to a bank. When it is asked again with the same request id, it answers for the same request, and
/// never moves money twice. Do not call it inside a database transaction.
/// </summary>
public interface IBank
{
    Task<BankOutcome> MoveAsync(BankOrder order, CancellationToken cancellationToken);
}
