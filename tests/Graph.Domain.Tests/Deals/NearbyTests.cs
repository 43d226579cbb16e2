using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Tests.Persistence;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Deals;

/// <summary>What the index finds is what a look at every shop finds, wherever on Earth.</summary>
public sealed class NearbyTests
{
    private static readonly int Shops = Thorough.Life(5_000, 100_000);
    private static readonly int Circles = Thorough.Life(100, 300);

    /// <summary>Everywhere, crowded in cities, on the date line, around the poles, and on edges of cells.</summary>
    private static GeoPoint Place(Random random) => random.Next(6) switch
    {
        0 => new GeoPoint(Math.Asin((random.NextDouble() * 2) - 1) * 180 / Math.PI, (random.NextDouble() * 360) - 180),
        1 => new GeoPoint(30.27 + (random.NextDouble() * 0.4), 120.15 + (random.NextDouble() * 0.4)),
        2 => new GeoPoint((random.NextDouble() * 20) - 10, random.Next(2) == 0 ? 180 - (random.NextDouble() * 0.3) : -180 + (random.NextDouble() * 0.3)),
        3 => new GeoPoint((random.Next(2) == 0 ? 1 : -1) * (90 - (random.NextDouble() * 0.5)), (random.NextDouble() * 360) - 180),
        4 => new GeoPoint(random.NextDouble() * 0.01, (random.Next(4) - 1) * 90),
        _ => new GeoPoint(random.Next(-2, 3) * 45, random.Next(-4, 5) * 45),
    };

    [Fact]
    public void Ranges_of_cells_hold_every_point_of_the_circle()
    {
        var random = new Random(20261125);
        var points = Enumerable.Range(0, 20_000).Select(_ => SpherePoint.Of(Place(random))).ToArray();
        for (var i = 0; i < 500; i++)
        {
            var center = SpherePoint.Of(Place(random));
            var meters = Math.Pow(10, random.NextDouble() * 5);
            var ranges = SphereCells.Around(center, SpherePoint.ChordOf(meters));
            var missed = points.Where(point => center.MetersTo(point) <= meters)
                .Count(point => !ranges.Any(range => range.First <= SphereCells.Of(point) && SphereCells.Of(point) <= range.Last));
            Assert.Equal(0, missed);
            Assert.InRange(ranges.Count, 1, 27);
        }
    }

    [Fact]
    public async Task Shops_are_found_as_by_looking_at_each()
    {
        await using var database = await TestDatabase.CreateAsync();
        var market = await Market.OpenAsync(database);
        var random = new Random(7);
        var places = Enumerable.Range(0, Shops).Select(_ => Place(random)).ToArray();
        foreach (var some in places.Chunk(5_000))
        {
            await database.Units.WriteAsync(db =>
            {
                db.ChangeTracker.AutoDetectChangesEnabled = false;
                db.Set<Shop>().AddRange(some.Select(place => Shop.Add(
                    new ShopId(Guid.CreateVersion7()), market.Merchant, "s", "a", place, DateTime.UnixEpoch)));
                return Task.FromResult(0);
            });
        }

        var all = await database.Units.ReadAsync(db => db.Set<Shop>().Select(s => new { s.Id, s.X, s.Y, s.Z }).ToListAsync());
        var found = 0;
        for (var i = 0; i < Circles; i++)
        {
            var circle = new Circle(Place(random), random.Next(1, random.Next(2) == 0 ? 3_000 : Circle.MaxRadiusMeters));
            var center = SpherePoint.Of(circle.Center);
            var limit = SpherePoint.ChordOf(circle.RadiusMeters);
            var expected = all
                .Select(s => (s.Id, Square: Square(s.X - center.X, s.Y - center.Y, s.Z - center.Z)))
                .Where(s => s.Square <= limit * limit)
                .Select(s => s.Id)
                .ToHashSet();
            var actual = await database.Units.ReadAsync(db => db.ShopsIn(circle).OrderBy(s => s.Distance).ToListAsync());
            Assert.Equal(actual.Select(s => s.Distance).Order(), actual.Select(s => s.Distance));
            Assert.True(expected.SetEquals(actual.Select(s => s.ShopId)), $"{circle}: {actual.Count} of {expected.Count}");
            found += actual.Count;
        }

        Assert.True(found > Shops / 10, $"Only {found} shops were in any circle.");
    }

    private static double Square(double x, double y, double z) => (x * x) + (y * y) + (z * z);

    [Theory]
    [InlineData(0, 179.999, 0, -179.999, 222)]
    [InlineData(90, 0, 89.999, 123, 111)]
    [InlineData(30.27, 120.15, 30.27, 120.15, 0)]
    [InlineData(0, 0, 0, 180, 20_015_115)]
    public void Distances_are_those_of_the_sphere(double latitude, double longitude, double otherLatitude, double otherLongitude, int meters) =>
        Assert.Equal(
            meters,
            SpherePoint.Of(new GeoPoint(latitude, longitude)).MetersTo(SpherePoint.Of(new GeoPoint(otherLatitude, otherLongitude))),
            tolerance: 1);
}
