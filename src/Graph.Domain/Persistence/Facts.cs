namespace Graph.Domain.Persistence;

internal static class Facts
{
    /// <summary>What of a transaction never changes: all but its status and how much of it was refunded.</summary>
    public const string Columns =
        "id, kind, actor_id, payer_id, payee_id, bank_card_id, amount, currency, visibility, note, created_at, settles_at, "
        + "reverses_id, refunds_id, operation, request_key, charged_person_id, charged_lifetime";
}
