using System.Data.Common;
using System.Globalization;
using Graph.Domain.Friendships;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Payments;
using Graph.Domain.Persistence.PostgreSql;
using Graph.Domain.Persistence.Sqlite;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Deals;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Graph.Domain.Tests.Funds;

/// <summary>
/// People and three funds over many days: late days, corrections, instant redemptions, cancellations, requests that are sent twice,
/// frozen and revoked accounts, and a process that dies in the middle of its work. In the end everybody gets out.
/// </summary>
public sealed class FundLifeTests(ITestOutputHelper output)
{
    private static readonly (int People, int Days) Size = Lives("GRAPH_TEST_LIFE") ?? (Thorough.Life(6, 12), Thorough.Life(20, 60));

    /// <summary>The seed of a failing run is printed; GRAPH_TEST_SEED in the environment has it again.</summary>
    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("GRAPH_TEST_SEED"), out var seed) ? seed : Random.Shared.Next();

    /// <summary>How large a life is that somebody asks for, such as 300x730: people, and days.</summary>
    private static (int People, int Days)? Lives(string setting) =>
        Environment.GetEnvironmentVariable(setting)?.Split('x') is [var people, var days]
            ? (int.Parse(people, CultureInfo.InvariantCulture), int.Parse(days, CultureInfo.InvariantCulture))
            : null;

    [Fact]
    public async Task Every_order_comes_to_its_end_and_everybody_gets_out()
    {
        var seed = Seed;
        output.WriteLine($"seed {seed}");
        var crash = new FundCrash(new Random(seed));
        await using var database = await TestDatabase.CreateAsync(services =>
        {
            crash.Register(services);

            // Few at once, so that the process dies between them too.
            var few = Math.Max(2, Size.People / 6);
            services.AddSingleton(new FundSettings { CorrectionTime = TimeSpan.Zero, HoldersAtOnce = few, OrdersAtOnce = few });
        });
        var life = new FundLife(database, new Random(seed), crash);
        await life.BeginAsync(Size.People);
        for (var day = 0; day < Size.Days; day++)
        {
            await life.DayAsync();
            if (day % Thorough.Life(4, 1) == 0 || day == Size.Days - 1)
            {
                Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
            }
        }

        await life.EndAsync();
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
        var nights = await database.Units.ReadAsync(db => db.Set<FundOrder>().CountAsync(o => o.Standing != null));
        Assert.True(nights > 0, "No standing order invested.");
        var open = await database.Units.ReadAsync(db => db.Set<FundOrder>()
            .CountAsync(o => o.Status == FundOrderStatus.Ordered || o.Status == FundOrderStatus.Priced));
        Assert.Equal(0, open);

        var left = await database.Units.ReadAsync(db => db.Set<Holding>().Where(h => h.Kind == HoldingKind.Holder && h.Units > 0).ToListAsync());
        Assert.Empty(left);
        output.WriteLine($"{crash.Count} crashes, {life.Done} orders, {life.Refused} refusals, {life.Revoked} revocations");
        var covers = await database.Units.ReadAsync(db => db.Set<FundOrder>().CountAsync(o => o.Side == FundOrderSide.Redemption && o.PaymentId != null));
        output.WriteLine($"{nights} nights, {covers} covered payments");
        Assert.True(crash.Count > 0, "The process never died.");

        // About one order in two days comes by hand and is not refused. A short life has about ten. By estimate, it has
        // fewer than two once in a thousand times.
        Assert.True(life.Done > Size.Days / 20, "Hardly anything happened.");
    }
}

internal sealed class FundLife(TestDatabase database, Random random, FundCrash crash)
{
    private static readonly DateOnly First = new(2026, 11, 24);

    private readonly ExchangeCalendar _calendar = new();
    private readonly Investors _investors = new(database);
    private readonly List<UserId> _people = [];
    private readonly List<(FundId Id, FundKind Kind, DateOnly Next)> _funds = [];
    private readonly List<FundOrderId> _orders = [];
    private DateOnly _today = First;
    private readonly decimal[] _values = [1, 1, 1];

    public int Done { get; private set; }

    public int Refused { get; private set; }

    public int Revoked { get; private set; }

