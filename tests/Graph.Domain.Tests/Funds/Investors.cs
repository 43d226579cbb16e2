using Graph.Domain.Friendships;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Paying;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Funds;

/// <summary>An institution with funds, people who invest in them, and short ways to what they do.</summary>
internal sealed class Investors(TestDatabase database)
{
    public const string Pin = "135790";

    private static readonly Origin Here = new("127.0.0.1", null);
    private int _licences;
    private UserId? _house;

    /// <summary>Who works for the institution.</summary>
    public UserId Staff { get; private set; }

    public InstitutionId Institution { get; private set; }

    public async Task<Investors> OpenAsync()
    {
        Staff = await PersonAsync();
        Institution = await database.Get<InstitutionRegister>().OpenAsync(Staff, "天弘", Licence.Complete($"91110000MA{++_licences:D7}")!);
        await database.Get<InstitutionOperators>().VerifyAsync(await HouseAsync(), Institution);
        return this;
    }

    /// <summary>Somebody at CLASS_III with a PIN, a risk tolerance and some money.</summary>
    public async Task<UserId> PersonAsync(long yuan = 0, RiskTolerance tolerance = RiskTolerance.C5)
    {
        var person = await database.PersonAsync(RealNameLevel.ClassIII);
        await database.Get<Profiles>().SetPaymentPinAsync(person, Pin, TestDatabase.Password, Here);
        await database.Get<RiskAssessments>().SubmitAsync(person, RiskQuestionnaire.Version, AnswersOf(tolerance));
        if (yuan > 0)
        {
            await TopUpAsync(person, yuan);
        }

        return person;
    }

    /// <summary>Answers that give a tolerance: all of the same place, from the most careful to the boldest.</summary>
    public static IReadOnlyList<(string Question, string Answer)> AnswersOf(RiskTolerance tolerance)
    {
        var answers = RiskQuestionnaire.Questions.Select(question => (question.Key, Place: tolerance switch
        {
            RiskTolerance.C1 => 0,
            RiskTolerance.C5 => 3,
            RiskTolerance.C2 => 1,
            RiskTolerance.C4 => 2,
            _ => RiskQuestionnaire.Questions.ToList().IndexOf(question) % 2 == 0 ? 1 : 2,
        })).ToList();
        return answers.ConvertAll(one => (one.Key, RiskQuestionnaire.Questions.Single(question => question.Key == one.Key).Answers[one.Place].Key));
    }

    public Task<FundId> FundAsync(
        FundKind kind = FundKind.MoneyMarket,
        RiskGrade? grade = null,
        decimal fee = 0,
        IReadOnlyList<(int FromDay, decimal Fee)>? redemptionFees = null) =>
        database.Get<FundRegister>().CreateAsync(
            new FundOpening(Staff, Institution, "余额宝", $"F{Interlocked.Increment(ref _licences):D5}", kind, grade ?? LeastOf(kind), Money.Yuan(1))
            {
                SubscriptionFee = fee,
                RedemptionFees = redemptionFees ?? [],
            });

    private static RiskGrade LeastOf(FundKind kind) =>
        kind switch { FundKind.MoneyMarket => RiskGrade.R1, FundKind.Bond => RiskGrade.R2, _ => RiskGrade.R3 };

    public async Task<FundOrderId> SubscribeAsync(UserId person, FundId fund, long fen, bool acknowledges = false, Guid? key = null) =>
        (await database.Get<Subscriptions>().SubscribeAsync(
            new Subscription(person, key ?? database.Clock.NewGuid(), fund, Money.Fen(fen)) { AcknowledgesRisk = acknowledges, Proof = new PaymentProof(Pin) },
            Here,
            default)).Value;

    public async Task<FundOrderId> RedeemAsync(
        UserId person, FundId fund, long? fen = null, decimal? units = null, RedemptionSpeed speed = RedemptionSpeed.NextDay, Guid? key = null) =>
        (await database.Get<Redemptions>().RedeemAsync(
            new Redemption(person, key ?? database.Clock.NewGuid(), fund, speed)
            {
                Amount = fen is { } amount ? Money.Fen(amount) : null,
                Units = units,
                All = fen is null && units is null,
            },
            default)).Value;

    /// <summary>Invests each night what lies above a floor; null ends it.</summary>
    public Task<FundId> SetAutoInvestAsync(UserId person, FundId fund, long? floorYuan, string? pin = Pin) =>
        database.Get<StandingOrders>().SetAutoInvestAsync(person, fund, floorYuan is { } yuan ? Money.Yuan(yuan) : null, acknowledgesRisk: false, pin, Here);

    /// <summary>Invests an amount each month; null ends it.</summary>
    public Task<FundId> SetPlanAsync(UserId person, FundId fund, long? yuan, int? day = 1, bool acknowledges = false, string? pin = Pin) =>
        database.Get<StandingOrders>().SetPlanAsync(
            person, new InvestmentPlan(fund, yuan is { } amount ? Money.Yuan(amount) : null, day, acknowledges), pin, Here);

