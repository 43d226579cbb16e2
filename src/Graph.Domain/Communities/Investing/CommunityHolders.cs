using Graph.Domain.Funds;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Insights;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Communities.Investing;

/// <summary>
/// How many persons invested in an institution's funds with a community and held units of them, when that was published last. There
/// is no row before the first publication.
/// </summary>
public sealed class CommunityHolders
{
    public required CommunityId CommunityId { get; init; }

    public required InstitutionId InstitutionId { get; init; }

    public required long Persons { get; init; }
}

/// <summary>
/// Counts by community whenever the holders of an institution are counted, and publishes in the same way: see
/// <see cref="HolderCounts"/>.
/// </summary>
public sealed class CommunityHolderCounts : IReaction<HoldersCounted>
{
    private static readonly KeptQuery<IReadOnlyList<InstitutionId>, CommunityHolders> Published = new((db, ids) =>
        db.Set<CommunityHolders>().Where(row => ids.Contains(row.InstitutionId)));

    /// <summary>What was published of institutions.</summary>
    public static Task<List<CommunityHolders>> ReadAsync(GraphDb db, IReadOnlyList<InstitutionId> institutions, CancellationToken cancellationToken) =>
        Published.ListAsync(db, institutions, cancellationToken);

    public async Task ReactAsync(HoldersCounted fact, GraphDb db, CancellationToken cancellationToken)
    {
        // The row of the institution is locked.
        var rows = db.Set<CommunityHolders>().Where(row => row.InstitutionId == fact.Institution);
        var before = await rows.ToDictionaryAsync(row => row.CommunityId, row => row.Persons, cancellationToken);
        var now = await CountAsync(db, fact.Institution, cancellationToken);
        foreach (var community in before.Keys.Union(now.Keys))
        {
            var next = Holders.Next(before.GetValueOrDefault(community), now.GetValueOrDefault(community));
            if (next == before.GetValueOrDefault(community))
            {
                continue;
            }

            if (await rows.Where(row => row.CommunityId == community)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Persons, next), cancellationToken) == 0)
            {
                db.Set<CommunityHolders>().Add(new CommunityHolders { CommunityId = community, InstitutionId = fact.Institution, Persons = next });
            }
        }
    }

    /// <summary>Counts the persons who invested in an institution's funds with each community, and hold units of them now.</summary>
    public static async Task<Dictionary<CommunityId, long>> CountAsync(GraphDb db, InstitutionId institution, CancellationToken cancellationToken)
    {
        var persons =
            from fund in db.Set<Fund>()
            join holding in db.Set<Holding>() on fund.Id equals holding.FundId
            join order in db.Set<FundOrder>() on holding.Id equals order.HoldingId
            join named in db.Set<CommunityOrder>() on order.Id equals named.OrderId
            join user in db.Set<User>() on order.UserId equals user.Id
            where fund.InstitutionId == institution && holding.Units > 0 && order.Status == FundOrderStatus.Settled && user.PersonId != null
            select new { named.CommunityId, user.PersonId };
        return await persons.Distinct()
            .GroupBy(person => person.CommunityId)
            .Select(all => new { all.Key, Persons = all.Count() })
            .ToDictionaryAsync(all => all.Key, all => (long)all.Persons, cancellationToken);
    }
}

internal sealed class CommunityHoldersConfiguration : IEntityTypeConfiguration<CommunityHolders>
{
    public void Configure(EntityTypeBuilder<CommunityHolders> row)
    {
        row.HasKey(r => new { r.InstitutionId, r.CommunityId });
        row.HasOne<Institution>().WithMany().HasForeignKey(r => r.InstitutionId).OnDelete(DeleteBehavior.Restrict);
        row.HasOne<Community>().WithMany().HasForeignKey(r => r.CommunityId).OnDelete(DeleteBehavior.Restrict);
        row.ToTable(table => table.HasCheckConstraint("ck_community_holders", "persons >= 0"));
    }
}
