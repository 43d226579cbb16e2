namespace Graph.Bench;

/// <summary>What the API sends for one transfer, in the order in which it does.</summary>
internal static class BareSql
{
    private const string User =
        """
        u.id, u.avatar_url, u.bio, u.closed_at, u.default_visibility, u.display_name, u.erased_at, u.found_by_phone, u.freeze_reason,
        u.friend_count, u.friends_see_friends, u.frozen_at, u.handle, u.is_phone_proved, u.joined_at, u.joined_through_id, u.level,
        u.password_hash, u.payment_pin_hash, u.person_id, u.phone, u.previous_phone, u.previous_phone_until, u.real_name,
        u.restricted_until, u.role_bits, u.search_name, u.shows_real_name_to_friends, u.shows_trust_band, u.sort_name, u.version
        """;

    public const string Session =
        $"""
        SELECT {User} FROM session AS s INNER JOIN users AS u ON s.user_id = u.id
        WHERE s.id = @id AND s.ended_at IS NULL AND u.closed_at IS NULL LIMIT 1
        """;

    public const string InsertRequest =
        """
        INSERT INTO request (actor_id, key, operation, at, input_hash, input_version, refusal, result)
        VALUES (@actor, @key, 'transfer', @at, @hash, 1, NULL, NULL)
        """;

    public const string Sides =
        $"""
        SELECT {User}, a.id, EXISTS (SELECT 1 FROM friendship AS f WHERE f.owner_id = @actor AND f.friend_id = @to)
        FROM users AS u INNER JOIN account AS a ON u.id = a.owner_id
        WHERE (u.id = @actor OR (u.id = @to AND u.closed_at IS NULL))
            AND NOT EXISTS (SELECT 1 FROM block AS b WHERE b.owner_id = @actor AND b.other_id = u.id)
        """;

    public const string Payer = "SELECT u.person_id, u.level, u.frozen_at, u.restricted_until FROM users AS u WHERE u.id = @actor";

    public const string Charge =
        """
        UPDATE limit_counter SET used = used + 1
        WHERE (person_id = @person AND period = @year AND period_start = @yearStart AND used <= @cap)
            OR (person_id = @person AND period = @day AND period_start = @dayStart AND used <= @cap)
        RETURNING period
        """;

    public const string Move =
        """
        UPDATE account SET debits_posted = debits_posted + @debit, credits_posted = credits_posted + @credit,
            debits_pending = debits_pending + @zero, credits_pending = credits_pending + @zero, last_sequence = last_sequence + @one
        WHERE id = @id AND closed_at IS NULL AND credits_posted - debits_posted - debits_pending - @needs >= floor
        RETURNING last_sequence, credits_posted - debits_posted, owner_id
        """;

    public const string Write =
        """
        INSERT INTO activity (id, actor_id, at, is_in_person, is_withdrawn, kind, other_id, source_id, source_type, subject_id, subject_type,
            visibility)
        VALUES (@activity, @actor, @at, FALSE, FALSE, @paid, @other, NULL, NULL, @transaction, 'Transaction', 1) RETURNING number;
        INSERT INTO audit_event (at, detail, id, kind, session_id, user_id)
        VALUES (@at, 'TRANSFER: 0.01 CNY.', @audit, @moved, @session, @actor) RETURNING sequence;
        INSERT INTO feed_event (activity_id, actor_id, at, changed, circle_of_id, notification_id, recipient_id, source_id)
        VALUES (@activity, @actor, @at, NULL, NULL, NULL, NULL, NULL) RETURNING sequence;
        INSERT INTO notification (actor_id, at, context_id, id, is_about_money, is_withdrawn, kind, message, read_at, recipient_id, source_id,
            source_type, subject_id, subject_type, title)
        VALUES (@actor, @at, NULL, @notification, TRUE, FALSE, @received, NULL, NULL, @other, NULL, NULL, @transaction, 'Transaction',
            'You received money') RETURNING number;
        INSERT INTO feed_event (activity_id, actor_id, at, changed, circle_of_id, notification_id, recipient_id, source_id)
        VALUES (NULL, NULL, @at, NULL, NULL, @notification, @other, NULL) RETURNING sequence;
        INSERT INTO feed_event (activity_id, actor_id, at, changed, circle_of_id, notification_id, recipient_id, source_id)
        VALUES (NULL, NULL, @at, @wallets, NULL, NULL, NULL, NULL) RETURNING sequence;
        INSERT INTO transactions (id, actor_id, amount, bank_card_id, business_id, charged_lifetime, charged_person_id, created_at, currency,
            kind, note, operation, payee_id, payer_id, refunded, refunds_id, request_key, reverses_id, settles_at, status, visibility)
        VALUES (@transaction, @actor, 1, NULL, NULL, FALSE, @person, @at, 0, @transfer, NULL, 'transfer', @other, @actor, 0, NULL, @key,
            NULL, NULL, @posted, 1);
        INSERT INTO posting (id, amount, at, credit_id, currency, debit_id, position, transaction_id)
        VALUES (@posting, 1, @at, @credit, 0, @debit, 0, @transaction);
        INSERT INTO transaction_event (number, transaction_id, at, reason, status) VALUES (1, @transaction, @at, NULL, @posted);
        INSERT INTO entry (account_id, sequence, at, balance_after, change, opens, posting_id, transaction_id)
        VALUES (@debit, @debitLine, @at, @debitBalance, -1, TRUE, @posting, @transaction);
        INSERT INTO entry (account_id, sequence, at, balance_after, change, opens, posting_id, transaction_id)
        VALUES (@credit, @creditLine, @at, @creditBalance, 1, TRUE, @posting, @transaction);
        """;

    public const string Answer =
        """
        UPDATE request SET result = @result WHERE actor_id = @actor AND key = @key AND operation = 'transfer' RETURNING 1
        """;

    public const string Transaction =
        """
        SELECT t.id, t.actor_id, t.amount, t.bank_card_id, t.business_id, t.charged_lifetime, t.charged_person_id, t.created_at, t.currency,
            t.kind, t.note, t.operation, t.payee_id, t.payer_id, t.refunded, t.refunds_id, t.request_key, t.reverses_id,
            t.settles_at, t.status, t.visibility
        FROM transactions AS t WHERE t.id = @id
        """;
}
