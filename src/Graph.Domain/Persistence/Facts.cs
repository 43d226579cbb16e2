namespace Graph.Domain.Persistence;

/// <summary>What of a transaction never changes: all but its status and how much of it was refunded. A list for each shape of the table.</summary>
internal static class Facts
{
    public const string AtFirst =
        "id, kind, actor_id, payer_id, payee_id, bank_card_id, amount, currency, visibility, note, created_at, settles_at, "
        + "reverses_id, refunds_id, operation, request_key, charged_person_id, charged_lifetime";

    public const string WithBusiness = AtFirst + ", business_id";
}
