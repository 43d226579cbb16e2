using Graph.Api.Demo;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Lending;

/// <summary>
/// Makes the loans of the months before the four weeks, because it takes months until a loan is paid back or in default. When it
/// is done, the four weeks begin.
/// </summary>
internal sealed class LoanHistoryDemo : IDemoPart
{
    private static readonly Origin Nowhere = new(null, null);

    public int Place => 12;

    public async Task FillAsync(DemoStage stage)
    {
        var (first, second) = (stage.People[0].Id, stage.People[1].Id);
        List<Inhabitant> friends =
        [
            .. stage.People.Where(person =>
                person.Level >= RealNameLevel.ClassII && person.Id != second && stage.FriendsOf[first].Contains(person.Id)),
        ];
        var failing = friends.First(friend => stage.FriendsOf[second].Contains(friend.Id));
        var (late, kind) = (friends.First(friend => friend != failing), friends.Last(friend => friend != failing));
        await TopUpAsync(stage, stage.People[0], 1_000);
        await TopUpAsync(stage, kind, 500);

        await FailAsync(stage, first, failing.Id, guarantor: second);
        await NotPaidOutAsync(stage, first, late.Id, kind.Id);
        var forgiven = await PaidOutAsync(stage, Wish(stage, late.Id, first, 50, 0, 1, "Taxi home"));
        var repaid = await PaidOutAsync(stage, Wish(stage, first, kind.Id, 300, 0, 3, "自行车"));
        for (var month = 0; month < 3; month++)
        {
            // Days before the instalment is due, however long the month is.
            await PassUntilAsync(stage, stage.World.Clock.GetUtcNow().AddDays(month == 0 ? 26 : 30));
            await RepayAsync(stage, first, repaid, 100);
            if (month == 0)
            {
                await stage.World.Get<Repayments>().ForgiveAsync(
                    new Forgiveness(first, stage.World.Clock.NewGuid(), forgiven) { Proof = new PaymentProof(DemoData.PaymentPin) }, Nowhere, default);
            }
        }

        // Its second instalment falls due in the last of the four weeks, and nobody pays it.
        await PassUntilAsync(stage, stage.Now.AddMonths(-2).AddDays(-8));
        var overdue = await PaidOutAsync(stage, Wish(stage, late.Id, first, 200, 0.04m, 2, "演唱会"));
        await PassUntilAsync(stage, stage.World.Clock.GetUtcNow().AddDays(20));
        await RepayAsync(stage, late.Id, overdue, 110);
        await PassUntilAsync(stage, stage.Now.AddDays(-DemoData.Days - 1));
    }

    /// <summary>Lets time pass until then, while what becomes due happens to loans, as the server does it.</summary>
    internal static async Task PassUntilAsync(DemoStage stage, DateTimeOffset then)
    {
        var (world, until) = (stage.World, then.UtcDateTime);
        while (await world.Units.ReadAsync(db => db.Set<Loan>()
            .Where(loan => loan.DueAt != null && loan.DueAt <= until)
            .OrderBy(loan => loan.DueAt).ThenBy(loan => loan.CreatedAt)
            .FirstOrDefaultAsync()) is { } loan)
        {
            Pass(loan.DueAt!.Value);
            await world.Get<LoanDeadlines>().MeetAsync(loan.Id, CancellationToken.None);
            Pass(world.Clock.UtcNow().AddSeconds(1));
        }

        Pass(until);

        void Pass(DateTime at) => world.Clock.Advance(TimeSpan.FromTicks(Math.Max(0, (at - world.Clock.GetUtcNow().UtcDateTime).Ticks)));
    }

    private static LoanWish Wish(
        DemoStage stage,
        UserId actor,
        UserId other,
        long yuan,
        decimal rate,
        int months,
        string purpose,
        RepaymentKind repayment = RepaymentKind.EqualPrincipal) =>
        new(actor, stage.World.Clock.NewGuid(), other, Money.Yuan(yuan), rate, months, repayment) { Purpose = purpose };

    private static Task TopUpAsync(DemoStage stage, Inhabitant person, long yuan) => stage.World.Get<TopUps>().TopUpAsync(
        new TopUp(person.Id, stage.World.Clock.NewGuid(), Money.Yuan(yuan), person.Card!.Value), CancellationToken.None);

    /// <summary>A loan of which nothing is paid back, so that its guarantor is called after 90 days.</summary>
    private static async Task FailAsync(DemoStage stage, UserId lender, UserId borrower, UserId guarantor)
    {
        var wish = Wish(stage, borrower, lender, 400, 0.06m, 1, "Camera", RepaymentKind.Bullet);
        var loan = (await stage.World.Get<LoanRequests>().RequestAsync(wish, default)).Value;
        var guarantee = await stage.World.Get<GuaranteeBook>().AskAsync(borrower, loan, guarantor, Money.Yuan(300));
        var yes = new GuaranteeAnswer(guarantor, guarantee, Accept: true) { Proof = new PaymentProof(DemoData.PaymentPin) };
        await stage.World.Get<GuaranteeAnswers>().AnswerAsync(yes, Nowhere);
        await AnswerAsync(stage, lender, loan, accept: true);
    }

    /// <summary>Makes a loan that nobody answers, one that is declined, and one that is taken back.</summary>
    private static async Task NotPaidOutAsync(DemoStage stage, UserId person, UserId one, UserId other)
    {
        var requests = stage.World.Get<LoanRequests>();
        await requests.RequestAsync(Wish(stage, person, one, 500, 0.03m, 6, "相机"), default);
        stage.World.Clock.Advance(TimeSpan.FromMinutes(5));
        var declined = (await requests.RequestAsync(Wish(stage, person, other, 900, 0.03m, 6, "相机"), default)).Value;
        await AnswerAsync(stage, other, declined, accept: false);
        stage.World.Clock.Advance(TimeSpan.FromMinutes(5));
        var cancelled = (await requests.OfferAsync(Wish(stage, person, one, 100, 0, 1, "Concert"), Nowhere, default)).Value;
        await requests.CancelAsync(person, cancelled);
        stage.World.Clock.Advance(TimeSpan.FromMinutes(5));
    }

    private static async Task<LoanId> PaidOutAsync(DemoStage stage, LoanWish wish)
    {
        var loan = (await stage.World.Get<LoanRequests>().RequestAsync(wish, default)).Value;
        stage.World.Clock.Advance(TimeSpan.FromMinutes(5));
        await AnswerAsync(stage, wish.Other, loan, accept: true);
        return loan;
    }

    /// <summary>Answers without a PIN. Nobody here lends ¥1,000 or more on one day, from which on a PIN is needed.</summary>
    private static Task AnswerAsync(DemoStage stage, UserId person, LoanId loan, bool accept) => stage.World.Get<LoanAnswers>().AnswerAsync(
        new LoanAnswer(person, stage.World.Clock.NewGuid(), loan, accept), Nowhere, default);

    private static Task RepayAsync(DemoStage stage, UserId borrower, LoanId loan, long yuan) => stage.World.Get<Repayments>().RepayAsync(
        new Repayment(borrower, stage.World.Clock.NewGuid(), loan, Money.Yuan(yuan)), Nowhere, default);
}
