using Graph.Domain.Persistence;
using Graph.Domain.Shared;

namespace Graph.Domain.Feed;

/// <summary>
/// Notes in the log which states a unit changed: wallets, groups, deals and sessions. One row says it for the whole unit,
/// and names only the kind and the id of each. Listeners on this node hear of each state at commit.
/// </summary>
public sealed class ChangedStates(TimeProvider clock) : IStateLog
{
    private const char Between = ' ';

    public void Add(GraphDb db, IReadOnlyCollection<Topic> changed)
    {
        db.Set<FeedEvent>().Add(FeedEvent.Of(changed, clock.UtcNow()));
        db.Hint(FeedTopics.Log);

        // A stream hears at commit that a session of its viewer ended, and not when the row is read.
        foreach (var topic in changed)
        {
            db.Hint(topic);
        }
    }

    internal static string Write(IEnumerable<Topic> topics) => string.Join(Between, topics.Select(topic => $"{topic.Kind}:{topic.Id:N}"));

    internal static IEnumerable<Topic> Read(string changed)
    {
        foreach (var topic in changed.Split(Between))
        {
            var end = topic.LastIndexOf(':');
            yield return new Topic(topic[..end], Guid.ParseExact(topic.AsSpan(end + 1), "N"));
        }
    }
}
