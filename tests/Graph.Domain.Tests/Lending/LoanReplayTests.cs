using Graph.Domain.Lending;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Lending;

/// <summary>A repeated request gets its first answer, whatever has changed since.</summary>
public sealed class LoanReplayTests
{
    /// <summary>From 1 December 2026 on the cap is 4 percent.</summary>
    private static readonly PrimeRate Lower = new(new DateOnly(2026, 12, 1), new AnnualRate(10_000));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_prime_rate_that_fell_meanwhile_refuses_no_repetition(bool offers)
    {
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton(new PrimeRates([Lower])));
        var lenders = new Lenders(database);
        var (lender, borrower) = (await lenders.PersonAsync(2_000), await lenders.PersonAsync());
        await lenders.BefriendAsync(lender, borrower);
        var key = database.Clock.NewGuid();
        var first = await AskAsync(key);
        database.Clock.Advance(TimeSpan.FromDays(20));
        var again = await AskAsync(key);
        Assert.Equal((first.Value, true), (again.Value, again.Replayed));
        Assert.Equal(1, await database.Units.ReadAsync(db => db.Set<Loan>().CountAsync()));
        var refused = await Assert.ThrowsAsync<DomainException>(() => AskAsync(database.Clock.NewGuid()));
        Assert.Equal(["annualRate"], Assert.IsType<RateCapExceededError>(Assert.Single(refused.Errors)).Path);

        Task<Graph.Domain.Ledger.Requests.Answer<LoanId>> AskAsync(Guid with)
        {
            var (actor, other) = offers ? (lender, borrower) : (borrower, lender);
            var wish = new LoanWish(actor, with, other, Money.Yuan(100), 0.06m, 3, RepaymentKind.Bullet) { Proof = new PaymentProof(offers ? Lenders.Pin : null) };
            return offers
                ? database.Get<LoanRequests>().OfferAsync(wish, new Origin("127.0.0.1", null), default)
                : database.Get<LoanRequests>().RequestAsync(wish, default);
        }
    }
}
