using System.Diagnostics;
using System.Globalization;
using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Spectre.Console;

namespace Graph.Bench;

/// <summary>
/// The income of a day for many holders of one money-market fund: on one node, and on two nodes that both try to credit it.
/// People, wallets and units are written directly, without passwords and orders.
/// </summary>
internal sealed class FundBench(string provider, string folder, string connection)
{
    private const int AtOnce = 1_000;
    private const int Days = 3;
    private const decimal IncomePer10K = 0.4321m;

    /// <summary>Adds the rows of one database to the table.</summary>
    public async Task RunAsync(int holders, Table table)
    {
        var (exitCode, output) = await ApiServer.RunAsync(folder, provider, connection, "migrate");
        if (exitCode != 0)
        {
            throw new InvalidOperationException(output);
        }

        await using var node = Node();
        await using var other = Node();
        var first = BusinessCalendar.DateOf(DateTime.UtcNow).AddDays(-Days - 1);
        var staff = await BenchWorld.SignUpAsync(node, "13900000000", "staff");
        var house = await BenchWorld.SignUpAsync(node, "13900000001", "house");
        var fund = await OpenAsync(node, staff, house);
        var begun = Stopwatch.GetTimestamp();
        await FillAsync(node, fund, holders, first);
        AnsiConsole.WriteLine(
            $"{provider}: {holders:n0} holders made in {Stopwatch.GetElapsedTime(begun).TotalSeconds:n0} s");
        for (var i = 0; i < Days; i++)
        {
            // What runs each night is measured, and not the compiler: the first day only warms up.
            ServiceProvider[] nodes = i == Days - 1 ? [node, other] : [node];
            var day = first.AddDays(i);
            await node.GetRequiredService<FundDays>().PublishAsync(staff, new DayPublication(fund, day, 1, IncomePer10K));
            var (wall, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            await Task.WhenAll(nodes.Select(CloseAsync));
            var (seconds, used) = (Stopwatch.GetElapsedTime(wall).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
            await RequireCreditedAsync(node, fund, day, holders);
            Row(table, i == 0 ? "income, first day" : "income", nodes.Length, holders, seconds, used);
        }

        var checkBegun = Stopwatch.GetTimestamp();
        (exitCode, output, var peak) = await ApiServer.RunMeasuredAsync(folder, provider, connection, "check-ledger");
        Row(table, $"check-ledger, {peak / 1_048_576:n0} MiB", 1, holders, Stopwatch.GetElapsedTime(checkBegun).TotalSeconds, null);
        AnsiConsole.WriteLine(exitCode == 0 ? $"{provider}: the ledger adds up." : output);
    }

    private ServiceProvider Node() =>
        BenchWorld.Domain(provider, connection, services => services.AddSingleton(new FundSettings { CorrectionTime = TimeSpan.Zero }));

    /// <summary>Adds a row to the table, and prints it at once: what is measured stays when a later step fails.</summary>
    private void Row(Table table, string what, int nodes, int holders, double seconds, double? cpu)
    {
        AnsiConsole.WriteLine($"{provider}: {what}, {seconds:n1} s");
        table.AddRow(provider, what, $"{nodes}", $"{holders:n0}", $"{seconds:n1}", cpu is { } used ? $"{used:n1}" : "");
    }

    private static async Task<FundId> OpenAsync(ServiceProvider node, UserId staff, UserId house)
    {
        var register = node.GetRequiredService<InstitutionRegister>();
        var institution = await register.OpenAsync(staff, "Bench", Licence.Complete("91110000MA0000001")!);
        await node.GetRequiredService<InstitutionOperators>().VerifyAsync(house, institution);
        return await node.GetRequiredService<FundRegister>().CreateAsync(
            new FundOpening(staff, institution, "Bench money", "BENCH1", FundKind.MoneyMarket, RiskGrade.R1, Money.Yuan(1)));
    }

    /// <summary>
    /// Makes people with wallets, and gives each some units of which no two are alike. The fund's money follows by itself when
    /// its first day closes.
    /// </summary>
    private static async Task FillAsync(ServiceProvider node, FundId fund, int holders, DateOnly since)
    {
        var units = node.GetRequiredService<Units>();
        var issue = await units.ReadAsync(db => UnitLedger.OfHouseAsync(db, fund, HoldingKind.Issue));
        foreach (var numbers in Enumerable.Range(1, holders).Chunk(AtOnce))
        {
            await units.WriteAsync(async db =>
            {
                var now = DateTime.UtcNow;
                var total = 0L;
                foreach (var number in numbers)
                {
                    var held = UnitsOf(number);
                    total += held;
                    Give(db, fund, issue, AddPerson(db, number, now), number, held, since, now);
                }

                await db.SaveChangesAsync();
                await UnitLedger.ChangeAsync(db, issue, -total);
                return total;
            });
        }

        await units.ReadAsync(async db =>
        {
            await db.TidyAfterBulkAsync();
            return true;
        });
    }

    private static long UnitsOf(int number) => FundMath.Scale * (100 + (number % 9_973)) + number;

    private static UserId AddPerson(GraphDb db, int number, DateTime now)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"holder_{number}");
        var user = User.SignUp(
            new UserId(Guid.CreateVersion7()), name, name, string.Create(CultureInfo.InvariantCulture, $"150{number:D8}"), "none", now);
        db.Set<User>().Add(user);
        db.Raise(new UserSignedUp(user));
        return user.Id;
    }

    private static void Give(
        GraphDb db, FundId fund, HoldingId issue, UserId user, int number, long held, DateOnly since, DateTime now)
    {
        var holding = new Holding
        {
            Id = new HoldingId(Guid.CreateVersion7()),
            FundId = fund,
            Kind = HoldingKind.Holder,
            UserId = user,
            Number = number,
            OpenedAt = now,
            Tiebreak = number,
        };
        db.Set<Holding>().Add(holding);
        db.Entry(holding).Property(h => h.Units).CurrentValue = held;

        // Of the kinds that need no order, this is the only one that is not an income.
        db.Set<UnitPosting>().Add(new UnitPosting
        {
            Id = new UnitPostingId(Guid.CreateVersion7()),
            FundId = fund,
            Kind = UnitPostingKind.AdvanceReturn,
            FromId = issue,
            ToId = holding.Id,
            Units = held,
            EffectiveOn = since,
            At = now,
        });
    }

    /// <summary>Closes all published days as the background work of a node does.</summary>
    private static async Task CloseAsync(ServiceProvider node)
    {
        var closing = node.GetServices<IDeadline>().OfType<DayClosing>().Single();
        var due = await node.GetRequiredService<Units>().ReadAsync(db => closing.DueAsync(db, DateTime.UtcNow, 1, CancellationToken.None));
        foreach (var id in due)
        {
            await closing.MeetAsync(id, CancellationToken.None);
        }
    }

    private static async Task RequireCreditedAsync(ServiceProvider node, FundId fund, DateOnly day, int holders)
    {
        var credited = await node.GetRequiredService<Units>().ReadAsync(db =>
            db.Set<UnitPosting>().CountAsync(p => p.FundId == fund && p.IncomeOf == day));
        if (credited != holders)
        {
            throw new InvalidOperationException($"{credited} of {holders} holders have the income of {day:O}.");
        }
    }
}
