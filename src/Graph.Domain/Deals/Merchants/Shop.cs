using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Deals.Merchants;

public readonly record struct ShopId(Guid Value) : ITypedId<ShopId>
{
    public static ShopId From(Guid value) => new(value);
}

/// <summary>A place where a merchant sells, and where vouchers are redeemed.</summary>
public sealed class Shop
{
    public const int MaxPerMerchant = 200;

    public ShopId Id { get; private set; }

    public MerchantId MerchantId { get; private set; }

    public string Name { get; private set; } = "";

    public string Address { get; private set; } = "";

    public double Latitude { get; private set; }

    public double Longitude { get; private set; }

    /// <summary>
    /// The X coordinate. X, Y and Z give the same place as a point in space (<see cref="SpherePoint"/>).
    /// </summary>
    public double X { get; private set; }

    public double Y { get; private set; }

    public double Z { get; private set; }

    /// <summary>
    /// The cell of space in which that point lies (<see cref="SphereCells"/>). It is used to find shops near a place.
    /// </summary>
    public long Cell { get; private set; }

    public DateTime AddedAt { get; private set; }

    public SpherePoint Point => new(X, Y, Z);

    public static Shop Add(ShopId id, MerchantId merchant, string name, string address, GeoPoint place, DateTime now)
    {
        var point = SpherePoint.Of(place);
        return new Shop
        {
            Id = id,
            MerchantId = merchant,
            Name = name,
            Address = address,
            Latitude = place.Latitude,
            Longitude = place.Longitude,
            X = point.X,
            Y = point.Y,
            Z = point.Z,
            Cell = SphereCells.Of(point),
            AddedAt = now,
        };
    }

    /// <summary>Erases where the shop is: it may be the home of an owner whose data is erased. It lies in the ocean then.</summary>
    public void Erase()
    {
        var nowhere = Add(Id, MerchantId, "", "", new GeoPoint(0, 0), AddedAt);
        (Name, Address, Latitude, Longitude) = (nowhere.Name, nowhere.Address, nowhere.Latitude, nowhere.Longitude);
        (X, Y, Z, Cell) = (nowhere.X, nowhere.Y, nowhere.Z, nowhere.Cell);
    }
}

internal sealed class ShopConfiguration : IEntityTypeConfiguration<Shop>
{
    public void Configure(EntityTypeBuilder<Shop> shop)
    {
        shop.HasKey(s => s.Id);
        shop.Ignore(s => s.Point);
        shop.Property(s => s.Name).HasMaxLength(TextKind.ShopName.MaxUnits);
        shop.Property(s => s.Address).HasMaxLength(TextKind.Address.MaxUnits);
        shop.HasOne<Merchant>().WithMany().HasForeignKey(s => s.MerchantId).OnDelete(DeleteBehavior.Restrict);
        shop.HasIndex(s => s.Cell);
        shop.ToTable(table => table.HasCheckConstraint(
            "ck_shop_place", "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180"));
    }
}
