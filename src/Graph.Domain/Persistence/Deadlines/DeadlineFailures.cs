using System.Collections.Concurrent;
using Graph.Domain.Shared;

namespace Graph.Domain.Persistence.Deadlines;

/// <summary>Work that keeps failing: how often, since when, and when it is tried again.</summary>
/// <param name="Deadline">The name of the deadline.</param>
/// <param name="Id">The id of the row for which the work failed.</param>
/// <param name="Times">How often the work failed in a row.</param>
/// <param name="Since">When the work failed for the first time.</param>
/// <param name="RetryAt">When the work is tried again.</param>
public sealed record DeadlineFailure(string Deadline, ITypedId Id, int Times, DateTime Since, DateTime RetryAt);

/// <summary>
/// The work that keeps failing on this node. After each failure the pause doubles, up to ten minutes, so that it does
/// not hold up other work. The health report shows each failure until the work succeeds.
/// </summary>
public sealed class DeadlineFailures
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(string Deadline, ITypedId Id), DeadlineFailure> _failures = [];

    /// <summary>All failures that have not been followed by a success.</summary>
    public IReadOnlyCollection<DeadlineFailure> All => [.. _failures.Values];

    public bool IsPausing(string deadline, ITypedId id, DateTime now) =>
        _failures.TryGetValue((deadline, id), out var failure) && failure.RetryAt > now;

    public int CountOf(string deadline) => _failures.Keys.Count(key => key.Deadline == deadline);

    public DeadlineFailure Failed(string deadline, ITypedId id, DateTime now) => _failures.AddOrUpdate(
        (deadline, id),
        _ => new DeadlineFailure(deadline, id, 1, now, now + FirstPause),
        (_, before) => before with { Times = before.Times + 1, RetryAt = now + PauseAfter(before.Times + 1) });

    public void Succeeded(string deadline, ITypedId id) => _failures.TryRemove((deadline, id), out _);

    /// <summary>
    /// Forgets the failures of rows that are no longer due, because another node or a user has done the work.
    /// </summary>
    public void ForgetAllBut(string deadline, IReadOnlyCollection<ITypedId> due)
    {
        var still = due.ToHashSet();
        foreach (var key in _failures.Keys.Where(key => key.Deadline == deadline && !still.Contains(key.Id)))
        {
            _failures.TryRemove(key, out _);
        }
    }

    private static TimeSpan PauseAfter(int times)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(times - 1, 20));
        return pause < LongestPause ? pause : LongestPause;
    }
}
