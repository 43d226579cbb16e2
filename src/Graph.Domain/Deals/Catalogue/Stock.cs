using System.Security.Cryptography;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Deals.Catalogue;

/// <summary>A part of a deal's stock. The stock is divided so that buyers do not all wait for the same row.</summary>
public sealed class StockPart
{
    public const int MaxParts = 16;

    public required DealId DealId { get; init; }

    public required long Part { get; init; }

    /// <summary>How many pieces of this part are still for sale.</summary>
    public required long Remaining { get; init; }
}

/// <summary>How many pieces of a deal a person has, over all accounts of that person.</summary>
public sealed class DealBuyer
{
    public required DealId DealId { get; init; }

    public required PersonId PersonId { get; init; }

    public required long Bought { get; init; }

    /// <summary>
    /// The deal's limit per person. It is copied here so that a constraint of this row can enforce it.
    /// </summary>
    public required long Most { get; init; }
}

/// <summary>
/// Takes pieces out of a deal's stock, and puts them back. Each check and its change are a single statement.
/// </summary>
internal static class Stock
{
    public static IEnumerable<StockPart> Parts(DealId deal, long pieces)
    {
        var parts = Math.Min(pieces, StockPart.MaxParts);
        for (var part = 0L; part < parts; part++)
        {
            yield return new StockPart
            {
                DealId = deal,
                Part = part,
                Remaining = (pieces / parts) + (part < pieces % parts ? 1 : 0),
            };
        }
    }

    /// <summary>
    /// Takes pieces from a randomly chosen part that has enough. If no part has enough, takes them from several parts,
    /// in a fixed order, so that two purchases do not deadlock. Returns a part from which pieces were taken.
    /// </summary>
    public static async Task<long> TakeAsync(GraphDb db, DealId deal, long pieces)
    {
        while (true)
        {
            var parts = await db.Set<StockPart>().Where(p => p.DealId == deal).OrderBy(p => p.Part).ToListAsync();
            var left = parts.Sum(p => p.Remaining);
            if (left < pieces)
            {
                throw new DomainException(new SoldOutError((int)Math.Max(0, left)));
            }

            var enough = parts.Where(p => p.Remaining >= pieces).ToList();
            if (enough.Count > 0)
            {
                var chosen = enough[RandomNumberGenerator.GetInt32(enough.Count)].Part;
                if (await TryTakeAsync(db, deal, chosen, pieces))
                {
                    return chosen;
                }
            }
            else if (await GatherAsync(db, deal, parts, pieces) is { } first)
            {
                return first;
            }

            // Another purchase was faster, so look again. The stock shrinks each time, so this loop ends.
        }
    }

    /// <summary>Locks the stock of all live deals of some merchants: nobody buys them until the end of the unit.</summary>
    public static Task LockAsync(GraphDb db, IQueryable<Merchant> merchants) => db.LockAsync(db.Set<StockPart>().Where(part =>
        db.Set<Deal>().Any(d => d.Id == part.DealId && d.Status == DealStatus.Live && merchants.Any(m => m.Id == d.MerchantId))));

    /// <summary>
    /// Requires that a deal is still on sale, once pieces were taken: it may have been taken off sale while this unit waited for them
    /// (<see cref="LockAsync"/>).
    /// </summary>
    public static async Task RequireLiveAsync(GraphDb db, DealId deal)
    {
        if (!await db.Set<Deal>().AnyAsync(d => d.Id == deal && d.Status == DealStatus.Live))
        {
            throw new DomainException(new DealNotOpenError(EligibilityCode.Paused));
        }
    }

    public static Task ReturnAsync(GraphDb db, DealId deal, long part, long pieces) => db.Set<StockPart>()
        .Where(p => p.DealId == deal && p.Part == part)
        .ExecuteUpdateAsync(set => set.SetProperty(p => p.Remaining, p => p.Remaining + pieces));

    /// <summary>
    /// Counts pieces against the limit per person. If the limit would be exceeded, it refuses and counts nothing.
    /// </summary>
    public static async Task CountAsync(GraphDb db, Deal deal, PersonId person, long pieces)
    {
        var row = db.Set<DealBuyer>().Where(b => b.DealId == deal.Id && b.PersonId == person);
        while (await row.Where(b => b.Bought <= b.Most - pieces)
            .ExecuteUpdateAsync(set => set.SetProperty(b => b.Bought, b => b.Bought + pieces)) == 0)
        {
            var bought = await row.Select(b => (long?)b.Bought).SingleOrDefaultAsync();
            if ((bought ?? 0) > deal.PerUserLimit - pieces)
            {
                throw new DomainException(new DealLimitReachedError((int)deal.PerUserLimit, (int)(deal.PerUserLimit - (bought ?? 0))));
            }

            if (bought is null)
            {
                // When two units insert the same row, one fails on the unique key, and the whole unit runs again.
                db.Set<DealBuyer>().Add(new DealBuyer { DealId = deal.Id, PersonId = person, Bought = pieces, Most = deal.PerUserLimit });
                await db.SaveChangesAsync();
                return;
            }
        }
    }

    public static Task UncountAsync(GraphDb db, DealId deal, PersonId person, long pieces) => db.Set<DealBuyer>()
        .Where(b => b.DealId == deal && b.PersonId == person)
        .ExecuteUpdateAsync(set => set.SetProperty(b => b.Bought, b => b.Bought - pieces));

    private static async Task<long?> GatherAsync(GraphDb db, DealId deal, List<StockPart> parts, long pieces)
    {
        var taken = new List<(long Part, long Pieces)>();
        var missing = pieces;
        foreach (var part in parts.Where(p => p.Remaining > 0))
        {
            var take = Math.Min(missing, part.Remaining);
            if (!await TryTakeAsync(db, deal, part.Part, take))
            {
                foreach (var (back, count) in taken)
                {
                    await ReturnAsync(db, deal, back, count);
                }

                return null;
            }

            taken.Add((part.Part, take));
            missing -= take;
            if (missing == 0)
            {
                break;
            }
        }

        return taken[0].Part;
    }

    private static async Task<bool> TryTakeAsync(GraphDb db, DealId deal, long part, long pieces) => await db.Set<StockPart>()
        .Where(p => p.DealId == deal && p.Part == part && p.Remaining >= pieces)
        .ExecuteUpdateAsync(set => set.SetProperty(p => p.Remaining, p => p.Remaining - pieces)) == 1;
}

internal sealed class StockConfiguration : IEntityTypeConfiguration<StockPart>, IEntityTypeConfiguration<DealBuyer>
{
    public void Configure(EntityTypeBuilder<StockPart> part)
    {
        part.HasKey(p => new { p.DealId, p.Part });
        part.HasOne<Deal>().WithMany().HasForeignKey(p => p.DealId).OnDelete(DeleteBehavior.Restrict);
        part.ToTable(table => table.HasCheckConstraint("ck_stock_part_remaining", "remaining >= 0"));
    }

    public void Configure(EntityTypeBuilder<DealBuyer> buyer)
    {
        buyer.HasKey(b => new { b.DealId, b.PersonId });
        buyer.HasOne<Deal>().WithMany().HasForeignKey(b => b.DealId).OnDelete(DeleteBehavior.Restrict);
        buyer.HasOne<Person>().WithMany().HasForeignKey(b => b.PersonId).OnDelete(DeleteBehavior.Restrict);
        buyer.ToTable(table => table.HasCheckConstraint("ck_deal_buyer_bought", "bought BETWEEN 0 AND most"));
    }
}
