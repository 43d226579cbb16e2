using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Friendships.Finding;

/// <summary>
/// Finds users by the beginning of their handle or display name, or by a whole phone number if the owner allows it.
/// Phone numbers could be tried out one by one, so each number that finds no user counts as a wrong guess.
/// </summary>
public sealed class PeopleSearch(Units units, Throttle throttle)
{
    public const int MaxLength = 40;

    /// <summary>
    /// Returns the range of the texts that begin with a search text. `First` is the search text in the form that the search uses.
    /// </summary>
    /// <exception cref="DomainException">The text is empty or too long.</exception>
    public static (string First, string Last) RangeOf(GraphDb db, string text)
    {
        var wanted = SearchForm.Wanted(text);
        new Validation()
            .Check(wanted.Length > 0 && TextKind.Length(wanted) <= MaxLength, "A search text has 1 to 40 characters.", "search")
            .ThrowIfAny();
        return (wanted, wanted + db.LastCharacter);
    }

    /// <summary>
    /// Finds the users that the viewer may see, by a range (<see cref="RangeOf"/>). The query reads ranges of two indexes, and never
    /// scans the table.
    /// </summary>
    public static IQueryable<User> Find(GraphDb db, UserId viewer, string first, string last) =>
        db.UsersFor(viewer).Where(u =>
            (u.Handle.CompareTo(first) >= 0 && u.Handle.CompareTo(last) < 0)
            || (u.SearchName.CompareTo(first) >= 0 && u.SearchName.CompareTo(last) < 0));

    /// <summary>
    /// Finds the user with this phone number. Returns null when there is none, or when the user is hidden or does not
    /// want to be found by phone.
    /// </summary>
    public async Task<UserId?> FindByPhoneAsync(UserId viewer, string phone, Origin origin, CancellationToken cancellationToken)
    {
        var guesser = Guesser.Person(viewer.Value.ToString("N"));
        var (found, _) = await throttle.GuessAsync(
            "phone number",
            guesser,
            () => units.ReadAsync(db => db.UsersFor(viewer).SingleOrDefaultAsync(u => u.Phone == phone && u.IsPhoneProved && u.FoundByPhone, cancellationToken)),
            cancellationToken: cancellationToken);
        return found?.Id;
    }
}
