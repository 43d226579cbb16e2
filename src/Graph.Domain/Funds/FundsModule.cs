using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Checking;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Insights;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Paying;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Shared;
using Graph.Domain.Users.Announcements;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.RealNames;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Graph.Domain.Funds;

/// <summary>The module for funds: institutions, their funds, what people hold, and their orders.</summary>
public sealed class FundsModule : IFeatureModule
{
    private static readonly TransactionKindTraits[] Kinds =
    [
        new(TransactionKind.FundSubscription, Side.Person, Side.Business),
        new(TransactionKind.FundRedemption, Side.Business, Side.Person) { HappensByItself = true },
        new(TransactionKind.FundYield, Side.Business, Side.Business) { HappensByItself = true },
        new(TransactionKind.FundSettlement, Side.Business, Side.Business) { HappensByItself = true },
        new(TransactionKind.FundAdvance, Side.Business, Side.Business) { AnswerOf = "addFundLiquidity" },
    ];

    public void Register(IServiceCollection services)
    {
        services.TryAddSingleton(new ExchangeCalendar());
        services.TryAddSingleton(new FundSettings());
        services.AddSingleton<InstitutionRegister>();
        services.AddSingleton<InstitutionOperators>();
        services.AddSingleton<FundRegister>();
        services.AddSingleton<LikelyDays>();
        services.AddSingleton<FundDays>();
        services.AddSingleton<RiskAssessments>();
        services.AddSingleton<UnitLedger>();
        services.AddSingleton<HoldingVisibility>();
        services.AddSingleton<Subscriptions>();
        services.AddSingleton<InstantRedemptions>();
        services.AddSingleton<Redemptions>();
        services.AddSingleton<IPaymentCover, FundCover>();
        services.AddSingleton<RedeemFirstSetting>();
        services.AddSingleton<FundCancellations>();
        services.AddSingleton<FundSettlements>();
        services.AddSingleton<OrderPricing>();
        services.AddSingleton<IncomeCredit>();
        services.AddSingleton<LateIncome>();
        services.AddSingleton<IDeadline>(provider => provider.GetRequiredService<FundSettlements>());
        services.AddSingleton<StandingOrders>();
        services.AddDeadline<StandingOrderNights>();
        services.AddDeadline<DayClosing>();
        services.AddDeadline<AdvanceReturns>();
        services.AddDeadline<HolderCounts>();
        services.AddSingleton<ILedgerRule, UnitRule>();
        services.AddSingleton<ILedgerRule, FundRule>();
        services.AddSingleton<ILedgerRule, DayRule>();
        services.AddSingleton<ILedgerRule, InstantRule>();
        services.AddSingleton<ILedgerRule, PricingRule>();
        services.AddSingleton<ILedgerRule, HoldingRule>();
        services.AddSingleton<ILedgerRule, IncomeRule>();
        services.AddSingleton<ILedgerRule, SuitabilityRule>();
        services.AddSingleton<ILedgerRule, CoverRule>();
        services.AddSingleton<ILedgerRule, StandingOrderRule>();
        services.AddSingleton<ILevelLoss, InstitutionsEnd>();
        services.AddSingleton<IAccountEnd, FundsEnd>();
        services.AddSingleton<IAccountEnd, StandingOrdersEnd>();
        services.AddSingleton<IAccountEnd, RedeemFirstEnd>();
        services.AddSingleton<IPersonalData, FundsData>();
        services.AddSingleton<IPersonalData, StandingOrdersData>();
        services.AddSingleton<IPersonalData, RedeemFirstEnd>();
        services.AddSingleton(new PasskeyOperation("subscribeFund", typeof(FundId)));
        services.AddAnnouncer<FundAnnouncements>();
        services.AddAnnouncer<InstitutionAnnouncements>();
        services.AddSubject<InstitutionId>();
        services.AddSubject<FundId>();
        services.AddSubject<FundOrderId>(isAboutMoney: true);
        services.AddSubject<StandingOrderId>(isAboutMoney: true);
        foreach (var kind in (AccountKind[])[AccountKind.Custody, AccountKind.Transit, AccountKind.Liquidity])
        {
            services.AddSingleton(new AccountKindTraits(kind));
        }

        services.AddSingleton(new AccountKindTraits(AccountKind.Market, Floor: -Account.MaxCounter));
        foreach (var traits in Kinds)
        {
            services.AddTransactionKind(traits);
        }
    }
}
