using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Graph.Bench.Bare;

/// <summary>One request on its way.</summary>
/// <param name="Json">Writes the answer, inside of `data`.</param>
/// <param name="Connection">The connection for its statements.</param>
/// <param name="Variables">The variables of the body.</param>
/// <param name="Session">The session that the token names; null without a token.</param>
internal sealed record Request(
    Utf8JsonWriter Json, Connection Connection, IReadOnlyDictionary<string, string> Variables, byte[]? Session);

/// <summary>An open connection with its prepared statements.</summary>
internal sealed class Connection
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = [];

    public Connection(string database)
    {
        _connection = new SqliteConnection($"Data Source={database};Pooling=False");
        _connection.Open();
    }

    public SqliteDataReader Read(string sql, params ReadOnlySpan<object> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"@{i}" });
            }

            _commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command.ExecuteReader();
    }
}

internal static class Body
{
    public static async Task<IReadOnlyDictionary<string, string>> VariablesAsync(HttpRequest request)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync();
            if (read.IsCompleted)
            {
                var variables = VariablesOf(read.Buffer);
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return variables;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static Dictionary<string, string> VariablesOf(ReadOnlySequence<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var (variables, query) = (new Dictionary<string, string>(), "");
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isQuery = reader.ValueTextEquals("query"u8);
            var isVariables = reader.ValueTextEquals("variables"u8);
            reader.Read();
            if (isQuery)
            {
                query = reader.GetString();
            }
            else if (isVariables)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString()!;
                    reader.Read();
                    variables.Add(name, reader.GetString()!);
                }
            }
        }

        return query is { Length: > 0 } ? variables : throw new InvalidOperationException("There is no query.");
    }
}

internal static class Tokens
{
    /// <summary>Checks a signed token (JWT, HS256) and its time, and returns the session that it names.</summary>
    public static byte[]? SessionOf(HttpRequest request, byte[] key)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return null;
        }

        var token = header.AsSpan("Bearer ".Length);
        var (payloadAt, signatureAt) = (token.IndexOf('.') + 1, token.LastIndexOf('.') + 1);
        Span<byte> signed = stackalloc byte[signatureAt - 1], hash = stackalloc byte[32], given = stackalloc byte[32];
        Encoding.ASCII.GetBytes(token[..(signatureAt - 1)], signed);
        HMACSHA256.HashData(key, signed, hash);
        Span<byte> payload = stackalloc byte[signatureAt];
        Base64Url.DecodeFromChars(token[signatureAt..], given);
        var length = Base64Url.DecodeFromChars(token[payloadAt..(signatureAt - 1)], payload);
        var reader = new Utf8JsonReader(payload[..length]);
        var (expires, session) = (0L, default(Guid));
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isTime, isSession) = (reader.ValueTextEquals("exp"u8), reader.ValueTextEquals("sid"u8));
            reader.Read();
            expires = isTime ? reader.GetInt64() : expires;
            session = isSession ? Guid.ParseExact(reader.GetString()!, "N") : session;
        }

        return CryptographicOperations.FixedTimeEquals(hash, given) && expires > DateTimeOffset.UtcNow.ToUnixTimeSeconds()
            ? session.ToByteArray(bigEndian: true)
            : throw new UnauthorizedAccessException();
    }
}
