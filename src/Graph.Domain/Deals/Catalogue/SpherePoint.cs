namespace Graph.Domain.Deals.Catalogue;

/// <summary>A place on Earth.</summary>
/// <param name="Latitude">Degrees north of the equator, −90 to 90 (WGS 84).</param>
/// <param name="Longitude">Degrees east of Greenwich, −180 to 180 (WGS 84).</param>
public sealed record GeoPoint(double Latitude, double Longitude)
{
    public bool IsOnEarth => Latitude is >= -90 and <= 90 && Longitude is >= -180 and <= 180;
}

/// <summary>
/// A place as a point of the unit sphere. The straight line between two places grows with the distance along the
/// surface. It needs only a sum of squares, which every database can compute, and the poles and the date line need no
/// special cases.
/// </summary>
public readonly record struct SpherePoint(double X, double Y, double Z)
{
    /// <summary>The mean radius of the Earth in meters (IUGG).</summary>
    public const double EarthRadiusMeters = 6_371_008.8;

    public static SpherePoint Of(GeoPoint place)
    {
        var (sinLatitude, cosLatitude) = Math.SinCos(double.DegreesToRadians(place.Latitude));
        var (sinLongitude, cosLongitude) = Math.SinCos(double.DegreesToRadians(place.Longitude));
        return new SpherePoint(cosLatitude * cosLongitude, cosLatitude * sinLongitude, sinLatitude);
    }

    /// <summary>
    /// Returns the straight line between two places that are this far apart along the surface, in Earth radii.
    /// </summary>
    public static double ChordOf(double meters) => 2 * Math.Sin(Math.Min(meters / EarthRadiusMeters, Math.PI) / 2);

    /// <summary>The distance along the surface, in metres, of two points of which the square of the chord between them is given, in Earth radii.</summary>
    public static double MetersOf(double squareOfChord) => 2 * EarthRadiusMeters * Math.Asin(Math.Min(1, Math.Sqrt(squareOfChord) / 2));

    public double MetersTo(SpherePoint other)
    {
        var (x, y, z) = (X - other.X, Y - other.Y, Z - other.Z);
        return MetersOf((x * x) + (y * y) + (z * z));
    }
}
