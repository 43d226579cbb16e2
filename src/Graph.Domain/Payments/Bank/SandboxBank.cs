using System.Collections.Concurrent;

namespace Graph.Domain.Payments.Bank;

/// <summary>
/// A built-in test bank. The first six digits of a card decide what happens; docs/operations.md lists them.
/// </summary>
public sealed class SandboxBank(TimeProvider clock) : IBank
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<BankRequestId, DateTimeOffset> _firstAsked = [];

    public async Task<BankOutcome> MoveAsync(BankOrder order, CancellationToken cancellationToken)
    {
        switch (order.CardToken[..6])
        {
            case "622202":
                return BankOutcome.Settled;
            case "622204":
                await Task.Delay(Delay, clock, cancellationToken);
                return BankOutcome.Settled;
            case "622205":
                var now = clock.GetUtcNow();
                return now - _firstAsked.GetOrAdd(order.RequestId, now) >= Delay ? BankOutcome.Settled : BankOutcome.Unknown;
            default:
                return BankOutcome.Declined;
        }
    }
}
