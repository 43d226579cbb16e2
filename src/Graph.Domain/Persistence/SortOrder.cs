using Graph.Domain.Shared.Texts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Persistence;

/// <summary>A row that lists show in the order of its name.</summary>
public interface ISortedByName
{
    /// <summary>A unique name. It breaks ties.</summary>
    string Handle { get; }

    string DisplayName { get; }

    /// <summary>The place of the display name in the order.</summary>
    SortKey SortName { get; }
}

/// <summary>
/// Says by which version of ICU the sort keys in this database were made. Another version may order names in another
/// way, so `migrate` makes the keys anew when the version changes.
/// </summary>
public sealed class SortOrder
{
    private const int RowsAtOnce = 500;

    /// <summary>There is one row.</summary>
    public required int Id { get; init; }

    public required string Version { get; init; }

    public static Task<bool> IsCurrentAsync(GraphDb db, CancellationToken cancellationToken) =>
        db.Set<SortOrder>().AnyAsync(order => order.Version == SortKey.Version, cancellationToken);

    /// <summary>Makes all keys anew if another version made them. The version is noted last, so that it can begin again.</summary>
    internal static async Task UpdateAsync(GraphDb db, CancellationToken cancellationToken)
    {
        if (await IsCurrentAsync(db, cancellationToken))
        {
            return;
        }

        foreach (var type in db.Model.GetEntityTypes().Select(type => type.ClrType).Where(type => type.IsAssignableTo(typeof(ISortedByName))))
        {
            var update = typeof(SortOrder).GetMethod(nameof(UpdateRowsAsync), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!;
            await (Task)update.MakeGenericMethod(type).Invoke(null, [db, cancellationToken])!;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Set<SortOrder>().ExecuteDeleteAsync(cancellationToken);
        db.Set<SortOrder>().Add(new SortOrder { Id = 1, Version = SortKey.Version });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task UpdateRowsAsync<TRow>(GraphDb db, CancellationToken cancellationToken)
        where TRow : class, ISortedByName
    {
        var last = "";
        while (true)
        {
            var rows = await db.Set<TRow>()
                .Where(row => row.Handle.CompareTo(last) > 0)
                .OrderBy(row => row.Handle)
                .Take(RowsAtOnce)
                .Select(row => new { row.Handle, row.DisplayName, row.SortName })
                .ToListAsync(cancellationToken);
            if (rows.Count == 0)
            {
                return;
            }

            last = rows[^1].Handle;
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            foreach (var row in rows)
            {
                var key = SortKey.Of(row.DisplayName);
                if (key != row.SortName)
                {
                    // A name that changed meanwhile has its new key already.
                    await db.Set<TRow>()
                        .Where(r => r.Handle == row.Handle && r.DisplayName == row.DisplayName)
                        .ExecuteUpdateAsync(set => set.SetProperty(r => r.SortName, key), cancellationToken);
                }
            }

            await transaction.CommitAsync(cancellationToken);
        }
    }
}

internal sealed class SortOrderConfiguration : IEntityTypeConfiguration<SortOrder>
{
    public void Configure(EntityTypeBuilder<SortOrder> order)
    {
        order.HasKey(o => o.Id);
        order.Property(o => o.Id).ValueGeneratedNever();
        order.Property(o => o.Version).HasMaxLength(60);
    }
}
