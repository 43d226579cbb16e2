using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Payments.Requests;

/// <param name="User">The user whose share it is.</param>
/// <param name="Amount">The amount of the share; null for an equal part of the rest.</param>
public sealed record ShareWish(UserId User, Money? Amount);

public sealed record BillSplit(UserId Actor, Guid Key, string Title, Money Total, IReadOnlyList<ShareWish> Shares);

/// <summary>Splits a bill that a user paid for several people.</summary>
public sealed class Bills(Idempotency idempotency, PaymentRequests requests, TimeProvider clock)
{
    public Task<Answer<BillId>> SplitAsync(BillSplit split, CancellationToken cancellationToken)
    {
        var check = new Validation();
        var title = check.Text(TextKind.Title, split.Title, "title");
        var people = split.Shares.Select(share => share.User).ToList();
        check
            .Check(split.Shares.Count <= Bill.MaxShares, "A bill has at most 100 shares.", "shares")
            .Check(people.Any(person => person != split.Actor),
                "A bill needs a share for at least one other person.", "shares")
            .Check(people.Distinct().Count() == people.Count, "Each person can have only one share.", "shares")
            .ThrowIfAny();
        var amounts = Divide(split);
        return idempotency.RunAsync(
            new Command(split.Actor, "splitBill", split.Key, new RequestInput()
                .With("title", title)
                .With("total", split.Total)
                .With("shares", split.Shares.Select(share => new RequestInput().With("user", share.User).With("amount", share.Amount)))),
            confirm: null,
            db => OpenAsync(db, split with { Title = title }, amounts),
            staysOpen: false,
            cancellationToken);
    }

    /// <summary>
    /// Divides the rest of the total equally among shares without an amount. The sum is exact, and no share is zero.
    /// </summary>
    internal static IReadOnlyList<Money> Divide(BillSplit split)
    {
        var given = split.Shares.Where(share => share.Amount is not null).Sum(share => share.Amount!.Value.MinorUnits);
        var left = split.Total - new Money(given, split.Total.Currency);
        var open = split.Shares.Count(share => share.Amount is null);
        new Validation()
            .Check(open > 0 || left.MinorUnits == 0, "The shares do not add up to the total.", "shares")
            .Check(open == 0 || left.MinorUnits >= open,
                "Too little is left for the open shares: each must be at least 0.01.", "shares")
            .ThrowIfAny();
        var equal = new Queue<Money>(open == 0 ? [] : left.Split(open));
        return [.. split.Shares.Select(share => share.Amount ?? equal.Dequeue())];
    }

    private async Task<BillId> OpenAsync(GraphDb db, BillSplit split, IReadOnlyList<Money> amounts)
    {
        await db.LockOpenAccountAsync(split.Actor);
        var asked = split.Shares.Index().Where(share => share.Item.User != split.Actor).ToList();
        var others = asked.ConvertAll(share => share.Item.User);
        await FriendPolicy.RequireAsync(db, split.Actor, others, index => ["shares", $"{asked[index].Index}", "user"]);
        var now = clock.UtcNow();
        var id = clock.NewGuid();
        var bill = new Bill
        {
            Id = new BillId(id),
            PayerId = split.Actor,
            Title = split.Title,
            Total = split.Total.MinorUnits,
            Currency = split.Total.Currency,
            CreatedAt = now,
            Tiebreak = id.RandomPart(),
        };
        db.Set<Bill>().Add(bill);
        foreach (var (position, share) in split.Shares.Index())
        {
            var request = share.User == split.Actor
                ? null
                : requests.Open(db, split.Actor, share.User, amounts[position], split.Title, bill.Id);
            db.Set<BillShare>().Add(new BillShare
            {
                BillId = bill.Id,
                PayerId = share.User,
                Position = position,
                Amount = amounts[position].MinorUnits,
                RequestId = request?.Id,
            });
        }

        db.Raise(new BillWasSplit(bill, others, now));
        return bill.Id;
    }
}
