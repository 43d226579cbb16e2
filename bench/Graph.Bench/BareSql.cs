namespace Graph.Bench;

/// <summary>What the API sends for one transfer, in the order in which it does.</summary>
internal static class BareSql
{
    private const string User =
        """
        u.id, u.avatar_url, u.bio, u.default_visibility, u.display_name, u.freeze_reason, u.friend_count, u.friends_see_friends,
        u.frozen_at, u.handle, u.joined_at, u.level, u.password_hash, u.payment_pin_hash, u.person_id, u.phone, u.real_name,
        u.role_bits, u.shows_real_name_to_friends, u.version
        """;

    public const string Session =
        $"SELECT {User} FROM session AS s INNER JOIN users AS u ON s.user_id = u.id WHERE s.id = @id AND s.ended_at IS NULL LIMIT 1";

    public const string InsertRequest =
        """
        INSERT INTO request (actor_id, key, operation, at, input_hash, refusal, result)
        VALUES (@actor, @key, 'transfer', @at, @hash, NULL, NULL)
        """;

    public const string Sides =
        $"""
        SELECT {User}, a.id, EXISTS (SELECT 1 FROM friendship AS f WHERE f.owner_id = @actor AND f.friend_id = @to)
        FROM users AS u INNER JOIN account AS a ON u.id = a.owner_id WHERE u.id = @to OR u.id = @actor
        """;

    public const string Charge =
        """
        UPDATE limit_counter AS l SET used = used + 1
        WHERE l.person_id = @person AND l.period = @period AND l.period_start = @start AND l.used <= @cap
        """;

    public const string Move =
        """
        UPDATE account AS a SET debits_posted = a.debits_posted + @debit, credits_posted = a.credits_posted + @credit,
            debits_pending = a.debits_pending + @zero, credits_pending = a.credits_pending + @zero,
            last_sequence = a.last_sequence + @one
        WHERE a.id = @id AND a.credits_posted - a.debits_posted - a.debits_pending - @needs >= a.floor
        RETURNING last_sequence, credits_posted - debits_posted, *
        """;

    public const string Write =
        """
        INSERT INTO activity (id, actor_id, at, is_in_person, is_withdrawn, kind, other_id, source_id, source_type, subject_id, subject_type,
            visibility)
        VALUES (@activity, @actor, @at, FALSE, FALSE, @paid, @other, NULL, NULL, @transaction, 'Transaction', 1) RETURNING number;
        INSERT INTO notification (id, actor_id, at, is_about_money, is_withdrawn, read_at, recipient_id, subject_id, subject_type, title)
        VALUES (@notification, @actor, @at, TRUE, FALSE, NULL, @other, @transaction, 'Transaction', 'You received money') RETURNING number;
        INSERT INTO feed_event (activity_id, actor_id, at, notification_id, recipient_id, source_id)
        VALUES (@activity, @actor, @at, NULL, NULL, NULL) RETURNING sequence;
        INSERT INTO feed_event (activity_id, actor_id, at, notification_id, recipient_id, source_id)
        VALUES (NULL, NULL, @at, @notification, @other, NULL) RETURNING sequence;
        INSERT INTO transactions (id, actor_id, amount, bank_card_id, charged_lifetime, charged_person_id, created_at, currency,
            kind, note, operation, payee_id, payer_id, refunded, refunds_id, request_key, reverses_id, settles_at, status, visibility)
        VALUES (@transaction, @actor, 1, NULL, FALSE, @person, @at, 0, @transfer, NULL, 'transfer', @other, @actor, 0, NULL, @key,
            NULL, NULL, @posted, 1);
        INSERT INTO posting (id, amount, at, credit_id, currency, debit_id, transaction_id)
        VALUES (@posting, 1, @at, @credit, 0, @debit, @transaction);
        INSERT INTO transaction_event (number, transaction_id, at, reason, status) VALUES (1, @transaction, @at, NULL, @posted);
        INSERT INTO entry (account_id, sequence, at, balance_after, change, opens, posting_id, transaction_id)
        VALUES (@debit, @debitLine, @at, @debitBalance, -1, TRUE, @posting, @transaction);
        INSERT INTO entry (account_id, sequence, at, balance_after, change, opens, posting_id, transaction_id)
        VALUES (@credit, @creditLine, @at, @creditBalance, 1, TRUE, @posting, @transaction);
        """;

    public const string Answer =
        """
        UPDATE request AS r SET result = @result
        WHERE r.actor_id = @actor AND r.operation = 'transfer' AND r.key = @key AND r.result IS NULL AND r.refusal IS NULL
        """;

    public const string Transaction =
        """
        SELECT t.id, t.actor_id, t.amount, t.bank_card_id, t.charged_lifetime, t.charged_person_id, t.created_at, t.currency,
            t.kind, t.note, t.operation, t.payee_id, t.payer_id, t.refunded, t.refunds_id, t.request_key, t.reverses_id,
            t.settles_at, t.status, t.visibility
        FROM transactions AS t WHERE t.id = @id
        """;
}
