using System.Buffers.Binary;
using System.Text;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Deals.Views;

/// <summary>
/// A hash of a deal, a viewer and a day. It names a view without telling who viewed what: the key of the hash is not in
/// the database.
/// </summary>
public readonly record struct DealViewId(Guid Value) : ITypedId<DealViewId>
{
    public static DealViewId From(Guid value) => new(value);

    public static DealViewId Of(KeyedHash hash, DealId deal, string viewer, DateOnly date)
    {
        var viewed = new byte[20 + Encoding.UTF8.GetByteCount(viewer)];
        deal.Value.TryWriteBytes(viewed);
        BinaryPrimitives.WriteInt32BigEndian(viewed.AsSpan(16), date.DayNumber);
        Encoding.UTF8.GetBytes(viewer, viewed.AsSpan(20));
        return new(new Guid(hash.Of("view of a deal", viewed).AsSpan(1, 16)));
    }
}

/// <summary>
/// A view that was counted. The key makes each viewer count once for a deal and a day, on whichever node the views
/// arrive. The row is deleted when its day is over.
/// </summary>
public sealed class DealView
{
    public required DealViewId Id { get; init; }

    /// <summary>The day of the view in Shanghai.</summary>
    public required DateOnly Date { get; init; }
}

internal sealed class DealViewConfiguration : IEntityTypeConfiguration<DealView>
{
    public void Configure(EntityTypeBuilder<DealView> view)
    {
        view.HasKey(v => v.Id);
        view.HasIndex(v => v.Date);
    }
}
