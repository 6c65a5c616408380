-- The county of benchmarks/duties_data.py. Parameters are named there. Chance comes from hashes, so that every run
-- gives the same rows.
INSERT INTO accounts_unit (id, name, short_name, kind, parent_id, path, depth, "order", version)
VALUES (1, '县', '', 'county', NULL, lpad('1', %(digits)s, '0') || '/', 0, 0, 0);

INSERT INTO accounts_unit (id, name, short_name, kind, parent_id, path, depth, "order", version)
SELECT 1 + n, '镇' || n, '', 'township', 1, county.path || lpad((1 + n)::text, %(digits)s, '0') || '/', 1, n, 0
FROM generate_series(1, %(towns)s) n, accounts_unit county;

INSERT INTO accounts_unit (id, name, short_name, kind, parent_id, path, depth, "order", version)
SELECT 1 + %(towns)s + n, '村' || n, '', 'village', town.id,
    town.path || lpad((1 + %(towns)s + n)::text, %(digits)s, '0') || '/', 2, n, 0
FROM generate_series(1, %(villages)s) n
JOIN accounts_unit town ON town.id = 2 + (n - 1) / %(in_town)s;

INSERT INTO accounts_cadre (id, name, gender, staff_number, phone, email, is_party_member, has_grassroots_experience,
    is_reserve, is_able_to_act, version)
SELECT n, '干部' || n, CASE WHEN n %% 3 = 0 THEN 'f' ELSE 'm' END, 'B' || n, '', '', n %% 2 = 0, false, n %% 20 = 0, true, 0
FROM generate_series(1, %(cadres)s) n;

INSERT INTO accounts_post (id, cadre_id, unit_id, title, rank, position, is_main, start, "order")
SELECT n, n, 2 + %(towns)s + (n - 1) / %(in_village)s, '干部', 'staff', 'cadre', true,
    -- One in thirty came in the course of the year.
    CASE WHEN n %% 30 = 29 THEN %(first_day)s::date + n %% 300 ELSE DATE '2020-01-01' END, 0
FROM generate_series(1, %(cadres)s) n;

INSERT INTO accounts_leave (id, cadre_id, kind, start, "end")
SELECT n / 10, n, 'annual', %(first_day)s::date + n %% 340, %(first_day)s::date + n %% 340 + 9
FROM generate_series(10, %(cadres)s, 10) n;

INSERT INTO accounts_secondment (id, cadre_id, host_id, kind, work, start, "end")
SELECT n / 50, n, 2, 'village', '', %(first_day)s::date + n %% 180, %(first_day)s::date + n %% 180 + 180
FROM generate_series(50, %(cadres)s, 50) n;

INSERT INTO contacts_contactpoint (id, name, category_id, unit_id, head_name, phone, address, opened_on,
    withdrawn_reason, note, version)
SELECT n, '村' || n, %(point)s, 1 + %(towns)s + n, '', '', '', DATE '2020-01-01', '', '', 0
FROM generate_series(1, %(villages)s) n;

INSERT INTO contacts_household (id, head_name, unit_id, group_name, kind, phone, address, hardship, registered_on,
    version)
SELECT n, '户' || n, 2 + %(towns)s + (n - 1) / (%(households)s * %(in_village)s), '', 'ordinary', '', '', '',
    DATE '2020-01-01', 0
FROM generate_series(1, %(cadres)s * %(households)s) n;

INSERT INTO contacts_resident (id, name, unit_id, household_id, kind, phone, registered_on, version)
SELECT n, '群众' || n, 2 + %(towns)s + (n - 1) / %(in_village)s, n * %(households)s, 'ordinary', '',
    DATE '2020-01-01', 0
FROM generate_series(1, %(cadres)s) n;

-- Households: one in forty changes hands in the year.
INSERT INTO contacts_pairing (id, unit_id, cadre_id, category_id, household_id, start, "end", added_later, version)
SELECT n, 2 + %(towns)s + (n - 1) / (%(households)s * %(in_village)s), 1 + (n - 1) / %(households)s, %(household)s, n,
    CASE WHEN n %% 40 = 39 THEN %(first_day)s::date + 120 ELSE DATE '2025-01-01' END,
    CASE WHEN n %% 40 = 38 THEN %(first_day)s::date + 240 END, false, 0
