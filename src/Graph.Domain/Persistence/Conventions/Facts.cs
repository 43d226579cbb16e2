namespace Graph.Domain.Persistence.Conventions;

/// <summary>The columns of a transaction that never change: all except its status and the refunded amount.</summary>
internal static class Facts
{
    public const string Columns =
        "id, kind, actor_id, payer_id, payee_id, bank_card_id, business_id, amount, currency, visibility, note, created_at, "
        + "settles_at, reverses_id, refunds_id, operation, request_key, charged_person_id, charged_lifetime";
}
