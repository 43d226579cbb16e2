using Graph.Api.Server.Errors;
using Graph.Domain.Deals.Catalogue;

namespace Graph.Api.Deals.Catalogue;

/// <summary>A place on Earth, in degrees (WGS 84).</summary>
public sealed class GeoPointNode(GeoPoint point)
{
    /// <summary>Degrees north of the equator, −90 to 90.</summary>
    public double Latitude => point.Latitude;

    /// <summary>Degrees east of Greenwich, −180 to 180.</summary>
    public double Longitude => point.Longitude;
}

/// <summary>A place on Earth, in degrees (WGS 84).</summary>
/// <param name="Latitude">Degrees north of the equator, −90 to 90.</param>
/// <param name="Longitude">Degrees east of Greenwich, −180 to 180.</param>
public sealed record GeoPointInput(double Latitude, double Longitude)
{
    /// <param name="argument">The argument that holds it.</param>
    internal GeoPoint ToPoint(string argument) => Places.PointOf(Latitude, Longitude, argument);
}

/// <summary>A circle on Earth in which to search.</summary>
/// <param name="Latitude">The latitude of the centre: degrees north of the equator, −90 to 90 (WGS 84).</param>
/// <param name="Longitude">The longitude of the centre: degrees east of Greenwich, −180 to 180 (WGS 84).</param>
/// <param name="RadiusMeters">The radius along the surface of the Earth in metres, 1 to 100,000.</param>
public sealed record NearInput(double Latitude, double Longitude, int RadiusMeters = 3000)
{
    /// <param name="path">Where it stands in the input.</param>
    internal Circle ToCircle(params IReadOnlyList<string> path) => RadiusMeters is >= 1 and <= Circle.MaxRadiusMeters
        ? new Circle(Places.PointOf(Latitude, Longitude, path), RadiusMeters)
        : throw GraphError.BadUserInput($"A radius must be from 1 to {Circle.MaxRadiusMeters} metres.", [.. path, "radiusMeters"]);
}

internal static class Places
{
    /// <param name="latitude">Degrees north of the equator.</param>
    /// <param name="longitude">Degrees east of Greenwich.</param>
    /// <param name="path">Where the two stand in the input.</param>
    public static GeoPoint PointOf(double latitude, double longitude, params IReadOnlyList<string> path)
    {
        var point = new GeoPoint(latitude, longitude);
        return point.IsOnEarth
            ? point
            : throw GraphError.BadUserInput(
                "A latitude is from -90 to 90, a longitude from -180 to 180 degrees.",
                [.. path, latitude is >= -90 and <= 90 ? "longitude" : "latitude"]);
    }
}
