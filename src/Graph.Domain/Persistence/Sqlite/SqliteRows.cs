using System.Collections;
using System.Data;
using System.Data.Common;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Graph.Domain.Persistence.Sqlite;

/// <summary>
/// Reads the rows of SQLite with few calls. The library's own reader asks for a column's type several times, guards its
/// handle in each of these calls, and parses times as text of any culture: a row with many columns takes longer to be read
/// than to be found. What is not in the expected form is left to the library's reader, so that both read alike.
/// </summary>
internal sealed class SqliteRows : DbDataReader
{
    private readonly SqliteDataReader _rows;
    private readonly byte[] _time = new byte[StoredTime.Longest];
    private nint _statement;

    // The column that was asked for last, and its value. A column that may be null is asked for twice.
    private int _column = -1;
    private nint _value;

    public SqliteRows(SqliteDataReader rows)
    {
        _rows = rows;
        FindStatement();
    }

    public override int Depth => _rows.Depth;

    public override int FieldCount => _rows.FieldCount;

    public override bool HasRows => _rows.HasRows;

    public override bool IsClosed => _rows.IsClosed;

    public override int RecordsAffected => _rows.RecordsAffected;

    public override object this[int ordinal] => _rows[ordinal];

    public override object this[string name] => _rows[name];

    public override bool Read()
    {
        _column = -1;
        return _rows.Read();
    }

    public override bool NextResult()
    {
        var isThere = _rows.NextResult();
        FindStatement();
        return isThere;
    }

    public override bool IsDBNull(int ordinal) =>
        IsOpen ? SqliteNative.Type(ValueOf(ordinal)) == SqliteNative.Null : _rows.IsDBNull(ordinal);

    public override long GetInt64(int ordinal) =>
        IsOf(ordinal, SqliteNative.Integer) ? SqliteNative.Int64(_value) : _rows.GetInt64(ordinal);

    public override int GetInt32(int ordinal) =>
        IsOf(ordinal, SqliteNative.Integer) ? checked((int)SqliteNative.Int64(_value)) : _rows.GetInt32(ordinal);

    public override short GetInt16(int ordinal) =>
        IsOf(ordinal, SqliteNative.Integer) ? checked((short)SqliteNative.Int64(_value)) : _rows.GetInt16(ordinal);

    public override bool GetBoolean(int ordinal) =>
        IsOf(ordinal, SqliteNative.Integer) ? SqliteNative.Int64(_value) != 0 : _rows.GetBoolean(ordinal);

    public override string GetString(int ordinal) => IsOf(ordinal, SqliteNative.Text)
        ? Marshal.PtrToStringUTF8(SqliteNative.Text8(_value), SqliteNative.Bytes(_value))
        : _rows.GetString(ordinal);

    public override DateTime GetDateTime(int ordinal)
    {
        if (IsOf(ordinal, SqliteNative.Text))
        {
            var start = SqliteNative.Text8(_value);
            var length = SqliteNative.Bytes(_value);
            if (length <= _time.Length)
            {
                Marshal.Copy(start, _time, 0, length);
                if (StoredTime.Read(_time.AsSpan(0, length)) is { } time)
                {
                    return time;
                }
            }
        }

        return _rows.GetDateTime(ordinal);
    }

    public override T GetFieldValue<T>(int ordinal)
    {
        if (typeof(T) != typeof(byte[]) || !IsOf(ordinal, SqliteNative.Blob))
        {
            return _rows.GetFieldValue<T>(ordinal);
        }

        var bytes = new byte[SqliteNative.Bytes(_value)];
        if (bytes.Length > 0)
        {
            Marshal.Copy(SqliteNative.Blob8(_value), bytes, 0, bytes.Length);
        }

        return (T)(object)bytes;
    }

    public override byte GetByte(int ordinal) => _rows.GetByte(ordinal);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        _rows.GetBytes(ordinal, dataOffset, buffer, bufferOffset, length);

    public override char GetChar(int ordinal) => _rows.GetChar(ordinal);

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        _rows.GetChars(ordinal, dataOffset, buffer, bufferOffset, length);

    public override string GetDataTypeName(int ordinal) => _rows.GetDataTypeName(ordinal);

    public override decimal GetDecimal(int ordinal) => _rows.GetDecimal(ordinal);

    public override double GetDouble(int ordinal) => _rows.GetDouble(ordinal);

    public override IEnumerator GetEnumerator() => _rows.GetEnumerator();

    public override Type GetFieldType(int ordinal) => _rows.GetFieldType(ordinal);

    public override float GetFloat(int ordinal) => _rows.GetFloat(ordinal);

    public override Guid GetGuid(int ordinal) => _rows.GetGuid(ordinal);

    public override string GetName(int ordinal) => _rows.GetName(ordinal);

    public override int GetOrdinal(string name) => _rows.GetOrdinal(name);

    public override DataTable? GetSchemaTable() => _rows.GetSchemaTable();

    public override object GetValue(int ordinal) => _rows.GetValue(ordinal);

    public override int GetValues(object[] values) => _rows.GetValues(values);

    public override void Close()
    {
        _statement = 0;
        _rows.Close();
    }

    protected override void Dispose(bool disposing)
    {
        _statement = 0;
        if (disposing)
        {
            _rows.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The reader keeps the statement alive until it is closed or goes to the next one.</summary>
    private void FindStatement()
    {
        _column = -1;
        _statement = _rows.IsClosed ? 0 : _rows.Handle?.DangerousGetHandle() ?? 0;
    }

    /// <summary>Also a connection that closes ends its readers, and then the statement must not be touched.</summary>
    private bool IsOpen => _statement != 0 && !_rows.IsClosed;

    /// <summary>Whether the column is of this type. Its value is at hand then.</summary>
    private bool IsOf(int ordinal, int type) => IsOpen && SqliteNative.Type(ValueOf(ordinal)) == type;

    private nint ValueOf(int ordinal)
    {
        if (_column != ordinal)
        {
            _value = SqliteNative.Value(_statement, ordinal);
            _column = ordinal;
        }

        return _value;
    }
}
