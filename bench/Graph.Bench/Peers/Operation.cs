namespace Graph.Bench.Peers;

/// <summary>An operation of a front end that all peers answer alike.</summary>
/// <param name="Name">The name of the row, and its path at the bare endpoint.</param>
/// <param name="Query">The document.</param>
/// <param name="IsSignedIn">Whether the request carries a token.</param>
/// <param name="Variable">The variable whose value changes with each request; null for none.</param>
internal sealed record Operation(string Name, string Query, bool IsSignedIn, string? Variable = null)
{
    private const string Deal = "id title price { amount } endsAt";
    private const string Person = "id handle displayName";

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
}
