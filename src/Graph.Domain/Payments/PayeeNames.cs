using System.Security.Cryptography;
using System.Text;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments;

/// <summary>
/// Checks the payee's real name. A user who knows it may pay the payee without being friends. Users can see the last
/// character of the name, so the rest could be guessed; therefore wrong names are counted.
/// </summary>
public sealed class PayeeNames(Units units, Throttle throttle)
{
    /// <summary>
    /// Checks a name whenever one is sent. For a payee who has no real name, or who is hidden by a block, every name
    /// is wrong.
    /// </summary>
    public async Task ConfirmAsync(UserId actor, UserId payee, string? name, Origin origin)
    {
        if (name is null)
        {
            return;
        }

        var (right, left) = await throttle.GuessAsync("name", Guesser.Person(actor.Value.ToString("N")), async () =>
        {
            var real = await units.ReadAsync(db => db.UsersFor(actor).Where(u => u.Id == payee && u.Level > RealNameLevel.None).Select(u => u.RealName).SingleOrDefaultAsync());
            return real is not null && IsSame(real, name) ? real : null;
        });
        if (right is null)
        {
            throw new DomainException(new PayeeNameMismatchError(left));
        }
    }

    private static bool IsSame(string real, string name) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(real), Encoding.UTF8.GetBytes(name.Trim()));
}
