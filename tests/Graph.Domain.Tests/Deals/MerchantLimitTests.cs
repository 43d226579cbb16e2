using Graph.Domain.Shared.Texts;
using Graph.Domain.Deals;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Friendships;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Deals;

/// <summary>What a person may have as an owner is counted over all accounts, whoever is faster.</summary>
public sealed class MerchantLimitTests
{
    [Fact]
    public async Task A_person_opens_five_merchants_with_all_accounts_together()
    {
        await using var database = await TestDatabase.CreateAsync();
        var accounts = await AccountsAsync(database);
        var opened = await RaceAsync(Merchant.MaxPerPerson * 2, n => OpenAsync(database, accounts[n % 2], n, MerchantCategory.Food));
        Assert.Equal(Merchant.MaxPerPerson, opened.Count(error => error is null));
        Assert.All(opened.OfType<DomainError>(), error => Assert.Equal(new MerchantLimitError(Merchant.MaxPerPerson), error));
        Assert.Equal(Merchant.MaxPerPerson, await database.Units.ReadAsync(db => db.Set<Merchant>().CountAsync()));
    }

    [Fact]
    public async Task One_of_them_is_a_personal_shop()
    {
        await using var database = await TestDatabase.CreateAsync();
        var accounts = await AccountsAsync(database);
        var opened = await RaceAsync(4, n => OpenAsync(database, accounts[n % 2], n, MerchantCategory.PersonalShop));
        Assert.Single(opened, error => error is null);
        Assert.Equal(3, opened.Count(error => error is MerchantLimitError { Maximum: 1 }));
    }

    [Fact]
    public async Task Personal_shops_of_accounts_that_became_one_person_publish_five_deals_together()
    {
        await using var database = await TestDatabase.CreateAsync();
        UserId[] accounts = [await database.PersonAsync(RealNameLevel.ClassIII), await database.PersonAsync(RealNameLevel.ClassIII)];
        var drafts = new List<(UserId Owner, DealId Deal)>();
        foreach (var (number, owner) in accounts.Index())
        {
            Assert.Null(await OpenAsync(database, owner, number, MerchantCategory.PersonalShop));
            var merchant = await database.Units.ReadAsync(db => db.Set<Merchant>().Where(m => m.OwnerId == owner).Select(m => m.Id).SingleAsync());
            for (var i = 0; i < 4; i++)
            {
                drafts.Add((owner, await DraftAsync(database, owner, merchant)));
            }
        }

        await database.JoinAsync(accounts[1], accounts[0]);
        var published = await RaceAsync(drafts.Count, n => RefusalAsync(() => database.Get<Offers>().PublishAsync(drafts[n].Owner, drafts[n].Deal)));
        Assert.Equal(5, published.Count(error => error is null));
        Assert.Equal(3, published.Count(error => error is MerchantLimitError { Maximum: 5 }));
    }

    [Fact]
    public async Task The_fifth_deal_is_published_by_all_requests_that_come_at_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var owner = await database.PersonAsync(RealNameLevel.ClassIII);
        Assert.Null(await OpenAsync(database, owner, 0, MerchantCategory.PersonalShop));
        var merchant = await database.Units.ReadAsync(db => db.Set<Merchant>().Select(m => m.Id).SingleAsync());
        for (var i = 0; i < 4; i++)
        {
            await database.Get<Offers>().PublishAsync(owner, await DraftAsync(database, owner, merchant));
        }

        for (var round = 0; round < 10; round++)
        {
            var fifth = await DraftAsync(database, owner, merchant);
            Assert.All(await RaceAsync(6, _ => RefusalAsync(() => database.Get<Offers>().PublishAsync(owner, fifth))), Assert.Null);
            await database.Get<Offers>().PauseAsync(owner, fifth);
        }
    }

    [Fact]
    public async Task Who_is_removed_here_and_employed_there_at_once_stays_a_merchant()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (one, other) = (await Market.OpenAsync(database), await Market.OpenAsync(database));
        var staff = await database.PersonAsync();
        foreach (var owner in new[] { one.Owner, other.Owner })
        {
            await database.Get<Friends>().SendRequestAsync(owner, staff, null);
            await database.Get<Friends>().SendRequestAsync(staff, owner, null);
        }

        var register = database.Get<MerchantRegister>();
        await register.AddStaffAsync(one.Owner, one.Merchant, staff);
        for (var round = 0; round < 6; round++)
        {
            var (from, to) = round % 2 == 0 ? (one, other) : (other, one);
            await Task.WhenAll(
                Task.Run(() => register.RemoveStaffAsync(from.Owner, from.Merchant, staff)),
                Task.Run(() => register.AddStaffAsync(to.Owner, to.Merchant, staff)));
            Assert.Contains(Role.Merchant, await database.Units.ReadAsync(async db => (await db.Set<User>().SingleAsync(u => u.Id == staff)).Roles));
        }

        await register.RemoveStaffAsync(one.Owner, one.Merchant, staff);
        Assert.DoesNotContain(Role.Merchant, await database.Units.ReadAsync(async db => (await db.Set<User>().SingleAsync(u => u.Id == staff)).Roles));
    }

    private static async Task<UserId[]> AccountsAsync(TestDatabase database)
    {
        UserId[] accounts = [await database.PersonAsync(RealNameLevel.ClassIII), await database.PersonAsync(RealNameLevel.ClassIII)];
        await database.JoinAsync(accounts[1], accounts[0]);
        return accounts;
    }

    private static Task<DomainError?> OpenAsync(TestDatabase database, UserId owner, int number, MerchantCategory category) => RefusalAsync(() =>
        database.Get<MerchantRegister>().OpenAsync(new MerchantOpening(
            owner, "面馆", $"shop_{number}", category,
            category == MerchantCategory.PersonalShop ? null : Licence.Complete($"91310000{number:D9}"))));

    private static Task<DealId> DraftAsync(TestDatabase database, UserId owner, MerchantId merchant)
    {
        var now = database.Clock.GetUtcNow().UtcDateTime;
        return database.Get<Offers>().DraftAsync(owner, new DealTerms(merchant, "围巾", DealKind.Discount, Money.Yuan(20), Money.Yuan(30), 10)
        {
            StartsAt = now,
            EndsAt = now.AddDays(3),
        });
    }

    /// <summary>All at once; each with why it was refused, or null.</summary>
    private static Task<DomainError?[]> RaceAsync(int count, Func<int, Task<DomainError?>> act) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(n => Task.Run(() => act(n))));

    private static async Task<DomainError?> RefusalAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (DomainException refused)
        {
            return Assert.Single(refused.Errors);
        }
    }
}
