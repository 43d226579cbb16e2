using Graph.Domain;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Security;

namespace Graph.Api.Demo;

/// <summary>A clock that the demo moves, so that its history seems to have happened over weeks.</summary>
internal sealed class HandClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}

/// <summary>The domain's own services with the same database, but with a clock at another time.</summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="settings">The database and the keys.</param>
    /// <param name="start">The time at which the world begins.</param>
    /// <param name="isDurable">See <see cref="UnitSettings.IsDurable"/>.</param>
    public DemoWorld(WorldSettings settings, DateTimeOffset start, bool isDurable = true)
    {
        Clock = new HandClock(start);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(settings.Hash)
            .AddSingleton(settings.Box)
            .AddSingleton(new UnitSettings { IsDurable = isDurable })
            .AddDomain(settings.Provider, settings.Connection)
            .BuildServiceProvider();
        Population = new Population(
            _services.GetRequiredService<Units>(), settings.Hash, settings.Box, _services.GetRequiredService<PaymentPins>(), Clock);
    }

    public HandClock Clock { get; }

    public Population Population { get; }

    public Units Units => _services.GetRequiredService<Units>();

    public Friends Friends => _services.GetRequiredService<Friends>();

    public Blocks Blocks => _services.GetRequiredService<Blocks>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>The database of the program, and the keys of its hashes and its stored secrets.</summary>
public sealed record WorldSettings(string Provider, string Connection, KeyedHash Hash, ISecretBox Box);
