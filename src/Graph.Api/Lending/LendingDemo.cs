using Graph.Api.Demo;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Api.Lending;

/// <summary>Makes loans that are open or running, a guarantee that waits for its answer, and promises to lend.</summary>
internal sealed class LendingDemo : IDemoPart
{
    private static readonly Origin Nowhere = new(null, null);

    public int Place => 40;

    public async Task FillAsync(DemoStage stage)
    {
        // What became due in the four weeks happens first: of that, nothing is left to the server's first minute.
        await LoanHistoryDemo.PassUntilAsync(stage, stage.World.Clock.GetUtcNow());
        var (first, second) = (stage.People[0], stage.People[1]);
        var friends = stage.People
            .Where(person => person.Level >= RealNameLevel.ClassII && stage.FriendsOf[first.Id].Contains(person.Id) && person.Id != second.Id)
            .ToList();
        await AcceptedAsync(stage, first.Id, second.Id, 600, "0.06", 6, RepaymentKind.EqualInstallments, "Laptop");
        await RequestedAsync(stage, second.Id, first.Id, friends.FirstOrDefault());
        foreach (var friend in friends.Take(2))
        {
            await OfferedAsync(stage, first.Id, friend.Id);
            await stage.World.Get<TrustLines>().SetAsync(first.Id, friend.Id, Money.Yuan(1_000), chains: true);
        }

        await stage.World.Get<TrustLines>().SetAsync(second.Id, first.Id, Money.Yuan(2_000), chains: true);
        await stage.World.Units.WriteAsync(stage.World.Get<TrustSnapshots>().TakeAsync);
    }

    /// <summary>A loan that was paid out, and of which a part was repaid early.</summary>
    private static async Task AcceptedAsync(
        DemoStage stage, UserId lender, UserId borrower, long yuan, string rate, int months, RepaymentKind repayment, string purpose)
    {
        var loan = await RequestAsync(stage, borrower, lender, yuan, rate, months, repayment, purpose);
        await stage.World.Get<LoanAnswers>().AnswerAsync(
            new LoanAnswer(lender, stage.World.Clock.NewGuid(), loan, Accept: true) { Proof = new PaymentProof(DemoData.PaymentPin) }, Nowhere, default);
        await stage.World.Get<Repayments>().RepayAsync(
            new Repayment(borrower, stage.World.Clock.NewGuid(), loan, Money.Yuan(50)), Nowhere, default);
    }

    /// <summary>A request that waits for an answer, with a guarantor who was asked.</summary>
    private static async Task RequestedAsync(DemoStage stage, UserId borrower, UserId lender, Inhabitant? guarantor)
    {
        var loan = await RequestAsync(stage, borrower, lender, 800, "0.04", 3, RepaymentKind.EqualPrincipal, "旅行");
        if (guarantor is not null && stage.FriendsOf[borrower].Contains(guarantor.Id))
        {
            await stage.World.Get<GuaranteeBook>().AskAsync(borrower, loan, guarantor.Id, Money.Yuan(300));
        }
    }

    private static Task OfferedAsync(DemoStage stage, UserId lender, UserId borrower) => stage.World.Get<LoanRequests>().OfferAsync(
        new LoanWish(lender, stage.World.Clock.NewGuid(), borrower, Money.Yuan(50), 0, 1, RepaymentKind.Bullet) { Purpose = "午饭" },
        Nowhere,
        default);

    private static async Task<LoanId> RequestAsync(
        DemoStage stage, UserId borrower, UserId lender, long yuan, string rate, int months, RepaymentKind repayment, string purpose)
    {
        var wish = new LoanWish(
            borrower,
            stage.World.Clock.NewGuid(),
            lender,
            Money.Yuan(yuan),
            decimal.Parse(rate, System.Globalization.CultureInfo.InvariantCulture),
            months,
            repayment)
        {
            Purpose = purpose,
        };
        return (await stage.World.Get<LoanRequests>().RequestAsync(wish, default)).Value;
    }
}
