using System.Collections.Concurrent;
using Graph.Domain.Shared;

namespace Graph.Domain.Persistence.Deadlines;

/// <summary>Work that failed, how often, and when it is tried again.</summary>
/// <param name="Deadline">The name of the work.</param>
/// <param name="Id">For which thing.</param>
/// <param name="Times">How often it failed in a row.</param>
/// <param name="Since">When it failed first.</param>
/// <param name="RetryAt">When it is tried again.</param>
public sealed record DeadlineFailure(string Deadline, ITypedId Id, int Times, DateTime Since, DateTime RetryAt);

/// <summary>
/// What keeps failing on this node. It waits twice as long each time, up to ten minutes, so that it stands in nobody's way;
/// the health report shows it until it succeeds.
/// </summary>
public sealed class DeadlineFailures
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(string Deadline, ITypedId Id), DeadlineFailure> _failures = [];

    /// <summary>All that failed and has not succeeded since.</summary>
    public IReadOnlyCollection<DeadlineFailure> All => [.. _failures.Values];

    public bool IsPausing(string deadline, ITypedId id, DateTime now) =>
        _failures.TryGetValue((deadline, id), out var failure) && failure.RetryAt > now;

    public int CountOf(string deadline) => _failures.Keys.Count(key => key.Deadline == deadline);

    public DeadlineFailure Failed(string deadline, ITypedId id, DateTime now) => _failures.AddOrUpdate(
        (deadline, id),
        _ => new DeadlineFailure(deadline, id, 1, now, now + FirstPause),
        (_, before) => before with { Times = before.Times + 1, RetryAt = now + PauseAfter(before.Times + 1) });

    public void Succeeded(string deadline, ITypedId id) => _failures.TryRemove((deadline, id), out _);

    /// <summary>What is no longer due was done by somebody else.</summary>
    public void ForgetAllBut(string deadline, IReadOnlyCollection<ITypedId> due)
    {
        foreach (var key in _failures.Keys.Where(key => key.Deadline == deadline && !due.Contains(key.Id)))
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