    /// <summary>Lets payments redeem first from a fund; null ends it.</summary>
    public Task RedeemFirstAsync(UserId person, FundId? fund, string? pin = Pin) =>
        database.Get<RedeemFirstSetting>().SetAsync(person, fund, pin, Here);

    /// <summary>The one standing order of somebody; null when there is none.</summary>
    public Task<StandingOrder?> StandingAsync(UserId person) =>
        database.Units.ReadAsync(db => db.Set<StandingOrder>().SingleOrDefaultAsync(o => o.UserId == person));

    /// <summary>The amounts that standing orders invested for somebody, with their nights, in their order.</summary>
    public Task<List<(DateOnly Night, long Fen)>> NightsAsync(UserId person) => database.Units.ReadAsync(async db =>
        (await db.Set<FundOrder>().Where(o => o.UserId == person && o.Standing != null).OrderBy(o => o.OrderedAt).ToListAsync())
            .ConvertAll(order => (order.StandingOn!.Value, order.OrderedAmount!.Value)));

    /// <summary>Does what is due at three in the morning of a day in Shanghai.</summary>
    public async Task NightAsync(DateOnly day)
    {
        At(day, 3);
        await database.MeetAsync<StandingOrderNights>();
    }

    public async Task TopUpAsync(UserId person, long yuan) => await database.Get<TopUps>().TopUpAsync(
        new TopUp(person, database.Clock.NewGuid(), Money.Yuan(yuan), await database.CardOfAsync(person)), default);

    /// <summary>Somebody makes a friend, and gives the friend all money of the wallet.</summary>
    public async Task GiveAllAsync(UserId person, UserId friend)
    {
        await database.Get<Friends>().SendRequestAsync(person, friend, null);
        await database.Get<Friends>().SendRequestAsync(friend, person, null);
        await database.Get<Transfers>().SendAsync(
            new Transfer(person, database.Clock.NewGuid(), friend, Money.Fen(await WalletAsync(person))) { Proof = new PaymentProof(Pin) }, Here, default);
    }

    public Task<Answer<FundOrderId>> CancelAsync(UserId person, FundOrderId order, Guid? key = null) =>
        database.Get<FundCancellations>().CancelAsync(person, key ?? database.Clock.NewGuid(), order, default);

    public async Task AdvanceAsync(FundId fund, long yuan) =>
        await database.Get<FundRegister>().AdvanceAsync(await HouseAsync(), database.Clock.NewGuid(), fund, Money.Yuan(yuan), default);

    public Task<FundDayId> PublishAsync(
        FundId fund, DateOnly day, decimal value, decimal? income = null, string? reason = null, UserId? actor = null) =>
        database.Get<FundDays>().PublishAsync(actor ?? Staff, new DayPublication(fund, day, value, income, reason));

    /// <summary>Somebody who acts for the house, and is nobody else here.</summary>
    private async Task<UserId> HouseAsync() => _house ??= (await database.SignUpAsync("13900009999", "house")).User;

    /// <summary>Somebody who runs the service.</summary>
    public async Task<UserId> OperatorAsync()
    {
        var person = await database.PersonAsync();
        await database.Get<Profiles>().GrantAsync(await PhoneAsync(person), Role.Admin);
        return person;
    }

    public Task<string> PhoneAsync(UserId person) =>
        database.Units.ReadAsync(db => db.Set<User>().Where(u => u.Id == person).Select(u => u.Phone!).SingleAsync());

    /// <summary>Puts the clock to a time of a day in Shanghai, which must not lie behind.</summary>
    public void At(DateOnly day, int hour = 10) =>
        database.Clock.SetUtcNow(new DateTimeOffset(BusinessCalendar.StartOf(day).AddHours(hour), TimeSpan.Zero));

    /// <summary>Does everything that is due.</summary>
    public async Task WorkAsync()
    {
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await database.MeetAsync<StandingOrderNights>();
            await database.MeetAsync<DayClosing>();
            await database.MeetAsync<FundSettlements>();
            await database.MeetAsync<AdvanceReturns>();
        }
    }

    public Task<FundOrder> OrderAsync(FundOrderId id) => database.Units.ReadAsync(db => db.Set<FundOrder>().SingleAsync(o => o.Id == id));

    public Task<Fund> FundOfAsync(FundId id) => database.Units.ReadAsync(db => db.Set<Fund>().SingleAsync(f => f.Id == id));

    public Task<Holding?> HoldingAsync(UserId person, FundId fund) =>
        database.Units.ReadAsync(db => UnitLedger.Of(db, fund, person).SingleOrDefaultAsync());

    public Task<long> WalletAsync(UserId person) => database.Units.ReadAsync(db => db.Set<Account>()
        .Where(a => a.OwnerId == person).Select(a => a.CreditsPosted - a.DebitsPosted).SingleAsync());

    public Task<long> BalanceAsync(AccountId id) => database.Units.ReadAsync(db => db.Set<Account>()
        .Where(a => a.Id == id).Select(a => a.CreditsPosted - a.DebitsPosted).SingleAsync());

    public Task<AccountId> FeesAsync() => database.Units.ReadAsync(db => db.Set<Institution>().Where(i => i.Id == Institution).Select(i => i.SettlementId).SingleAsync());
}