    public async Task BeginAsync(int people)
    {
        await _investors.OpenAsync();
        for (var i = 0; i < people; i++)
        {
            _people.Add(await _investors.PersonAsync(random.Next(200, 3_000)));
        }

        foreach (var (index, person) in _people.Index().Skip(1))
        {
            await database.Get<Friends>().SendRequestAsync(person, _people[index - 1], null);
            await database.Get<Friends>().SendRequestAsync(_people[index - 1], person, null);
        }

        // Two accounts of one person race for one limit.
        await database.JoinAsync(_people[1], _people[0]);
        _funds.Add((await _investors.FundAsync(), FundKind.MoneyMarket, First));
        _funds.Add((await _investors.FundAsync(FundKind.Bond, RiskGrade.R2, redemptionFees: [(0, 0.015m), (7, 0.005m), (30, 0)]), FundKind.Bond, First));
        _funds.Add((await _investors.FundAsync(FundKind.Equity, RiskGrade.R4, fee: 0.0015m), FundKind.Equity, First));
        await _investors.AdvanceAsync(_funds[0].Id, 500);

        // In a short life it can happen that nobody sets a standing order that invests.
        await _investors.SetAutoInvestAsync(_people[^1], _funds[0].Id, 100);
    }

    /// <summary>A day: people order in the morning, and institutions publish in the evening, now and then too late.</summary>
    public async Task DayAsync()
    {
        _investors.At(_today, 10);
        await WorkAsync();
        for (var i = random.Next(2, 7) * Math.Max(1, _people.Count / 12); i > 0; i--)
        {
            await ActAsync();
        }

        _investors.At(_today, 16 + random.Next(6));
        await PublishAsync(isLast: false);
        await WorkAsync();
        _today = _today.AddDays(1);
    }

    /// <summary>Everybody redeems everything, frozen or not, and all days are published.</summary>
    public async Task EndAsync()
    {
        foreach (var (person, fund) in _people.SelectMany(person => _funds.Select(fund => (person, fund.Id))))
        {
            await _investors.SetAutoInvestAsync(person, fund, null);
            await _investors.SetPlanAsync(person, fund, null);
        }

        for (var round = 0; round < 12; round++)
        {
            _investors.At(_today, 10);
            await WorkAsync();
            foreach (var (person, fund) in _people.SelectMany(person => _funds.Select(fund => (person, fund))))
            {
                await TryAsync(async () => _orders.Add(await _investors.RedeemAsync(person, fund.Id)));
            }

            _investors.At(_today, 20);
            await PublishAsync(isLast: true);
            await WorkAsync();
            _today = _today.AddDays(1);
        }
    }

    private async Task ActAsync()
    {
        var person = _people[random.Next(_people.Count)];
        var fund = _funds[random.Next(_funds.Count)];
        var key = database.Clock.NewGuid();
        switch (random.Next(18))
        {
            case 14:
                await TryAsync(() => _investors.RedeemFirstAsync(person, random.Next(4) == 0 ? null : _funds[0].Id));
                break;
            case 17:
                await TryAsync(() => RevokeOrProveAsync(person));
                break;
            case > 14:
                // To the neighbour, perhaps more than the wallet has, and perhaps while the other one pays too.
                var place = random.Next(1, _people.Count);
                var sums = (random.NextInt64(1, 400_00), random.NextInt64(1, 400_00));
                await Task.WhenAll(
                    TryAsync(() => PayAsync(_people[place], _people[place - 1], sums.Item1)),
                    TryAsync(() => PayAsync(_people[place - 1], _people[place], sums.Item2)));
                break;
            case 12:
                await TryAsync(() => _investors.SetAutoInvestAsync(person, _funds[0].Id, random.Next(5) == 0 ? null : random.Next(0, 300)));
                break;
            case 13:
                await TryAsync(() => _investors.SetPlanAsync(
                    person, fund.Id, random.Next(5) == 0 ? null : random.Next(1, 60), day: random.Next(1, 32), acknowledges: true));
                break;
            case < 5:
                var fen = random.NextInt64(1_00, 300_00);
                await TwiceAsync(() => _investors.SubscribeAsync(person, fund.Id, fen, key: key));
                break;
            case 5:
                var units = random.Next(1, 50) + 0.1234m;
                await TwiceAsync(() => _investors.RedeemAsync(person, fund.Id, units: units, key: key));
                break;
            case 6:
                await TwiceAsync(() => _investors.RedeemAsync(person, fund.Id, key: key));
                break;
            case 7 or 8:
                var amount = random.NextInt64(1, 200_00);
                await Task.WhenAll(
                    TryAsync(() => _investors.RedeemAsync(_people[0], _funds[0].Id, amount, speed: RedemptionSpeed.Instant)),
                    TryAsync(() => _investors.RedeemAsync(_people[1], _funds[0].Id, amount, speed: RedemptionSpeed.Instant)));
                break;
            case 9 when _orders.Count > 0:
                var order = _orders[random.Next(_orders.Count)];
                var owner = (await _investors.OrderAsync(order)).UserId;
                await TryAsync(() => _investors.CancelAsync(owner, order));
                break;
            case 10:
                await TryAsync(() => database.Get<Profiles>().FreezeAsync(person, null));
                break;
            default:
                await TryAsync(() => database.Get<Profiles>().UnfreezeAsync(person, TestDatabase.Password, Investors.Pin, new Origin(null, null)));
                break;
        }
    }

