namespace Graph.Domain.Tests.Persistence;

/// <summary>
/// People and what they did, which many tests begin with and each breaks in its own way. It is made once where databases can be copied,
/// because making it takes much longer than a copy.
/// </summary>
/// <param name="make">Makes it. The copies have the services of every test.</param>
internal sealed class KeptWorld(Func<Task<TestDatabase>> make)
{
    private readonly Lazy<Task<Func<Task<TestDatabase>>?>> _kept = new(async () => await (await make()).KeepAsync());

    /// <summary>A database of the caller's own with this world.</summary>
    public async Task<TestDatabase> OpenAsync() => await ((await _kept.Value)?.Invoke() ?? make());
}
