namespace Graph.Domain.Users.Accounts;

/// <summary>Knows the requests that have an idempotency key. What keeps the keys implements it.</summary>
public interface IEarlierRequests
{
    /// <summary>Whether the user has sent a request with this key to this operation, which took effect or was refused for good.</summary>
    Task<bool> AnyAsync(UserId user, string operation, Guid key, CancellationToken cancellationToken);
}
