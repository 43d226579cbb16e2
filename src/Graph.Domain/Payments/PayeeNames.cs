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
/// Who knows somebody's real name may pay them without being friends. Others see all but its last character masked, so
/// that it could be guessed: wrong names are counted.
/// </summary>
public sealed class PayeeNames(Units units, Throttle throttle)
{
    /// <summary>A name that is sent is always checked. Somebody without a real name, or hidden, has none that is right.</summary>
    public async Task ConfirmAsync(UserId actor, UserId payee, string? name, Origin origin)
    {
        if (name is null)
        {
            return;
        }

        var (right, left) = await throttle.GuessAsync("name", new Guesser(actor.Value.ToString("N"), origin.Address), async () =>
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
