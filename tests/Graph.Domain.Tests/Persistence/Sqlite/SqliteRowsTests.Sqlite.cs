using System.Globalization;
using System.Text;
using Graph.Domain.Persistence.Sqlite;
using Microsoft.Data.Sqlite;

namespace Graph.Domain.Tests.Persistence.Sqlite;

/// <summary>Our reader of rows and the library's own read the same.</summary>
public sealed class SqliteRowsTests : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public SqliteRowsTests() => _connection.Open();

    public void Dispose() => _connection.Dispose();

    [Theory]
    [InlineData("NULL")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("32768")]
    [InlineData("9223372036854775807")]
    [InlineData("1.5")]
    [InlineData("''")]
    [InlineData("'Ünïcode 好友 👍'")]
    [InlineData("'12'")]
    [InlineData("x''")]
    [InlineData("x'00112233445566778899AABBCCDDEEFF'")]
    [InlineData("'2026-01-31 23:59:59'")]
    [InlineData("'2026-01-31 23:59:59.1'")]
    [InlineData("'2024-02-29 00:00:00.1234567'")]
    [InlineData("'2026-02-29 00:00:00'")]
    [InlineData("'2026-01-31 23:59:59.'")]
    [InlineData("'2026-01-31 23:59:59.12345678'")]
    [InlineData("'2026-01-31T23:59:59Z'")]
    [InlineData("'2026-01-31'")]
    [InlineData("'2026-13-01 00:00:00'")]
    [InlineData("'0001-01-01 00:00:00'")]
    [InlineData("'9999-12-31 23:59:59.9999999'")]
    public void Each_value_is_read_as_the_library_reads_it(string literal)
    {
        Assert.Equal(Answers(literal, rows => rows), Answers(literal, rows => new SqliteRows(rows)));
    }

    [Fact]
    public void Text_with_a_zero_in_it_is_read_whole()
    {
        Assert.Equal(Answers("char(65, 0, 66)", rows => rows), Answers("char(65, 0, 66)", rows => new SqliteRows(rows)));
    }

    [Fact]
    public void Further_statements_and_the_end_are_read()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT 1; SELECT 'two', x'03'";
        using var rows = new SqliteRows(command.ExecuteReader());
        Assert.True(rows.Read());
        Assert.Equal(1, rows.GetInt64(0));
        Assert.False(rows.Read());
        Assert.True(rows.NextResult());
        Assert.True(rows.Read());
        Assert.Equal("two", rows.GetString(0));
        Assert.Equal([3], rows.GetFieldValue<byte[]>(1));
        Assert.False(rows.NextResult());
        rows.Close();
        Assert.ThrowsAny<InvalidOperationException>(() => rows.GetInt64(0));
    }

    [Fact]
    public void A_closed_connection_is_said_and_not_read()
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT 'text'";
        using var rows = new SqliteRows(command.ExecuteReader());
        Assert.True(rows.Read());
        connection.Dispose();
        Assert.ThrowsAny<InvalidOperationException>(() => rows.GetString(0));
        Assert.ThrowsAny<InvalidOperationException>(() => rows.IsDBNull(0));
    }

    private string Answers(string literal, Func<SqliteDataReader, System.Data.Common.DbDataReader> reader)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT {literal}";
        using var rows = reader(command.ExecuteReader());
        rows.Read();
        var answers = new StringBuilder();
        foreach (var read in new Func<object>[]
        {
            () => rows.IsDBNull(0),
            () => rows.GetInt64(0),
            () => rows.GetInt32(0),
            () => rows.GetInt16(0),
            () => rows.GetBoolean(0),
            () => rows.GetString(0),
            () => rows.GetDateTime(0).ToString("O", CultureInfo.InvariantCulture),
            () => Convert.ToHexString(rows.GetFieldValue<byte[]>(0)),
            () => rows.GetFieldValue<long>(0),
            () => rows.GetFieldValue<DateOnly>(0),
            () => rows.GetValue(0).GetType(),
        })
        {
            answers.AppendLine(Outcome(read));
        }

        return answers.ToString();
    }

    private static string? Outcome(Func<object> read)
    {
        try
        {
            return Convert.ToString(read(), CultureInfo.InvariantCulture);
        }
        catch (Exception failure)
        {
            return failure.GetType().Name;
        }
    }
}