    /// <summary>Takes the level CLASS_III from somebody who has it, with the address; gives it back to somebody who lost it.</summary>
    private async Task RevokeOrProveAsync(UserId person)
    {
        var user = await database.Units.ReadAsync(db => db.Set<User>().SingleAsync(u => u.Id == person));
        if (user.Level == RealNameLevel.ClassIII)
        {
            await database.Get<EvidenceDecisions>().RevokeAsync(user.Phone!, EvidenceKind.Address, "For a test.");
            Revoked++;
        }
        else
        {
            await database.Get<IdentityProofing>().SubmitAddressAsync(person, "浙江省", "杭州市", "文三路 1", default);
        }
    }

    private Task PayAsync(UserId payer, UserId payee, long fen) => database.Get<Transfers>().SendAsync(
        new Transfer(payer, database.Clock.NewGuid(), payee, Money.Fen(fen)) { Proof = new PaymentProof(Investors.Pin) }, new Origin(null, null), default);

    private async Task PublishAsync(bool isLast)
    {
        foreach (var (index, (id, kind, day)) in _funds.Index().ToList())
        {
            var next = day;
            while (next <= _today && (isLast || random.Next(5) > 0))
            {
                var (value, income) = kind == FundKind.MoneyMarket
                    ? (1m, (decimal?)(random.Next(0, 9_000) * 0.0001m))
                    : (Math.Clamp(decimal.Round(_values[index] * (1 + (random.Next(-300, 320) * StepOf(kind))), 4), 0.5m, 3m), null);
                if (!await TryAsync(() => _investors.PublishAsync(id, next, value, income)))
                {
                    break;
                }

                if (random.Next(6) == 0)
                {
                    await TryAsync(() => _investors.PublishAsync(id, next, kind == FundKind.MoneyMarket ? 1 : value + 0.0001m, income, "Corrected."));
                }

                _values[index] = value;
                next = kind == FundKind.MoneyMarket ? next.AddDays(1) : _calendar.After(next);
                await WorkAsync();
            }

            _funds[index] = (id, kind, next);
        }
    }

    /// <summary>Bonds move by 0.3 % a day at most, shares by 3 %.</summary>
    private static decimal StepOf(FundKind kind) => kind == FundKind.Bond ? 0.00001m : 0.0001m;

    /// <summary>Does what is due, though the process may die over it, and then again until it lives.</summary>
    private async Task WorkAsync()
    {
        for (var more = true; more;)
        {
            var before = crash.Count;
            crash.IsArmed = random.Next(4) == 0;
            await _investors.WorkAsync();
            crash.IsArmed = false;
            more = crash.Count > before;
            database.Clock.Advance(TimeSpan.FromMinutes(more ? 11 : 0));
        }
    }

    /// <summary>Sends a request twice: the second answer is the first one's.</summary>
    private async Task TwiceAsync(Func<Task<FundOrderId>> order)
    {
        FundOrderId id = default;
        if (await TryAsync(async () => id = await order()))
        {
            Assert.Equal(id, await order());
            _orders.Add(id);
            Done++;
        }
    }

    private async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (DomainException)
        {
            Refused++;
            return false;
        }
    }
}

/// <summary>Now and then the process dies while it writes units or money: the first time that it may, so that short lives have a death too.</summary>
internal sealed class FundCrash(Random random) : DbCommandInterceptor
{
    public bool IsArmed { get; set; }

    public int Count { get; private set; }

    public void Register(IServiceCollection services)
    {
        services.ConfigureDbContext<SqliteGraphDb>(options => options.AddInterceptors(this));
        services.ConfigureDbContext<PostgreSqlGraphDb>(options => options.AddInterceptors(this));
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Die(command);
        return new(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Die(command);
        return new(result);
    }

    private void Die(DbCommand command)
    {
        if (IsArmed && (Count == 0 || random.Next(8) == 0)
            && command.CommandText.Contains("posting", StringComparison.Ordinal)
            && command.CommandText.Contains("INSERT", StringComparison.Ordinal))
        {
            IsArmed = false;
            Count++;
            throw new ProcessDiedException();
        }
    }
}
