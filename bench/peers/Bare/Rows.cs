using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Graph.Bench.Bare;

/// <summary>Answers to the operations of `bench -- reads`, written out by hand.</summary>
internal static class Rows
{
    private static readonly string[] TransactionKinds = ["TOP_UP", "WITHDRAWAL", "TRANSFER"];
    private static readonly string[] ActivityKinds = ["POSTED", "PAID", "BECAME_FRIENDS", "BOUGHT_DEAL", "DEAL_PUBLISHED"];

    public static IReadOnlyDictionary<string, Action<Request>> All { get; } = new Dictionary<string, Action<Request>>
    {
        ["typename"] = request => request.Json.WriteString("__typename", "Query"),
        ["typenameSignedIn"] = request =>
        {
            ViewerOf(request);
            request.Json.WriteString("__typename", "Query");
        },
        ["node"] = request => Node(request, "", (_, _) => { }),
        ["deal"] = request => Node(request, ", m.id, m.handle, m.display_name", Merchant),
        ["oneDeal"] = request => Deals(request, 1, "", "", (_, _) => { }),
        ["deals"] = request => Deals(request, 20, ", m.id, m.handle, m.display_name", "JOIN merchant m ON m.id = d.merchant_id ", Merchant),
        ["user"] = UserByHandle,
        ["oneFriend"] = request => Friends(request, 1),
        ["friends"] = request => Friends(request, 20),
        ["feed"] = Feed,
        ["wallet"] = Wallet,
        ["mutualFriends"] = MutualFriends,
    };

    private static byte[] ViewerOf(Request request)
    {
        using var session = request.Connection.Read(
            "SELECT u.id, u.level, u.role_bits FROM session s JOIN users u ON u.id = s.user_id WHERE s.id = @0 AND s.ended_at IS NULL",
            request.Session!);
        return session.Read() ? (byte[])session.GetValue(0) : throw new UnauthorizedAccessException();
    }

