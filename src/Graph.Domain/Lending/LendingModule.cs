using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Lending.Books;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.RealNames;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Graph.Domain.Lending;

/// <summary>The module for lending: loans between friends, guarantees, and promises to lend.</summary>
public sealed class LendingModule : IFeatureModule
{
    private static readonly TransactionKindTraits[] Kinds =
    [
        new(TransactionKind.LoanDisbursement, Side.Person, Side.Person),
        new(TransactionKind.LoanRepayment, Side.Person, Side.Person) { HappensByItself = true },
        new(TransactionKind.GuaranteeCall, Side.Person, Side.Person) { HappensByItself = true },
    ];

    public void Register(IServiceCollection services)
    {
        services.TryAddSingleton(new PrimeRates());
        services.AddSingleton<LoanSteps>();
        services.AddSingleton<LoanRequests>();
        services.AddSingleton<LoanAnswers>();
        services.AddSingleton<LoanPayments>();
        services.AddSingleton<Repayments>();
        services.AddSingleton<GuaranteeBook>();
        services.AddSingleton<GuaranteeAnswers>();
        services.AddSingleton<GuaranteeCalls>();
        services.AddSingleton<TrustLines>();
        services.AddSingleton<LoanEnds>();
        services.AddSingleton<IStopLock>(provider => provider.GetRequiredService<LoanEnds>());
        services.AddSingleton<ILevelLoss>(provider => provider.GetRequiredService<LoanEnds>());
        services.AddSingleton<IReaction<FriendshipsEnded>>(provider => provider.GetRequiredService<LoanEnds>());
        services.AddSingleton<IReaction<AccountFrozen>>(provider => provider.GetRequiredService<LoanEnds>());
        services.AddSingleton<IAccountEnd, LendingEnd>();
        services.AddSingleton<IPersonalData, LoansData>();
        services.AddSingleton<IPersonalData, LoanPaymentsData>();
        services.AddSingleton<IPersonalData, GuaranteesData>();
        services.AddSingleton<IPersonalData, TrustLinesData>();
        services.AddSingleton<IEndsHolds, OffersEndHolds>();
        services.AddSingleton<ILedgerRule, LoanRule>();
        services.AddSingleton<ILedgerRule, GuaranteeRule>();
        services.AddSingleton(new PasskeyOperation("offerLoan", typeof(UserId)));
        services.AddSingleton(new PasskeyOperation("answerLoan", typeof(LoanId)));
        services.AddSingleton(new PasskeyOperation("repayLoan", typeof(LoanId)));
        services.AddSingleton(new PasskeyOperation("forgiveLoan", typeof(LoanId)));
        services.AddSingleton(new PasskeyOperation("answerGuarantee", typeof(GuaranteeId)));
        services.AddSingleton(new PasskeyOperation("payGuarantee", typeof(GuaranteeId)));
        services.AddDeadline<LoanDeadlines>();
        services.AddDeadline<TrustSnapshots>();
        services.AddAnnouncer<LendingAnnouncements>();
        services.AddSubject<LoanId>(isAboutMoney: true);
        services.AddSubject<GuaranteeId>(isAboutMoney: true);
        foreach (var traits in Kinds)
        {
            services.AddTransactionKind(traits);
        }
    }
}
