using Microsoft.Data.SqlClient;

namespace Graph.Domain.Persistence.SqlServer;

/// <summary>Distinguishes failures that Microsoft's client reports under the same number.</summary>
internal static class SqlServerFaults
{
    private const int Unnumbered = 0;
    private const int TimedOut = -2;

    /// <summary>The lowest severity at which the connection can no longer be used.</summary>
    private const byte Fatal = 20;

    /// <summary>The key under which the client notes the server's version, as soon as it has signed in.</summary>
    private const string ServerVersion = "HelpLink.ProdVer";

    /// <summary>
    /// Returns whether the connection was refused or cut. On Windows each of these faults has its own number; on other
    /// systems all have 0. A cancelled command has 0 as well, but a severity of 11.
    /// </summary>
    public static bool IsCut(this SqlException failure) => failure is { Number: Unnumbered, Class: >= Fatal };

    /// <summary>Returns whether the server did not answer in time while a connection was being opened.</summary>
    public static bool IsConnectTimeout(this SqlException failure) =>
        failure.Number == TimedOut && !failure.Data.Contains(ServerVersion);

    /// <summary>
    /// Returns whether a command did not end in time. A connection that is not opened in time has the same number,
    /// severity, state and inner exception. The messages differ, but they are translated. The reliable difference is
    /// whether the client knows the server's version: it learns it when it signs in, so the version is there for every
    /// command, and never before.
    /// </summary>
    public static bool IsCommandTimeout(this SqlException failure) =>
        failure.Number == TimedOut && failure.Data.Contains(ServerVersion);
}
