namespace Graph.Domain.Funds.Days;

/// <summary>Settings of funds.</summary>
public sealed class FundSettings
{
    /// <summary>The most corrections of a day that count.</summary>
    public const int MaxCorrections = 10;

    /// <summary>How often <see cref="CorrectionTime"/> can begin anew.</summary>
    private const int MaxWaits = 4;

    /// <summary>How long a published value waits before its day is worked off. A correction counts until then, and begins it anew.</summary>
    public TimeSpan CorrectionTime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// How long after the first publication of a day its pricing begins at the latest. Orders wait for it and can no longer be cancelled, so
    /// an institution must not delay it again and again.
    /// </summary>
    public TimeSpan LongestCorrectionTime => MaxWaits * CorrectionTime;

    /// <summary>How many holders get the income of a day in one unit.</summary>
    public int HoldersAtOnce { get; init; } = 1_000;

    /// <summary>How many orders are priced in one unit.</summary>
    public int OrdersAtOnce { get; init; } = 200;

    /// <summary>How many late exchange days an institution publishes on one day. Further ones take an operator.</summary>
    public int MaxLateDays { get; init; } = 3;
}
