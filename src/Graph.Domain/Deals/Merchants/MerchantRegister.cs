using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Merchants;

public sealed record MerchantOpening(UserId Owner, string DisplayName, string Handle, MerchantCategory Category, string? LicenceNumber);

/// <summary>Manages merchants, their staff, their shops and their followers.</summary>
public sealed class MerchantRegister(Units units, GeneralLedger ledger, TimeProvider clock)
{
    public Task<MerchantId> OpenAsync(MerchantOpening asked)
    {
        var check = new Validation();
        var opening = asked with
        {
            DisplayName = check.Text(TextKind.DisplayName, asked.DisplayName, "displayName"),
            Handle = Pasted.Handle(asked.Handle),
            LicenceNumber = asked.LicenceNumber is { } number ? Licence.Normalize(number) : null,
        };
        var isPersonal = opening.Category == MerchantCategory.PersonalShop;
        check
            .Check(UserNames.IsHandle(opening.Handle), UserNames.HandleRule, "handle")
            .Check(isPersonal == opening.LicenceNumber is null,
                "A PERSONAL_SHOP has no licence; every other category needs one.", "licenceNumber")
            .Check(opening.LicenceNumber is null || Licence.IsValid(opening.LicenceNumber),
                "This is not a valid unified social credit code; check all 18 characters.", "licenceNumber")
            .ThrowIfAny();
        return units.WriteAsync(async db =>
        {
            if (await db.Set<Merchant>().AnyAsync(m => m.Handle == opening.Handle))
            {
                throw new DomainException(new HandleTakenError());
            }

            await PersonOf.LockAsync(db, opening.Owner);
            await db.LockOpenAccountAsync(opening.Owner);

            // With a closed account nothing can be sold any more, and nobody can take such a merchant over.
            var owned = await Owners.MerchantsOf(db, opening.Owner)
                .Where(m => db.Set<User>().Any(u => u.Id == m.OwnerId && u.ClosedAt == null))
                .Select(m => m.Category).ToListAsync();
            Require(!isPersonal || !owned.Contains(MerchantCategory.PersonalShop), 1);
            Require(owned.Count < Merchant.MaxPerPerson, Merchant.MaxPerPerson);
            var now = clock.UtcNow();
            var merchant = Merchant.Open(new MerchantId(clock.NewGuid()), opening, ledger.OpenSettlement(db), now);
            db.Set<Merchant>().Add(merchant);
            await Employment.EmployAsync(db, merchant.SettlementId, opening.Owner, Role.Merchant, now);
            return merchant.Id;
        });
    }

    public Task<MerchantId> UpdateAsync(UserId actor, MerchantId id, string? displayName, string? avatarUrl, string? about)
    {
        var check = new Validation();
        displayName = check.Change(TextKind.DisplayName, displayName, "displayName");
        avatarUrl = check.WebAddress(avatarUrl, Profiles.PictureRule, "avatarUrl");
        about = check.Change(TextKind.About, about, "about");
        check.ThrowIfAny();
        return units.WriteAsync(async db =>
        {
            await StaffPolicy.StaffedAsync(db, actor, id, "merchant");
            var merchant = await db.Set<Merchant>().AsTracking().SingleAsync(m => m.Id == id);
            merchant.Change(displayName, avatarUrl, about);
            return id;
        });
    }

    /// <summary>Adds a friend of the owner to the staff. Repeating this changes nothing.</summary>
    public Task<MerchantId> AddStaffAsync(UserId actor, MerchantId id, UserId user) => units.WriteAsync(async db =>
    {
        var merchant = await StaffPolicy.OwnedAsync(db, actor, id);
        await Restrictions.RequireActiveAsync(db, actor, clock.UtcNow());
        if (!await db.UsersFor(actor).AnyAsync(u => u.Id == user))
        {
            throw new DomainException(new NotFoundError("user"));
        }

        await LockAsync(db, id);
        var staff = await db.Set<BusinessMember>().Where(m => m.AccountId == merchant.SettlementId).Select(m => m.UserId).ToListAsync();
        if (staff.Contains(user))
        {
            return id;
        }

        await FriendPolicy.RequireAsync(db, actor, user, "user");
        Require(staff.Count < Merchant.MaxStaff, Merchant.MaxStaff);
        await Employment.EmployAsync(db, merchant.SettlementId, user, Role.Merchant, clock.UtcNow());
        return id;
    });

