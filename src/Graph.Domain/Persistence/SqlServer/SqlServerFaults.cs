using Microsoft.Data.SqlClient;

namespace Graph.Domain.Persistence.SqlServer;

/// <summary>Tells apart what Microsoft's client reports under the same number.</summary>
internal static class SqlServerFaults
{
    private const int Unnumbered = 0;
    private const int TimedOut = -2;

    /// <summary>The severity from which on a connection cannot be used any more.</summary>
    private const byte Fatal = 20;

    /// <summary>Where the client notes the version of the server, as soon as it has signed in there.</summary>
    private const string ServerVersion = "HelpLink.ProdVer";

    /// <summary>
    /// The connection was refused or cut. On Windows each of these faults has its own number; elsewhere all have 0. A
    /// cancelled command has 0 as well, but a severity of 11.
    /// </summary>
    public static bool IsCut(this SqlException failure) => failure is { Number: Unnumbered, Class: >= Fatal };

    /// <summary>The server did not answer in time while a connection was being opened.</summary>
    public static bool IsConnectTimeout(this SqlException failure) =>
        failure.Number == TimedOut && !failure.Data.Contains(ServerVersion);

    /// <summary>
    /// A command did not end in time. A connection that is not opened in time has the same number, severity, state and
    /// inner exception. The messages differ, but they are translated. What differs too is whether the client knew the
    /// server's version: it learns it when it signs in, so it knows it with every command and never before.
    /// </summary>
    public static bool IsCommandTimeout(this SqlException failure) =>
        failure.Number == TimedOut && failure.Data.Contains(ServerVersion);
}