    private static void Node(Request request, string columns, Action<Utf8JsonWriter, SqliteDataReader> more)
    {
        var id = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(request.Variables["id"]))["Deal:".Length..];
        using var row = request.Connection.Read(
            $"SELECT d.id, d.title, d.price, d.ends_at{columns} FROM deal d JOIN merchant m ON m.id = d.merchant_id WHERE d.id = @0 AND d.published_at IS NOT NULL",
            Convert.FromHexString(id));
        row.Read();
        request.Json.WriteStartObject("node");
        Deal(request.Json, row, more);
        request.Json.WriteEndObject();
    }

    private static void Deals(Request request, int count, string columns, string join, Action<Utf8JsonWriter, SqliteDataReader> more)
    {
        using var rows = request.Connection.Read(
            $"SELECT d.id, d.title, d.price, d.ends_at{columns} FROM deal d {join}WHERE d.published_at IS NOT NULL ORDER BY d.created_at DESC, d.tiebreak LIMIT @0",
            count);
        request.Json.WriteStartObject("deals");
        request.Json.WriteStartArray("nodes");
        while (rows.Read())
        {
            request.Json.WriteStartObject();
            Deal(request.Json, rows, more);
            request.Json.WriteEndObject();
        }

        request.Json.WriteEndArray();
        request.Json.WriteEndObject();
    }

    private static void Deal(Utf8JsonWriter json, SqliteDataReader row, Action<Utf8JsonWriter, SqliteDataReader> more)
    {
        json.WriteString("id", IdOf("Deal", row, 0));
        json.WriteString("title", row.GetString(1));
        json.WriteStartObject("price");
        json.WriteString("amount", MoneyOf(row.GetInt64(2)));
        json.WriteEndObject();
        json.WriteString("endsAt", TimeOf(row.GetDateTime(3)));
        more(json, row);
    }

    private static void Merchant(Utf8JsonWriter json, SqliteDataReader row)
    {
        json.WriteStartObject("merchant");
        json.WriteString("id", IdOf("Merchant", row, 4));
        json.WriteString("handle", row.GetString(5));
        json.WriteString("displayName", row.GetString(6));
        json.WriteEndObject();
    }

    private static void UserByHandle(Request request)
    {
        var viewer = ViewerOf(request);
        using var row = request.Connection.Read(
            "SELECT id, handle, display_name FROM users u WHERE handle = @0 AND closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM block b WHERE b.owner_id = @1 AND b.other_id = u.id)",
            request.Variables["handle"],
            viewer);
        row.Read();
        request.Json.WriteStartObject("user");
        User(request.Json, row);
        request.Json.WriteEndObject();
    }

    private static void Friends(Request request, int count)
    {
        using var rows = request.Connection.Read(
            "SELECT u.id, u.handle, u.display_name FROM friendship f JOIN users u ON u.id = f.friend_id WHERE f.owner_id = @0 ORDER BY f.since DESC, f.tiebreak LIMIT @1",
            ViewerOf(request),
            count);
        request.Json.WriteStartObject("viewer");
        request.Json.WriteStartObject("friends");
        Users(request.Json, rows);
        request.Json.WriteEndObject();
        request.Json.WriteEndObject();
    }

    private static void MutualFriends(Request request)
    {
        var viewer = ViewerOf(request);
        using var row = request.Connection.Read(
            "SELECT id, handle, display_name FROM users u WHERE handle = @0 AND closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM block b WHERE b.owner_id = @1 AND b.other_id = u.id)",
            request.Variables["handle"],
            viewer);
        row.Read();
        var other = (byte[])row.GetValue(0);
        request.Json.WriteStartObject("user");
        User(request.Json, row);
        using var rows = request.Connection.Read(
            "SELECT u.id, u.handle, u.display_name FROM friendship mine JOIN users u ON u.id = mine.friend_id JOIN friendship theirs ON theirs.friend_id = mine.friend_id"
            + " WHERE mine.owner_id = @0 AND theirs.owner_id = @1 AND u.friends_see_friends AND NOT EXISTS (SELECT 1 FROM block b WHERE b.owner_id = @0 AND b.other_id = @1) ORDER BY u.handle LIMIT 20",
            viewer,
            other);
        request.Json.WriteStartObject("mutualFriends");
        Users(request.Json, rows);
        request.Json.WriteEndObject();
        request.Json.WriteEndObject();
    }

    private static void Feed(Request request)
    {
        // Nobody here follows a merchant, so that the feed is what friends did.
        using var rows = request.Connection.Read(
            """
            SELECT a.kind, a.at, actor.display_name FROM friendship f JOIN activity a ON a.actor_id = f.friend_id
            JOIN users actor ON actor.id = a.actor_id
            WHERE f.owner_id = @0 AND a.source_id IS NULL AND a.actor_id <> @0 AND NOT a.is_withdrawn
            AND NOT EXISTS (SELECT 1 FROM block b WHERE b.owner_id = @0 AND b.other_id = a.other_id)
            AND (a.kind <> 2 OR a.other_id = @0 OR (EXISTS (SELECT 1 FROM friendship t WHERE t.owner_id = a.actor_id AND t.friend_id = a.other_id) AND actor.friends_see_friends))
            AND (a.other_id = @0 OR a.visibility = 0 OR (a.visibility = 1 AND (a.other_id IS NULL OR EXISTS (SELECT 1 FROM friendship m WHERE m.owner_id = @0 AND m.friend_id = a.other_id))))
            ORDER BY a.number DESC LIMIT 20
            """,
            ViewerOf(request));
        request.Json.WriteStartObject("viewer");
        request.Json.WriteStartObject("feed");
        request.Json.WriteStartArray("nodes");
        while (rows.Read())
        {
            request.Json.WriteStartObject();
            request.Json.WriteString("kind", ActivityKinds[rows.GetInt32(0)]);
            request.Json.WriteString("at", TimeOf(rows.GetDateTime(1)));
            request.Json.WriteStartObject("actor");
            request.Json.WriteString("displayName", rows.GetString(2));
            request.Json.WriteEndObject();
            request.Json.WriteEndObject();
        }

        request.Json.WriteEndArray();
        request.Json.WriteEndObject();
        request.Json.WriteEndObject();
    }

    private static void Wallet(Request request)
    {
        var viewer = ViewerOf(request);
        using var account = request.Connection.Read("SELECT id, credits_posted - debits_posted FROM account WHERE owner_id = @0", viewer);
        account.Read();
        using var rows = request.Connection.Read(
            """
            SELECT t.id, t.kind, t.amount, t.created_at, COALESCE(payer.display_name, card.bank_name), payee.display_name
            FROM entry e JOIN transactions t ON t.id = e.transaction_id
            LEFT JOIN users payer ON payer.id = t.payer_id LEFT JOIN users payee ON payee.id = t.payee_id LEFT JOIN bank_card card ON card.id = t.bank_card_id
            WHERE e.account_id = @0 AND e.opens ORDER BY e.sequence DESC LIMIT 20
            """,
            account.GetValue(0));
        request.Json.WriteStartObject("viewer");
        request.Json.WriteStartObject("wallet");
        Amount(request.Json, "balance", account.GetInt64(1));
        request.Json.WriteStartObject("transactions");
        request.Json.WriteStartArray("nodes");
        while (rows.Read())
        {
            request.Json.WriteStartObject();
            request.Json.WriteString("id", IdOf("Transaction", rows, 0));
            request.Json.WriteString("kind", TransactionKinds[rows.GetInt32(1)]);
            Amount(request.Json, "amount", rows.GetInt64(2));
            request.Json.WriteString("createdAt", TimeOf(rows.GetDateTime(3)));
            Party(request.Json, "payer", rows.GetString(4));
            Party(request.Json, "payee", rows.GetString(5));
            request.Json.WriteEndObject();
        }

        request.Json.WriteEndArray();
        request.Json.WriteEndObject();
        request.Json.WriteEndObject();
        request.Json.WriteEndObject();
    }

    private static void Party(Utf8JsonWriter json, string side, string name)
    {
        json.WriteStartObject(side);
        json.WriteString("displayName", name);
        json.WriteEndObject();
    }

    private static void Amount(Utf8JsonWriter json, string name, long fen)
    {
        json.WriteStartObject(name);
        json.WriteString("amount", MoneyOf(fen));
        json.WriteEndObject();
    }

    private static void Users(Utf8JsonWriter json, SqliteDataReader rows)
    {
        json.WriteStartArray("nodes");
        while (rows.Read())
        {
            json.WriteStartObject();
            User(json, rows);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void User(Utf8JsonWriter json, SqliteDataReader row)
    {
        json.WriteString("id", IdOf("User", row, 0));
        json.WriteString("handle", row.GetString(1));
        json.WriteString("displayName", row.GetString(2));
    }

    private static string IdOf(string type, SqliteDataReader row, int column) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{type}:{new Guid((byte[])row.GetValue(column), bigEndian: true):N}"));

    private static string TimeOf(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string MoneyOf(long fen) => string.Create(CultureInfo.InvariantCulture, $"{fen / 100}.{fen % 100:00}");
}
