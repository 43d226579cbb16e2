namespace Graph.Domain.Ledger.Checking;

/// <summary>What the checker regards as wrong although it is allowed for a moment.</summary>
public sealed class CheckSettings
{
    /// <summary>
    /// How long ago something may have become due and still not be done. Background work is done within seconds, so
    /// what is later than this was forgotten.
    /// </summary>
    public TimeSpan Overdue { get; set; } = TimeSpan.FromHours(1);
}
