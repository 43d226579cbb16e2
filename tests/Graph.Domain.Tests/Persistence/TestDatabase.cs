using Graph.Domain.Funds.Days;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace Graph.Domain.Tests.Persistence;

/// <summary>Locks nothing: what does is the host's, and is tested there.</summary>
internal sealed class OpenBox : ISecretBox
{
    public byte[] Lock(string purpose, string secret) => System.Text.Encoding.UTF8.GetBytes(secret);

    public string Open(string purpose, byte[] locked) => System.Text.Encoding.UTF8.GetString(locked);
}

/// <summary>The domain over a database of its own, with a clock that tests move.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _folder;
    private readonly ServiceProvider _services;
    private readonly bool _isCopy;
    private int _people;

    private TestDatabase(string folder, string connection, Action<IServiceCollection>? configure, bool isWatched, bool isCopy = false)
    {
        (_folder, _isCopy) = (folder, isCopy);
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(Clock);
        configure?.Invoke(services);
        services
            .AddSingleton(new KeyedHash(new byte[32]))
            .AddSingleton<ISecretBox, OpenBox>()
            .AddSingleton(new PasswordCost { Iterations = 1 })
            .AddSingleton(new BankCardSettings { NewCardDelay = TimeSpan.Zero })
            .AddSingleton(new UnitSettings { FailsOnLostEvents = true, FindsSharedContexts = true });
        services.TryAddSingleton(new FundSettings { CorrectionTime = TimeSpan.Zero });
        services.TryAddSingleton(new CommandLimit { Time = Patience.Longer });
        services
            .AddDomain(TestStore.Provider, connection);
        if (isWatched)
        {
            TestStore.Configure(services);
            LockOrder.Watch(services);
        }

        _services = services.BuildServiceProvider(validateScopes: true);
    }

    /// <summary>In which order units touched rows; looked at when the test is over.</summary>
    internal LockOrder LockOrder { get; } = new();

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 4, 0, 0, TimeSpan.Zero));

    public Units Units => Get<Units>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <param name="configure">Adds services.</param>
    /// <param name="connection">Changes the connection string.</param>
    /// <param name="isWatched">Whether the commands are reported to those who watch them in tests. The program has nobody who does.</param>
    public static async Task<TestDatabase> CreateAsync(
        Action<IServiceCollection>? configure = null, Func<string, string>? connection = null, bool isWatched = true)
    {
        var folder = Directory.CreateTempSubdirectory("graph-domain-").FullName;
        var given = await TestStore.TakeAsync(folder);
        return new TestDatabase(folder, connection?.Invoke(given) ?? given, configure, isWatched);
    }

    /// <summary>
    /// Ends this one, and keeps its database: what is returned makes a copy, at the moment where this one was left. Null where nothing
    /// is copied.
    /// </summary>
    internal async Task<Func<Task<TestDatabase>>?> KeepAsync()
    {
        Assert.Empty(LockOrder.Violations);
        await _services.DisposeAsync();
        var copy = await TestStore.KeepAsync(_folder);
        Directory.Delete(_folder, recursive: true);
        return copy is null ? null : async () =>
        {
            var folder = Directory.CreateTempSubdirectory("graph-domain-").FullName;
            var database = new TestDatabase(folder, await copy(folder), configure: null, isWatched: true, isCopy: true) { _people = _people };
            database.Clock.SetUtcNow(Clock.GetUtcNow());
            return database;
        };
    }

    /// <summary>Runs what the database would refuse: guards and keys are off.</summary>
    public Task DamageAsync(string sql) => TestStore.DamageAsync(_folder, sql);

    /// <summary>The password of everybody here.</summary>
    public const string Password = "secret-Pass-1";

    /// <summary>Somebody with a level, a wallet and a card of the given kind.</summary>
    public async Task<UserId> PersonAsync(RealNameLevel level = RealNameLevel.ClassII, string bin = "622202")
    {
        var number = Interlocked.Increment(ref _people);
        var signedIn = await SignUpAsync($"138{number:D8}", $"person_{number}");
        if (level >= RealNameLevel.ClassI)
        {
            await Get<IdentityProofing>().SubmitIdentityCardAsync(
                signedIn.User, "王小明", IdentityCard.Complete($"11010519900101{number:D3}"), new Origin(null, null), default);
            await Get<BankCards>().SubmitAsync(
                signedIn.User, new NewBankCard(BankCard.Complete($"{bin}{number:D9}"), Password, PaymentPin: null), new Origin(null, null), default);
        }

        if (level == RealNameLevel.ClassI)
        {
            // With phone and card it would be CLASS_II, and without the card there would be no money.
            await Get<EvidenceDecisions>().RevokeAsync($"138{number:D8}", EvidenceKind.Phone, "For a test.");
        }

        if (level >= RealNameLevel.ClassIII)
        {
            await Get<IdentityProofing>().SubmitAddressAsync(signedIn.User, "浙江省", "杭州市", "文三路 1", default);
            await Get<IdentityProofing>().SubmitFaceAsync(signedIn.User, SandboxVerifier.FaceToken, default);
        }

        return signedIn.User;
    }

    /// <summary>Signs somebody up, with the code that the sandbox sends.</summary>
    public async Task<SignedIn> SignUpAsync(string phone, string handle)
    {
        var origin = new Origin(null, null);
        var code = await Get<SignUps>().RequestCodeAsync(phone, origin, default);
        return await Get<SignUps>().SignUpAsync(
            new SignUp(phone, code.Challenge, SandboxVerifier.PhoneCode, Password, handle, handle), origin);
    }

    /// <summary>Makes an account another one of the same person, however accounts come to be one person's.</summary>
    public Task JoinAsync(UserId account, UserId person) => Units.WriteAsync(async db =>
    {
        var id = await db.Set<User>().Where(u => u.Id == person).Select(u => u.PersonId).SingleAsync();
        return await db.Set<User>().Where(u => u.Id == account).ExecuteUpdateAsync(set => set.SetProperty(u => u.PersonId, id));
    });

    public Task<BankCardId> CardOfAsync(UserId user) =>
        Units.ReadAsync(db => db.Set<BankCard>().Where(c => c.UserId == user).Select(c => c.Id).SingleAsync());

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(LockOrder.Violations);
        await _services.DisposeAsync();
        await (_isCopy ? TestStore.DropAsync(_folder) : TestStore.GiveBackAsync(_folder));
        Directory.Delete(_folder, recursive: true);
    }
}
