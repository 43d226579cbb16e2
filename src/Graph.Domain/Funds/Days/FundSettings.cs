namespace Graph.Domain.Funds.Days;

/// <summary>Settings of funds.</summary>
public sealed class FundSettings
{
    /// <summary>How long a published value waits before its day is worked off. A correction counts until then, and begins it anew.</summary>
    public TimeSpan CorrectionTime { get; init; } = TimeSpan.FromMinutes(30);
}
