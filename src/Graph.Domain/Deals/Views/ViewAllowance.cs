using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Deals.Views;

/// <summary>How many views one network address may send, and how many a node keeps in memory.</summary>
public sealed class ViewLimits
{
    public bool Enabled { get; set; } = true;

    /// <summary>The number of deals in a minute, counted on each node.</summary>
    public int PerAddress { get; set; } = 2_000;

    /// <summary>The most views that wait to be written, about 10 MB. More than that are not counted.</summary>
    public int MaxWaiting { get; set; } = 50_000;
}

/// <summary>Counts how many views each address sends in the current minute.</summary>
internal sealed class ViewAllowance(ViewLimits limits, TimeProvider clock)
{
    /// <summary>
    /// How many addresses are remembered. More than that go uncounted until the minute is over: to refuse them would
    /// let one attacker with many addresses lock out everybody else.
    /// </summary>
    private const int MaxAddresses = 20_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _sent = [];
    private DateTime _begun;

    /// <exception cref="DomainException">
    /// <see cref="TooManyAttemptsError"/> when the address has sent too many views in this minute.
    /// </exception>
    public void Take(string? address, int views)
    {
        if (!limits.Enabled || address is null)
        {
            return;
        }

        var now = clock.UtcNow();
        lock (_gate)
        {
            if (now >= _begun + Window || now < _begun)
            {
                _sent.Clear();
                _begun = now;
            }

            var sent = _sent.GetValueOrDefault(address) + views;
            if (sent > limits.PerAddress)
            {
                throw new DomainException(new TooManyAttemptsError(
                    Math.Max(1, (int)Math.Ceiling((_begun + Window - now).TotalSeconds))));
            }

            if (_sent.Count < MaxAddresses || _sent.ContainsKey(address))
            {
                _sent[address] = sent;
            }
        }
    }
}
