using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Graph.Domain.Users.Privacy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Graph.Domain.Ledger;

/// <summary>The module for the ledger: moving money, wallets, idempotency, and the checker.</summary>
public sealed class LedgerModule : IFeatureModule
{
    public void Register(IServiceCollection services)
    {
        services.AddSingleton<GeneralLedger>();
        services.AddSingleton<Idempotency>();
        services.AddSingleton<IEarlierRequests>(provider => provider.GetRequiredService<Idempotency>());
        services.AddSingleton<TransactionKinds>();
        services.TryAddSingleton<CheckSettings>();
        services.AddSingleton<LedgerChecker>();
        services.AddSingleton<IWalletLock, WalletLock>();
        services.AddSingleton<IReaction<UserSignedUp>, OpensWallets>();
        services.AddSingleton(new AccountKindTraits(AccountKind.Wallet));
        services.AddSingleton(new AccountKindTraits(AccountKind.Bank, Floor: -Account.MaxCounter));
        services.AddSingleton(new AccountKindTraits(AccountKind.Settlement));
        services.AddSubject<TransactionId>(isAboutMoney: true);
        services.AddSingleton<IPersonalData, TransactionData>();
        foreach (var traits in (TransactionKindTraits[])
        [
            new(TransactionKind.Refund, Side.Business, Side.Person) { HappensByItself = true },
            new(TransactionKind.Reversal, Side.Person, Side.Person) { AnswerOf = "reverseTransaction" },
        ])
        {
            services.AddTransactionKind(traits);
        }
    }
}
