namespace Graph.Bench.Peers;

/// <summary>An operation of a front end that all peers answer alike.</summary>
/// <param name="Name">The name of the row, and its path at the bare endpoint.</param>
/// <param name="Query">The document for the API and for mercurius.</param>
/// <param name="IsSignedIn">Whether the request carries a token.</param>
/// <param name="Variable">The variable whose value changes with each request; null for none.</param>
internal sealed record Operation(string Name, string Query, bool IsSignedIn, string? Variable = null)
{
    /// <summary>
    /// What PostGraphile is asked for the same answer: it names its fields after tables, and finds rows by their keys, without a session.
    /// </summary>
    public string? OfTables { get; private init; }

    private const string Deal = "id title price { amount } endsAt";
    private const string Named = "handle displayName";
    private const string Person = $"id {Named}";

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("typename", "{ __typename }", IsSignedIn: false),
        new("typenameSignedIn", "{ __typename }", IsSignedIn: true),
        new("node", $"query($id: ID!) {{ node(id: $id) {{ ... on Deal {{ {Deal} }} }} }}", IsSignedIn: false, "id"),
        new("deal", $"query($id: ID!) {{ node(id: $id) {{ ... on Deal {{ {Deal} merchant {{ {Person} }} }} }} }}", IsSignedIn: false, "id"),
        new("oneDeal", $"{{ deals(first: 1) {{ nodes {{ {Deal} }} }} }}", IsSignedIn: false),
        new("deals", $"{{ deals(first: 20) {{ nodes {{ {Deal} merchant {{ {Person} }} }} }} }}", IsSignedIn: false),
        new("user", $"query($handle: String!) {{ user(handle: $handle) {{ {Person} }} }}", IsSignedIn: true, "handle"),
        new("oneFriend", $"{{ viewer {{ friends(first: 1) {{ nodes {{ {Person} }} }} }} }}", IsSignedIn: true),
        new("friends", $"{{ viewer {{ friends(first: 20) {{ nodes {{ {Person} }} }} }} }}", IsSignedIn: true),
        new("feed", "{ viewer { feed(first: 20) { nodes { kind at actor { displayName } } } } }", IsSignedIn: true),
        new("wallet", "{ viewer { wallet { balance { amount } transactions(first: 20) { nodes { id kind amount { amount } createdAt payer { displayName } payee { displayName } } } } } }", IsSignedIn: true),
        new("mutualFriends", $"query($handle: String!) {{ user(handle: $handle) {{ {Person} mutualFriends(first: 20) {{ nodes {{ {Person} }} }} }} }}", IsSignedIn: true, "handle"),
    ];

    /// <summary>Those of which tables alone give the same answer: no global ids, no money, and only what everybody may see.</summary>
    public static IReadOnlyList<Operation> Tables { get; } =
    [
        new("deal", $"query($id: ID!) {{ node(id: $id) {{ ... on Deal {{ title merchant {{ {Named} }} }} }} }}", IsSignedIn: false, "id")
        {
            OfTables = $"query($id: UUID!) {{ node: dealByRowId(rowId: $id) {{ title merchant: merchantByMerchantId {{ {Named} }} }} }}",
        },
        new("deals", $"{{ deals(first: 20) {{ nodes {{ title merchant {{ {Named} }} }} }} }}", IsSignedIn: false)
        {
            OfTables = $"{{ deals: allDeals(first: 20, orderBy: [CREATED_AT_DESC, TIEBREAK_ASC]) {{ nodes {{ title merchant: merchantByMerchantId {{ {Named} }} }} }} }}",
        },
        new("friends", $"{{ viewer {{ friends(first: 20) {{ edges {{ node {{ {Named} }} }} }} }} }}", IsSignedIn: true)
        {
            OfTables = $"query($viewer: UUID!) {{ viewer: userByRowId(rowId: $viewer) {{ friends: friendshipsByOwnerId(first: 20, orderBy: [SINCE_DESC, TIEBREAK_ASC]) {{ edges: nodes {{ node: userByFriendId {{ {Named} }} }} }} }} }}",
        },
    ];
}
