using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Deals.Views;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
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

namespace Graph.Domain.Deals;

/// <summary>
/// The module for deals: merchants and their shops, deals that friends share, orders and their escrow.
/// </summary>
public sealed class DealsModule : IFeatureModule
{
    private static readonly TransactionKindTraits[] Kinds =
    [
        new(TransactionKind.Purchase, Side.Person, Side.Business),
        new(TransactionKind.EscrowRelease, Side.House, Side.Business) { HappensByItself = true },
        new(TransactionKind.ShareReward, Side.Business, Side.Person) { HappensByItself = true },
        new(TransactionKind.SettlementWithdrawal, Side.Business, Side.Bank) { AnswerOf = "withdrawSettlement" },
    ];

    public void Register(IServiceCollection services)
    {
        services.AddSingleton<MerchantRegister>();
        services.AddSingleton<SettlementWithdrawals>();
        services.AddSingleton<IPersonalData, MerchantsData>();
        services.AddSingleton<IPersonalData, FollowedMerchantsData>();
        services.AddSingleton(new PasskeyOperation("buyDeal", typeof(DealId)));
        services.AddSingleton<Offers>();
        services.TryAddSingleton<ViewLimits>();
        services.AddSingleton<DealViews>();
        services.AddSingleton<DealViewWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<DealViewWriter>());
        services.AddSingleton<Vouchers>();
        services.AddSingleton<Purchases>();
        services.AddSingleton<OrderSteps>();
        services.AddSingleton<Fulfilment>();
        services.AddSingleton<IOrderHistory, OrderHistory>();

        services.AddDeadline<ExpiringGroups>();
        services.AddDeadline<OrderDeadlines>();
        services.AddSingleton<ILedgerRule, OrderRule>();
        services.AddSingleton<ILedgerRule, OrderTimeRule>();
        services.AddSingleton<ILedgerRule, StockRule>();
        services.AddSingleton<DealsEnd>();
        services.AddSingleton<ILevelLoss>(provider => provider.GetRequiredService<DealsEnd>());
        services.AddSingleton<OrdersEnd>();
        services.AddSingleton<IAccountEnd>(provider => provider.GetRequiredService<OrdersEnd>());
        services.AddSingleton<IStopLock>(provider => provider.GetRequiredService<OrdersEnd>());
        services.AddSingleton<IPersonalData, OrdersData>();
        services.AddSingleton<IFollowing, FollowedMerchants>();
        services.AddSingleton<IStateSpread, DealAreas>();
        services.AddAnnouncer<DealAnnouncements>();
        services.AddSubject<DealId>();
        services.AddSubject<GroupBuyId>();
        services.AddSubject<OrderId>(isAboutMoney: true);
        services.AddSingleton(new AccountKindTraits(AccountKind.Escrow));
        foreach (var traits in Kinds)
        {
            services.AddTransactionKind(traits);
        }
    }
}