    /// <summary>
    /// Removes a member of the staff. The owner can remove all others; other members can only remove themselves.
    /// Repeating this changes nothing.
    /// </summary>
    public Task<MerchantId> RemoveStaffAsync(UserId actor, MerchantId id, UserId user) => units.WriteAsync(async db =>
    {
        var merchant = await StaffPolicy.StaffedAsync(db, actor, id, "merchant");
        if (user == merchant.OwnerId || (actor != merchant.OwnerId && actor != user))
        {
            throw new DomainException(new OwnerOnlyError());
        }

        await Employment.DismissAsync(db, merchant.SettlementId, user, Role.Merchant, StaffPolicy.MerchantsOf(db, user));
        return id;
    });

    /// <summary>
    /// Locks the merchant. When two units add something at the same time, the second waits here, and then counts what
    /// the first added.
    /// </summary>
    internal static Task LockAsync(GraphDb db, MerchantId id) => db.LockAsync(db.Set<Merchant>().Where(m => m.Id == id));

    public Task<ShopId> AddShopAsync(UserId actor, MerchantId id, string name, string address, GeoPoint place)
    {
        var check = new Validation();
        name = check.Text(TextKind.ShopName, name, "name");
        address = check.Text(TextKind.Address, address, "address");
        check
            .Check(place.Latitude is >= -90 and <= 90, "A latitude is from -90 to 90 degrees.", "latitude")
            .Check(place.Longitude is >= -180 and <= 180, "A longitude is from -180 to 180 degrees.", "longitude")
            .ThrowIfAny();
        return units.WriteAsync(async db =>
        {
            await StaffPolicy.StaffedAsync(db, actor, id, "merchant");
            await LockAsync(db, id);
            Require(await db.Set<Shop>().CountAsync(s => s.MerchantId == id) < Shop.MaxPerMerchant, Shop.MaxPerMerchant);
            var shop = Shop.Add(new ShopId(clock.NewGuid()), id, name, address, place, clock.UtcNow());
            db.Set<Shop>().Add(shop);
            return shop.Id;
        });
    }

    /// <summary>Begins or ends following. Repeating this changes nothing.</summary>
    public Task<MerchantId> FollowAsync(UserId actor, MerchantId id, bool follow) => units.WriteAsync(async db =>
    {
        if (!await db.Set<Merchant>().AnyAsync(m => m.Id == id) || !await db.TryLockOpenAccountAsync(actor))
        {
            throw new DomainException(new NotFoundError("merchant"));
        }

        var now = clock.UtcNow();
        var row = db.Set<MerchantFollower>().Where(f => f.MerchantId == id && f.UserId == actor);
        if (follow && !await row.AnyAsync())
        {
            db.Set<MerchantFollower>().Add(new MerchantFollower { MerchantId = id, UserId = actor, Since = now });
            await db.SaveChangesAsync();
            await CountAsync(1);
            db.Raise(new FollowingChanged(actor, now));
        }
        else if (!follow && await row.ExecuteDeleteAsync() == 1)
        {
            await CountAsync(-1);
            db.Raise(new FollowingChanged(actor, now));
        }

        return id;

        Task CountAsync(int change) => db.Set<Merchant>()
            .Where(m => m.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.FollowerCount, m => m.FollowerCount + change));
    });

    internal static void Require(bool holds, int limit)
    {
        if (!holds)
        {
            throw new DomainException(new MerchantLimitError(limit));
        }
    }
}
