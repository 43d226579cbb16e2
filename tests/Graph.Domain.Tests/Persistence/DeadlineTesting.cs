using Graph.Domain.Persistence.Deadlines;

namespace Graph.Domain.Tests.Persistence;

/// <summary>Does what is due, as the host would.</summary>
internal static class DeadlineTesting
{
    /// <returns>How many things were done.</returns>
    public static Task<int> MeetAsync<TDeadline>(this TestDatabase database)
        where TDeadline : class, IDeadline => database.Get<DeadlineHost>().MeetAllAsync(database.Get<TDeadline>());

    public static Task<int> MeetAllAsync(this TestDatabase database) => database.Get<DeadlineHost>().MeetAllAsync();
}
