using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Friendships;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Persistence;
using Graph.Domain.Posts.Reports;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Communities;
using Graph.Domain.Tests.Deals;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Graph.Domain.Tests.Users;

/// <summary>Walks through all texts that the database keeps, after somebody who wrote everywhere was erased.</summary>
public sealed class ErasureTests
{
    /// <summary>It stands in everything that the person writes, and in the person's name.</summary>
    private const string Word = "Zanzibar";

    /// <summary>Where the word must stand before, so that looking for it afterwards says something.</summary>
    private static readonly string[] Written =
    [
        "bill", "block", "content_report", "friend_request", "loan", "merchant", "notification", "orders", "payment_request", "shop", "transactions",
        "users",
    ];

    private static readonly Origin Nowhere = new(null, null);

    [Fact]
    public async Task Of_what_a_person_wrote_nothing_is_left_but_what_docs_operations_names()
    {
        await using var database = await TestDatabase.CreateAsync();
        var person = await database.PersonAsync(RealNameLevel.ClassIII);
        await WriteEverywhereAsync(database, person);
        var before = await KeepersAsync(database);
        foreach (var table in Written)
        {
            Assert.Contains(table, before);
        }

        await database.Get<AccountClosing>().CloseAsync(person, TestDatabase.Password, Nowhere);
        database.Clock.Advance(database.Clock.GetUtcNow().AddYears(10) - database.Clock.GetUtcNow());
        Assert.Equal(1, await database.MeetAsync<ErasedAccounts>());

        // The note of a payment is a part of it, and no row of the log or of a contract is ever changed.
        Assert.Equal(["audit_event", "transactions"], (await KeepersAsync(database)).Except(["feed_event"]).Order());
        var corner = await database.Units.ReadAsync(db => db.Set<Shop>().SingleAsync(shop => shop.Name == ""));
        Assert.Equal((0, 0), (corner.Latitude, corner.Longitude));
    }

    private static async Task WriteEverywhereAsync(TestDatabase database, UserId person)
    {
        var (friend, foe, town) = (await database.PersonAsync(), await database.PersonAsync(), new Town(database));
        await database.Get<Profiles>().UpdateAsync(person, new ProfileChange(Word, null, Word, null, null, null, null));
        await database.Get<Profiles>().FreezeAsync(person, Word);
        await database.Get<Profiles>().UnfreezeAsync(person, TestDatabase.Password, pin: null, Nowhere);
        await database.Get<Friends>().SendRequestAsync(person, friend, Word);
        await database.Get<Friends>().SendRequestAsync(friend, person, null);
        await database.Get<Blocks>().BlockAsync(foe, person);
        await database.Get<TopUps>().TopUpAsync(new TopUp(person, database.Clock.NewGuid(), Money.Yuan(21), await database.CardOfAsync(person)), default);
        await database.Get<Transfers>().SendAsync(
            new Transfer(person, database.Clock.NewGuid(), friend, Money.Yuan(1)) { Note = Word }, Nowhere, default);
        await database.Get<PaymentRequests>().AskAsync(person, database.Clock.NewGuid(), friend, Money.Yuan(1), Word, default);
        await database.Get<Bills>().SplitAsync(
            new BillSplit(person, database.Clock.NewGuid(), Word, Money.Yuan(2), [new ShareWish(person, null), new ShareWish(friend, null)]), default);
        var wish = new LoanWish(person, database.Clock.NewGuid(), friend, Money.Yuan(1), 0, 1, RepaymentKind.Bullet) { Purpose = Word };
        await database.Get<LoanRequests>().RequestAsync(wish, default);
        await database.Get<ContentReports>().ReportAsync(person, await town.PostAsync(friend), Word);
        await town.PostAsync(person);

        var shops = database.Get<MerchantRegister>();
        var merchant = await shops.OpenAsync(new MerchantOpening(person, Word, "corner", MerchantCategory.PersonalShop, null));
        await shops.UpdateAsync(person, merchant, null, null, Word);
        await shops.AddShopAsync(person, merchant, Word, Word, new GeoPoint(30.27, 120.15));

        var market = await Market.OpenAsync(database);
        var order = await market.BuyAsync(person, await market.SellAsync());
        await database.Get<Fulfilment>().RequestRefundAsync(person, database.Clock.NewGuid(), order, Word, default);
        await database.Get<Fulfilment>().AnswerRefundAsync(market.Owner, database.Clock.NewGuid(), order, accept: true, null, default);
        await database.Get<Transfers>().SendAsync(new Transfer(person, database.Clock.NewGuid(), friend, Money.Yuan(20)), Nowhere, default);
    }

    /// <summary>The tables in which the word stands in some column.</summary>
    private static Task<List<string>> KeepersAsync(TestDatabase database) => database.Units.ReadAsync(async db =>
    {
        var found = new List<string>();
        foreach (var entity in db.Model.GetEntityTypes())
        {
            var table = entity.GetTableName()!;
            var columns = entity.GetProperties()
                .Where(property => property.ClrType == typeof(string) || property.IsPrimitiveCollection)
                .Select(property => property.GetColumnName(StoreObjectIdentifier.Table(table, entity.GetSchema())))
                .ToList();
            foreach (var column in columns)
            {
                if (await CountAsync(db, table, column!) > 0)
                {
                    found.Add(table);
                    break;
                }
            }
        }

        return found;
    });

    private static async Task<int> CountAsync(GraphDb db, string table, string column)
    {
        var sql = $"SELECT CAST(COUNT(*) AS int) AS \"Value\" FROM \"{table}\" WHERE lower(CAST(\"{column}\" AS text)) LIKE '%{Word.ToLowerInvariant()}%'";
        return await db.Database.SqlQueryRaw<int>(sql).SingleAsync();
    }
}
