using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Feed;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Graph.Domain;

public static class DomainServices
{
    /// <summary>All that the domain offers. The edges (clock, bus, verifier, bank) may be registered before, by others.</summary>
    public static IServiceCollection AddDomain(this IServiceCollection services, string provider, string connection)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IEventBus, InProcessBus>();
        services.TryAddSingleton<IVerifier, SandboxVerifier>();
        services.TryAddSingleton<IOrderHistory, OrderHistory>();
        services.TryAddSingleton<IBank, SandboxBank>();
        services.TryAddSingleton<CommandLimit>();
        services.TryAddSingleton(WriterLimit.Default);
        services.TryAddSingleton<PasswordCost>();
        services.TryAddSingleton<ThrottleLimits>();

        services.AddGraphDb(provider, connection);
        services.AddSingleton<Migrator>();
        services.AddSingleton<IReaction, OpensWallets>();
        services.AddSingleton<IReaction, Announcements>();

        services.AddSingleton<Passwords>();
        services.AddSingleton<Throttle>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<ExternalLogins>();
        services.AddSingleton<PaymentPins>();
        services.AddSingleton<IWalletLock, WalletLock>();
        services.AddSingleton<Profiles>();
        services.AddSingleton<ILevelLoss, RequestsEnd>();
        services.AddSingleton<IdentityProofing>();
        services.AddSingleton<ExpiringEvidence>();
        services.AddSingleton<Friends>();
        services.AddSingleton<Blocks>();
        services.AddSingleton<PeopleSearch>();
        services.AddSingleton<GeneralLedger>();
        services.AddSingleton<Idempotency>();
        services.AddSingleton<PayeeNames>();
        services.AddSingleton<Transfers>();
        services.AddSingleton<PaymentRequests>();
        services.AddSingleton<Bills>();
        services.AddSingleton<Reversals>();
        services.AddSingleton<Clearing>();
        services.AddSingleton<Settling>();
        services.AddSingleton<TopUps>();
        services.AddSingleton<Withdrawals>();
        services.AddSingleton<ILedgerRule, BankRequestRule>();
        services.AddSingleton<ILedgerRule, PaymentRequestRule>();
        services.AddSingleton<MerchantRegister>();
        services.AddSingleton<Offers>();
        services.AddSingleton<Vouchers>();
        services.AddSingleton<Purchases>();
        services.AddSingleton<OrderSteps>();
        services.AddSingleton<Fulfilment>();
        services.AddSingleton<OrderDeadlines>();
        services.AddSingleton<Settlements>();
        services.AddSingleton<ILevelLoss, DealsEnd>();
        services.AddSingleton<ILedgerRule, OrderRule>();
        services.AddSingleton<ILedgerRule, StockRule>();
        services.AddSingleton<LedgerChecker>();
        return services;
    }
}