FROM generate_series(1, %(cadres)s * %(households)s) n;

INSERT INTO contacts_pairing (id, unit_id, cadre_id, category_id, contact_point_id, start, added_later, version)
SELECT %(cadres)s * %(households)s + n, 2 + %(towns)s + (n - 1) / %(in_village)s, n, %(point)s,
    1 + (n - 1) / %(in_village)s, DATE '2025-01-01', false, 0
FROM generate_series(1, %(cadres)s) n;

INSERT INTO contacts_pairing (id, unit_id, cadre_id, category_id, resident_id, start, added_later, version)
SELECT %(cadres)s * (%(households)s + 1) + n, 2 + %(towns)s + (n - 1) / %(in_village)s, n, %(person)s, n,
    DATE '2025-01-01', false, 0
FROM generate_series(1, %(cadres)s) n;

INSERT INTO visits_visitlog (id, kind_id, first_day, last_day, unit_id, unit_path, content, talk, minutes, meals,
    state, withdrawn_reason, is_from_paper, recorded_by_id, recorded_at, version)
SELECT drawn.id, drawn.kind, drawn.day,
    drawn.day + CASE drawn.kind WHEN %(stay)s THEN 1 + drawn.chance %% 4 WHEN %(field_study)s THEN 1 ELSE 0 END,
    unit.id, unit.path, '了解生产生活情况。', '', CASE WHEN drawn.chance %% 10 < 8 THEN 30 + drawn.chance %% 7 * 30 END,
    '', CASE WHEN drawn.chance %% 100 = 7 THEN 'withdrawn' ELSE 'recorded' END,
    CASE WHEN drawn.chance %% 100 = 7 THEN '重复登记' ELSE '' END, false, 1, (drawn.day + 1) + TIME '12:00', 0
FROM (
    SELECT n AS id, 2 + %(towns)s + (n - 1) %% %(cadres)s / %(in_village)s AS unit_id,
        (%(first_day)s::date + (abs(hashint4(n)::bigint) %% 365)::int) AS day,
        (%(kinds)s::bigint[])[1 + (abs(hashint4(n + 7654321)::bigint) %% array_length(%(kinds)s::bigint[], 1))::int] AS kind,
        (abs(hashint4(n + 1234567)::bigint) %% 1000)::int AS chance
    FROM generate_series(1, %(logs)s) n
) drawn
JOIN accounts_unit unit ON unit.id = drawn.unit_id;

INSERT INTO visits_visitparticipant (id, log_id, cadre_id, is_lead)
SELECT n, n, 1 + (n - 1) %% %(cadres)s, true FROM generate_series(1, %(logs)s) n;

-- One in five goes with the next cadre.
INSERT INTO visits_visitparticipant (id, log_id, cadre_id, is_lead)
SELECT %(logs)s + n / 5, n, 1 + n %% %(cadres)s, false FROM generate_series(5, %(logs)s, 5) n WHERE %(cadres)s > 1;

-- Most go to their own households in turn, every fourth to the contact point, every ninth to somebody else's household.
INSERT INTO visits_visittarget (id, log_id, household_id)
SELECT n, n,
    1 + ((n - 1) %% %(cadres)s * %(households)s + CASE WHEN n %% 9 = 4 THEN %(households)s ELSE 0 END
         + abs(hashint4(n + 99)::bigint) %% %(households)s) %% (%(cadres)s * %(households)s)
FROM generate_series(1, %(logs)s) n WHERE abs(hashint4(n + 55)::bigint) %% 10 < 7;

INSERT INTO visits_visittarget (id, log_id, contact_point_id)
SELECT %(logs)s + n, n, 1 + (n - 1) %% %(cadres)s / %(in_village)s
FROM generate_series(1, %(logs)s) n WHERE abs(hashint4(n + 55)::bigint) %% 10 >= 6;

INSERT INTO visits_visittarget (id, log_id, resident_id)
SELECT 2 * %(logs)s + n, n, 1 + (n - 1) %% %(cadres)s
FROM generate_series(1, %(logs)s) n WHERE abs(hashint4(n + 55)::bigint) %% 10 = 9;

INSERT INTO visits_goods (id, log_id, item, quantity, measure, recipient)
SELECT log.id, log.id, '大米', 1, '袋', '' FROM visits_visitlog log WHERE log.kind_id = %(courtesy_visit)s;
