using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments;

/// <summary>The real name that a payer gives for a payee.</summary>
public sealed record PayeeName(UserId Payer, UserId Payee, string Name)
{
    /// <summary>Whether the payer can take the payment back, so that it may end in no payment.</summary>
    public bool CanBeTakenBack { get; init; }
}

/// <summary>
/// Checks the payee's real name. A user who knows it may pay the payee without being friends. Users can see the last
/// character of the name, so the rest could be guessed; therefore guesses are counted. A wrong name counts, and so does
/// a right one that ends in no payment, because otherwise names could be found out for nothing.
/// </summary>
public sealed class PayeeNames(Units units, Throttle throttle, KeyedHash hash, ThrottleLimits limits, TimeProvider clock)
{
    /// <summary>
    /// How many guesses of a payee's name are accepted in a day from all payers together. It is more than one person
    /// has, so that nobody alone can keep others from paying the payee.
    /// </summary>
    public const int GuessesPerPayeeAndDay = 30;

    private readonly Throttle _perPayee = new(units, hash, clock, new ThrottleLimits
    {
        Enabled = limits.Enabled,
        WrongPerAccount = GuessesPerPayeeAndDay,
        WrongSlowlyPerDay = GuessesPerPayeeAndDay,
        Window = limits.Window,
    });

    /// <summary>
    /// Pays if the name is right. For a payee who has no real name, or who is hidden by a block, every name is wrong.
    /// A payment that can be taken back counts at once.
    /// </summary>
    /// <exception cref="DomainException">
    /// The name is wrong, there were too many guesses, or the payment was refused.
    /// </exception>
    public async Task<Answer<TransactionId>> PayAsync(PayeeName given, Origin origin, Func<Task<Answer<TransactionId>>> pay)
    {
        Answer<TransactionId>? paid = null;
        ExceptionDispatchInfo? refusal = null;
        var left = await CountAsync(given, origin, async () =>
        {
            if (!await IsRightAsync(given))
            {
                return true;
            }

            try
            {
                paid = await pay();
                return given.CanBeTakenBack && !paid.Replayed;
            }
            catch (Exception failure)
            {
                refusal = ExceptionDispatchInfo.Capture(failure);
                return true;
            }
        });
        refusal?.Throw();
        return paid ?? throw new DomainException(new PayeeNameMismatchError(left));
    }

    /// <summary>
    /// Makes a guess, and counts it if it says so: for the guessing person, over all accounts, and for the payee.
    /// Returns how many guesses that person has left.
    /// </summary>
    private async Task<int> CountAsync(PayeeName given, Origin origin, Func<Task<bool>> guess)
    {
        var person = await units.ReadAsync(db =>
            db.Set<User>().Where(u => u.Id == given.Payer).Select(u => u.PersonId).SingleAsync());
        var guesser = Guesser.Person($"{person?.Value ?? given.Payer.Value:N}");
        var (_, left) = await throttle.GuessAsync("name", guesser, async () =>
        {
            var (kept, _) = await _perPayee.GuessAsync("name", Guesser.Person($"payee {given.Payee.Value:N}"), async () =>
                await guess() ? null : given);
            return kept;
        });
        return left;
    }

    private async Task<bool> IsRightAsync(PayeeName given)
    {
        var real = await units.ReadAsync(db => db.UsersFor(given.Payer)
            .Where(u => u.Id == given.Payee && u.Level > RealNameLevel.None)
            .Select(u => u.RealName)
            .SingleOrDefaultAsync());
        return real is not null && IsSame(real, given.Name);
    }

    private static bool IsSame(string real, string name) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(real), Encoding.UTF8.GetBytes(name));
}
