using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Friendships;

/// <summary>
/// Finding people by how handle or display name begin, or by a whole phone number where its owner allows it. Numbers
/// could be tried out: those that find nobody are counted as wrong guesses.
/// </summary>
public sealed class PeopleSearch(Units units, Throttle throttle)
{
    public const int MaxLength = 40;

    /// <summary>The text as it is looked for.</summary>
    /// <exception cref="DomainException">It is empty or too long.</exception>
    public static string Normalize(string text)
    {
        var wanted = UserNames.NormalizeSearch(text.Trim().TrimStart('@'));
        new Validation()
            .Check(wanted.Length is > 0 and <= MaxLength, "Search for 1 to 40 characters.", "search")
            .ThrowIfAny();
        return wanted;
    }

    /// <summary>Those whom the viewer may see, by ranges of two indexes: never a scan.</summary>
    public static IQueryable<User> Find(GraphDb db, UserId viewer, string wanted)
    {
        var end = wanted + db.LastCharacter;
        return db.UsersFor(viewer).Where(u =>
            (u.Handle.CompareTo(wanted) >= 0 && u.Handle.CompareTo(end) < 0)
            || (u.SearchName.CompareTo(wanted) >= 0 && u.SearchName.CompareTo(end) < 0));
    }

    /// <summary>Whose phone number this is; null for who is hidden, or does not want to be found by it.</summary>
    public async Task<UserId?> FindByPhoneAsync(UserId viewer, string phone, Origin origin, CancellationToken cancellationToken)
    {
        var guesser = new Guesser(viewer.Value.ToString("N"), origin.Address);
        var (found, _) = await throttle.GuessAsync(
            "phone number",
            guesser,
            () => units.ReadAsync(db => db.UsersFor(viewer).SingleOrDefaultAsync(u => u.Phone == phone && u.FoundByPhone, cancellationToken)),
            cancellationToken: cancellationToken);
        return found?.Id;
    }
}
