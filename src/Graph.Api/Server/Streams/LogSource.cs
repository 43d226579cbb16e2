using Graph.Domain.Persistence;
using Graph.Domain.Shared;

namespace Graph.Api.Server.Streams;

/// <summary>What a stream of rows of the log shows, and where it finds them.</summary>
/// <param name="Follow">Begins to follow the log.</param>
/// <param name="Told">
/// Takes the rows between two places that the follower was told; null when the database has to be asked. The row at the
/// first place is left out, here and below.
/// </param>
/// <param name="Read">Reads at most so many rows between two places, in order.</param>
/// <param name="Gap">Makes the update that says that events are missing.</param>
public sealed record LogSource<TFollower, TUpdate>(
    Func<CancellationToken, Task<TFollower>> Follow,
    Func<TFollower, long, long, int, IReadOnlyList<LogUpdate<TUpdate>>?> Told,
    Func<GraphDb, long, long, int, Task<IReadOnlyList<LogUpdate<TUpdate>>>> Read,
    Func<string?, string, GapReason, TUpdate> Gap)
    where TFollower : ILogFollower;

/// <summary>An update that a row of the log makes.</summary>
/// <param name="Update">The update.</param>
/// <param name="Place">The place of the row.</param>
/// <param name="Cursor">The cursor with which a stream resumes after it.</param>
public readonly record struct LogUpdate<TUpdate>(TUpdate Update, long Place, string Cursor);
