using System.Globalization;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Demo;

/// <summary>
/// Makes demo data in an empty database: sixty people with real-name levels, friendships in clusters, and wallets with
/// a history. The data is the same each time, except for the IDs and the day on which the history begins.
/// </summary>
internal sealed class DemoData(
    WorldSettings settings, Units units, Passwords passwords, TimeProvider clock, IEnumerable<IDemoPart> parts)
{
    public const int People = 60;
    public const string Password = "demo-Pass-1";
    public const string PaymentPin = "135790";

    /// <summary>The length of the history in days.</summary>
    public const int Days = 28;

    /// <summary>How many days before the history people sign up, so that their first loans can be paid back or be in default.</summary>
    public const int DaysBefore = 130;

    public static string PhoneOf(int number) => string.Create(CultureInfo.InvariantCulture, $"138{number:D8}");

    /// <summary>Makes the demo data. It does nothing when the database has people already.</summary>
    public async Task EnsureAsync()
    {
        if (await units.ReadAsync(db => db.Set<User>().AnyAsync()))
        {
            return;
        }

        await using var world = new DemoWorld(settings, clock.GetUtcNow().AddDays(-DaysBefore - Days - 1), isDurable: false);
        var people = await world.Population.SettleAsync(
            [.. Enumerable.Range(0, People).Select(Plan)], passwords.Hash(Password), PaymentPin, tells: true);
        var stage = new DemoStage(world, people, new Random(20150708), clock.GetUtcNow());
        foreach (var part in parts.OrderBy(part => part.Place))
        {
            await part.FillAsync(stage);
        }

        // The program's own connections wait for the disk.
        await units.ReadAsync(async db =>
        {
            await db.TidyAfterBulkAsync();
            return true;
        });
    }

    private static NewPerson Plan(int index)
    {
        var (handle, name) = Names.Of(index);
        return new NewPerson(index, handle, name, PhoneOf(index + 1), LevelOf(index), VisibilityOf(index));
    }

    private static RealNameLevel LevelOf(int index) => index < 2 ? RealNameLevel.ClassIII : (index % 10) switch
    {
        0 => RealNameLevel.None,
        1 or 2 => RealNameLevel.ClassI,
        3 or 4 or 5 or 6 => RealNameLevel.ClassII,
        _ => RealNameLevel.ClassIII,
    };

    private static Visibility VisibilityOf(int index) => (index % 5) switch
    {
        0 => Visibility.Public,
        4 => Visibility.Parties,
        _ => Visibility.Friends,
    };
}
