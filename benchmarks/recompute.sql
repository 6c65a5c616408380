-- By hand, for one of the 25 rules of benchmarks/duties_data.py: what every cadre owes and has done, in one statement.
-- It knows what the product has to find out: that everybody is bound by one post, when windows begin, that nothing
-- else is asked of a log. Words in braces are put in by benchmarks/recompute.py.
INSERT INTO duties_obligation (rule_id, cadre_id, target_key, pairing_id, home_id, unit_path, window_start, window_end,
    window_name, due, liable, days_liable, required, achieved, required_also, achieved_also, met_on, last_safe_day,
    exempt)
WITH windows AS (
    SELECT first::date AS first, (first + {step})::date - 1 AS last
    FROM generate_series(timestamp '2026-01-01', '2027-01-31', {step}) first
), away AS (
    SELECT cadre_id, range_agg(days) AS days, coalesce(range_agg(days) FILTER (WHERE is_seconded), '{}') AS seconded
    FROM (SELECT cadre_id, daterange(start, "end", '[]') AS days, false AS is_seconded FROM accounts_leave
          UNION ALL SELECT cadre_id, daterange(start, "end", '[]'), true FROM accounts_secondment) gone
    GROUP BY cadre_id
), owing AS (
    SELECT post.cadre_id, unit.id AS home_id, unit.path, datemultirange(daterange(post.start, post."end", '[]')) AS bound,
        datemultirange(daterange(post.start, post."end", '[]')) - coalesce(away.days, '{}') AS days,
        coalesce(away.seconded, '{}') AS seconded
    FROM accounts_post post JOIN accounts_unit unit ON unit.id = post.unit_id LEFT JOIN away USING (cadre_id)
    WHERE post.position = 'cadre'
), held AS (
    SELECT cadre_id, {target} AS target_key, max(id) AS pairing_id, range_agg(daterange(start, "end", '[]')) AS days
    FROM contacts_pairing WHERE {suits} GROUP BY 1, 2
), claims AS (
    SELECT row_number() OVER () AS id, owing.*, {target_of_claim} AS target_key, {pairing} AS pairing_id, first, last,
        owing.days {with_held} * datemultirange(daterange(first, last, '[]')) AS liable
    FROM owing {join_held} JOIN windows ON owing.bound {with_held} && daterange(first, last, '[]')
), claim AS (
    SELECT claims.*, days_liable, (2 * {least} * days_liable + last - first + 1) / (2 * (last - first + 1)) AS required,
        (2 * {least_also} * days_liable + last - first + 1) / (2 * (last - first + 1)) AS required_also
    FROM claims CROSS JOIN LATERAL (
        SELECT coalesce(sum(upper(r) - lower(r)), 0)::int AS days_liable FROM unnest(liable) r) counted
), logs AS (
    SELECT part.cadre_id, log.id, log.first_day, log.last_day, log.minutes {log_columns}
    FROM visits_visitlog log JOIN visits_visitparticipant part ON part.log_id = log.id {join_targets}
    WHERE log.state = 'recorded' {of_kinds} {group_logs}
), entry AS (
    SELECT claim.id AS claim_id, logs.id AS log_id, logs.minutes, claim.required, claim.required_also,
        logs.first_day >= claim.first AS is_new,
        claim.liable * datemultirange(daterange(logs.first_day, logs.last_day, '[]')) {with_tied} AS days
    FROM logs CROSS JOIN LATERAL generate_series({first_window}, logs.last_day, {step}) begins
    JOIN claim ON claim.cadre_id = logs.cadre_id AND claim.first = begins::date {same_target}
), tally AS ({tally}), tally_also AS ({tally_also})
SELECT {rule}, cadre_id, target_key, pairing_id, home_id, path, first, last, '', last,
    coalesce((SELECT jsonb_agg(jsonb_build_array(lower(r)::text, (upper(r) - 1)::text) ORDER BY r)
              FROM unnest(liable) r), '[]'),
    days_liable, required, coalesce(tally.achieved, 0), {required_also}, {achieved_also},
    CASE WHEN required > 0 AND tally.reached IS NOT NULL {and_also} THEN {met_on} END,
    CASE WHEN coalesce(tally.achieved, 0) < required {or_also} THEN {last_safe_day} END,
    CASE WHEN required > 0 THEN '' WHEN days_liable > 0 THEN 'short'
        WHEN seconded && daterange(first, last, '[]') THEN 'seconded' ELSE 'leave' END
FROM claim LEFT JOIN tally ON tally.claim_id = claim.id LEFT JOIN tally_also ON tally_also.claim_id = claim.id
