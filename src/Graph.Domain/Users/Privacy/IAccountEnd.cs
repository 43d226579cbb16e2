using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Users.Privacy;

/// <summary>
/// What a feature has to do with the end of an account. A feature that keeps money, promises or personal data of users
/// implements it.
/// </summary>
public interface IAccountEnd
{
    /// <summary>
    /// Returns a sentence for the owner about each matter that must be settled before the account can be closed.
    /// </summary>
    Task<IReadOnlyList<string>> OpenMattersAsync(GraphDb db, UserId user) => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>Returns the other users whose own rows change when the account is closed. They are locked together with its own.</summary>
    Task<IReadOnlyCollection<UserId>> OthersAsync(GraphDb db, UserId user) => Task.FromResult<IReadOnlyCollection<UserId>>([]);

    /// <summary>Ends what must not outlive the account, in the unit that closes it.</summary>
    Task CloseAsync(GraphDb db, UserId user, DateTime now) => Task.CompletedTask;

    /// <summary>Erases personal data, after the years for which the law keeps data about money.</summary>
    Task EraseAsync(GraphDb db, UserId user, DateTime now) => Task.CompletedTask;
}

/// <summary>
/// A part of the copy of their data that users can request. A feature that keeps data about users implements it. The
/// part holds only what the user gave or may see, and no data of other people beyond that.
/// </summary>
public interface IPersonalData
{
    /// <summary>The name of the part in the copy.</summary>
    string Name { get; }

    /// <summary>Reads the part. The values are written as JSON.</summary>
    IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user);
}
