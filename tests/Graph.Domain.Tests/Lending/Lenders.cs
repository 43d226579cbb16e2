using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Lending.Books;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Lending;

/// <summary>People who lend to each other, and short ways to what they do.</summary>
internal sealed class Lenders(TestDatabase database)
{
    public const string Pin = "135790";

    private static readonly Origin Here = new("127.0.0.1", null);

    /// <summary>Somebody at CLASS_II with a PIN and some money.</summary>
    public async Task<UserId> PersonAsync(long yuan = 0)
    {
        var person = await database.PersonAsync();
        await database.Get<Profiles>().SetPaymentPinAsync(person, Pin, TestDatabase.Password, Here);
        if (yuan > 0)
        {
            await TopUpAsync(person, yuan * 100);
        }

        return person;
    }

    public async Task TopUpAsync(UserId person, long fen) => await database.Get<TopUps>().TopUpAsync(
        new TopUp(person, database.Clock.NewGuid(), Money.Fen(fen), await database.CardOfAsync(person)), default);

    public async Task BefriendAsync(UserId one, UserId other)
    {
        await database.Get<Friends>().SendRequestAsync(one, other, null);
        await database.Get<Friends>().SendRequestAsync(other, one, null);
    }

    public async Task<LoanId> RequestAsync(
        UserId borrower, UserId lender, long fen, decimal rate = 0.0365m, int months = 3, RepaymentKind repayment = RepaymentKind.EqualPrincipal) =>
        (await database.Get<LoanRequests>().RequestAsync(
            new LoanWish(borrower, database.Clock.NewGuid(), lender, Money.Fen(fen), rate, months, repayment), default)).Value;

    public async Task<LoanId> OfferAsync(UserId lender, UserId borrower, long fen, decimal rate = 0.0365m, int months = 3) =>
        (await database.Get<LoanRequests>().OfferAsync(
            new LoanWish(lender, database.Clock.NewGuid(), borrower, Money.Fen(fen), rate, months, RepaymentKind.Bullet) { Proof = new PaymentProof(Pin) }, Here, default)).Value;

    public Task<Answer<LoanId>> AnswerAsync(UserId person, LoanId loan, bool accept = true, Guid? key = null) => database.Get<LoanAnswers>().AnswerAsync(
        new LoanAnswer(person, key ?? database.Clock.NewGuid(), loan, accept) { Proof = new PaymentProof(Pin) }, Here, default);

    public Task<Answer<LoanId>> RepayAsync(UserId borrower, LoanId loan, long fen, Guid? key = null) => database.Get<Repayments>().RepayAsync(
        new Repayment(borrower, key ?? database.Clock.NewGuid(), loan, Money.Fen(fen)), Here, default);

    public Task<Answer<LoanId>> ForgiveAsync(UserId person, LoanId loan, Guid? key = null) =>
        database.Get<Repayments>().ForgiveAsync(
            new Forgiveness(person, key ?? database.Clock.NewGuid(), loan) { Proof = new PaymentProof(Pin) }, Here, default);

    public Task<LoanId> SetAutoRepayAsync(UserId borrower, LoanId loan, bool on = true) =>
        database.Get<Repayments>().SetAutoRepayAsync(borrower, loan, on, Pin, Here);

    public Task<GuaranteeId> AskAsync(UserId borrower, LoanId loan, UserId guarantor, long fen) =>
        database.Get<GuaranteeBook>().AskAsync(borrower, loan, guarantor, Money.Fen(fen));

    public Task<GuaranteeId> AnswerGuaranteeAsync(UserId guarantor, GuaranteeId guarantee, bool accept = true) =>
        database.Get<GuaranteeAnswers>().AnswerAsync(new GuaranteeAnswer(guarantor, guarantee, accept) { Proof = new PaymentProof(Pin) }, Here);

    public Task<Answer<GuaranteeId>> PayGuaranteeAsync(UserId guarantor, GuaranteeId guarantee, long fen, Guid? key = null) =>
        database.Get<GuaranteeBook>().PayAsync(
            new GuaranteePayment(guarantor, key ?? database.Clock.NewGuid(), guarantee, Money.Fen(fen)) { Proof = new PaymentProof(Pin) }, Here, default);

    public Task<Loan> LoanAsync(LoanId id) => database.Units.ReadAsync(db => db.Set<Loan>().SingleAsync(l => l.Id == id));

    public Task<List<Guarantee>> GuaranteesAsync(LoanId id) =>
        database.Units.ReadAsync(db => db.Set<Guarantee>().Where(g => g.LoanId == id).ToListAsync());

    public Task<LoanStanding> StandingAsync(LoanId id) => database.Units.ReadAsync(async db => LoanStanding.Of(
        await db.Set<Loan>().SingleAsync(l => l.Id == id),
        await db.Set<LoanTransaction>().Where(t => t.LoanId == id).ToListAsync(),
        await db.Set<Guarantee>().Where(g => g.LoanId == id).ToListAsync(),
        BusinessCalendar.DateOf(database.Clock.UtcNow())));

    public Task<Account> WalletAsync(UserId owner) => database.Units.ReadAsync(db => db.Set<Account>().SingleAsync(a => a.OwnerId == owner));
}
