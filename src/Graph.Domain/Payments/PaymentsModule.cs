using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.RealNames;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Graph.Domain.Payments;

/// <summary>The module for payments: money between people, and between people and their banks.</summary>
public sealed class PaymentsModule : IFeatureModule
{
    private static readonly TransactionKindTraits[] Kinds =
    [
        new(TransactionKind.TopUp, Side.Bank, Side.Person) { AnswerOf = "topUp" },
        new(TransactionKind.Withdrawal, Side.Person, Side.Bank) { AnswerOf = "withdraw" },
        new(TransactionKind.Transfer, Side.Person, Side.Person) { IsReversible = true, AnswerOf = "transfer" },
        new(TransactionKind.PaymentRequest, Side.Person, Side.Person) { IsReversible = true },
        new(TransactionKind.BillShare, Side.Person, Side.Person) { IsReversible = true },
    ];

    public void Register(IServiceCollection services)
    {
        services.TryAddSingleton<IBank, SandboxBank>();
        services.AddSingleton<OutgoingPayments>();
        services.AddSingleton<PayeeNames>();
        services.AddSingleton<Transfers>();
        services.AddSingleton<PaymentRequests>();
        services.AddSingleton<Bills>();
        services.AddSingleton<IPersonalData, PaymentRequestsData>();
        services.AddSingleton<IPersonalData, BillsData>();
        services.AddSingleton<Reversals>();
        services.AddSingleton<BankMoves>();
        services.AddSingleton<Contradictions>();
        services.AddSingleton<TopUps>();
        services.AddSingleton<Withdrawals>();
        services.AddSingleton(new PasskeyOperation("transfer", typeof(UserId)));
        services.AddSingleton(new PasskeyOperation("answerPaymentRequest", typeof(PaymentRequestId)));
        services.AddSingleton(new PasskeyOperation("withdraw", typeof(BankCardId)));

        services.AddDeadline<BankDeadline>();
        services.AddDeadline<DelayedTransfers>();
        services.AddDeadline<ExpiringHolds>();
        services.AddDeadline<ExpiringRequests>();
        services.AddSingleton<IEndsHolds, BankEndsHolds>();
        services.AddSingleton<ILedgerRule, BankRequestRule>();
        services.AddSingleton<ILedgerRule, PaymentRequestRule>();
        services.AddSingleton<RequestsEnd>();
        services.AddSingleton<ILevelLoss>(provider => provider.GetRequiredService<RequestsEnd>());
        services.AddSingleton<IStopLock>(provider => provider.GetRequiredService<RequestsEnd>());
        services.AddSingleton<IAccountEnd, PaymentsEnd>();
        services.AddAnnouncer<PaymentAnnouncements>();
        services.AddSubject<PaymentRequestId>(isAboutMoney: true);
        services.AddSubject<BillId>(isAboutMoney: true);
        foreach (var traits in Kinds)
        {
            services.AddTransactionKind(traits);
        }
    }
}
