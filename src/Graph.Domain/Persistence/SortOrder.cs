using Graph.Domain.Shared.Texts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Persistence;

/// <summary>A row that lists show in the order of its name. `migrate` makes its key anew, see <see cref="SortOrder"/>.</summary>
public interface ISortedByName
{
    /// <summary>The property with the name that is shown.</summary>
    static abstract string NameProperty { get; }

    /// <summary>The property with a unique text, by which the rows are gone through.</summary>
    static abstract string UniqueProperty { get; }

    /// <summary>The place of the name in the order.</summary>
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
        var (name, unique, last) = (TRow.NameProperty, TRow.UniqueProperty, "");
        while (true)
        {
            var rows = await db.Set<TRow>()
                .Where(row => EF.Property<string>(row, unique).CompareTo(last) > 0)
                .OrderBy(row => EF.Property<string>(row, unique))
                .Take(RowsAtOnce)
                .Select(row => new { Unique = EF.Property<string>(row, unique), Name = EF.Property<string>(row, name), row.SortName })
                .ToListAsync(cancellationToken);
            if (rows.Count == 0)
            {
                return;
            }

            last = rows[^1].Unique;
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            foreach (var row in rows)
            {
                var key = SortKey.Of(row.Name);
                if (key != row.SortName)
                {
                    // A name that changed meanwhile has its new key already.
                    await db.Set<TRow>()
                        .Where(r => EF.Property<string>(r, unique) == row.Unique && EF.Property<string>(r, name) == row.Name)
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
