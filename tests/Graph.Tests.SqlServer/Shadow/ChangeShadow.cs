using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Graph.Tests.SqlServer.Shadow;

/// <summary>The same change in another context.</summary>
internal static class ChangeShadow
{
    /// <summary>From so many on, EF writes further rows of a kind in the same way.</summary>
    private const int Many = 5;

    /// <summary>Changes that make the same commands are described alike.</summary>
    public static string Describe(IReadOnlyList<EntityEntry> changes) => string.Join(", ", changes
        .GroupBy(Describe, (kind, rows) => $"{Math.Min(rows.Count(), Many)} {kind}")
        .Order(StringComparer.Ordinal));

    private static string Describe(EntityEntry entry) =>
        $"{entry.State} {entry.Metadata.ClrType.Name}({string.Join(' ', entry.Properties.Where(p => p.IsModified).Select(p => p.Metadata.Name))})";

    public static void Track(DbContext db, EntityEntry entry)
    {
        // A copy: what EF writes back into it is nobody's business.
        var copy = db.Entry(entry.CurrentValues.ToObject());
        copy.State = entry.State == EntityState.Added ? EntityState.Added : EntityState.Unchanged;
        foreach (var property in entry.Properties)
        {
            var same = copy.Property(property.Metadata.Name);
            if (!property.Metadata.IsPrimaryKey() && !property.IsTemporary)
            {
                same.CurrentValue = property.CurrentValue;
            }

            if (entry.State == EntityState.Modified)
            {
                same.OriginalValue = property.OriginalValue;
                same.IsModified = property.IsModified;
            }
        }

        if (entry.State == EntityState.Deleted)
        {
            copy.State = EntityState.Deleted;
        }
    }
}
