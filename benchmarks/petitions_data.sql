-- The cases of benchmarks/petitions_data.py. Parameters are named there. Chance comes from the number of the row, so
-- that every run gives the same rows. Case n: day n of five years, office n of the units, text n of the stock.
CREATE TEMPORARY TABLE made ON COMMIT DROP AS
SELECT n AS id, %(first_day)s::date + (n::bigint * %(days)s / (%(cases)s + 1))::int AS day,
    -- Half came in at the county's own office, and were handed on.
    CASE WHEN n %% 2 = 0 THEN 1 ELSE 2 + n / 2 %% %(units)s END AS office,
    2 + n / 2 %% %(units)s AS worker,
    1 + (n::bigint * 7919 %% %(texts)s)::int AS text, n * 31 %% 1000 AS chance
FROM generate_series(1, %(cases)s) n;

ALTER TABLE made ADD state text, ADD due date;

-- One in eighty of the old ones is open; so are most of the last two months.
UPDATE made SET state = CASE
    WHEN %(last_day)s::date - day < 60 AND chance < 800 OR chance < 12
        THEN (ARRAY['registered', 'assigned', 'accepted', 'in_hand', 'in_hand', 'served', 'received', 'suspended'])
            [1 + id %% 8]
    WHEN chance < 970 THEN 'closed'
    ELSE (ARRAY['withdrawn', 'not_accepted', 'other_path', 'joined', 'final'])[1 + id %% 5] END;

UPDATE made SET due = day + 20 + chance / 20 WHERE state NOT IN
    ('closed', 'withdrawn', 'not_accepted', 'other_path', 'joined', 'final', 'suspended');

INSERT INTO petitions_case (id, unit_id, unit_path, handling_unit_id, handling_path, channel, year, serial, number,
    code_hash, state, kind, field_id, urgency, title, text, grams, place, is_anonymous, people_count, annotation,
    proposal_kind, received_on, registered_on, accepted_on, closed_on, next_due, solved_on_the_spot, result,
    advice_adopted, created_by_id, created_at, version)
SELECT made.id, made.office, office.path, made.worker, worker.path,
    (ARRAY['web', 'letter', 'reception', 'phone', 'hotline', 'qr'])[1 + made.id %% 6],
    extract(year FROM day), made.id, '信〔' || extract(year FROM day) || '〕' || made.id || '号', 'code' || made.id,
    state, (ARRAY['claim', 'claim', 'help', 'suggestion', 'incident'])[1 + made.id %% 5], 1 + made.id %% %(fields)s,
    CASE WHEN chance < 20 THEN 'urgent' ELSE 'normal' END, stock.title, stock.text, stock.grams,
    '村' || made.id %% 3000, chance %% 7 = 0, 1, '', '', day, day + 1, day + 5,
    CASE WHEN state = 'closed' THEN day + 40 END, due, false, '', false, 1, day + interval '9 hours', 5
FROM made JOIN stock ON stock.id = made.text JOIN accounts_unit office ON office.id = made.office
JOIN accounts_unit worker ON worker.id = made.worker;

-- One in a hundred is an accusation: against a cadre, or against a unit.
UPDATE petitions_case SET kind = 'accusation' WHERE id %% 100 = 0;

INSERT INTO petitions_party (id, case_id, role, cadre_id, unit_id, name, reason, declared_at)
SELECT id / 100, id, 'accused', CASE WHEN id %% 200 = 0 THEN 1 + id / 200 %% %(cadres)s END,
    CASE WHEN id %% 200 > 0 THEN 2 + id / 200 %% %(units)s END, '', '', day + interval '9 hours'
FROM made WHERE id %% 100 = 0;

INSERT INTO petitions_petitioner (id, case_id, position, name, phone, address, person_key)
SELECT id, id, 1, %(secret)s, %(secret)s, %(secret)s, md5((id %% 400000)::text) FROM made WHERE chance %% 7 > 0;

INSERT INTO petitions_casehandler (id, case_id, cadre_id, unit_id, start)
SELECT id, id, 1 + id %% %(cadres)s, worker, day + 5 FROM made WHERE id %% 3 > 0;

INSERT INTO petitions_handover (id, case_id, kind, sender_id, receiver_id, "on", request, state, objection, ruling,
    reply, rated_by_sender, rated_by_receiver, at)
SELECT id, id, CASE WHEN chance < 20 THEN 'call' ELSE 'assign' END, 1, worker, day + 2, '', 'taken', '', '', '', '',
    '', day + interval '58 hours'
FROM made WHERE id %% 2 = 0;

INSERT INTO petitions_caseentry (id, case_id, action, from_state, to_state, by_id, for_unit_id, "on", at, note, data,
    is_public)
SELECT (made.id - 1)::bigint * 4 + step, made.id,
    (ARRAY['receive', 'register', 'assign', 'accept'])[step],
    (ARRAY['', 'received', 'registered', 'assigned'])[step],
    (ARRAY['received', 'registered', 'assigned', 'accepted'])[step],
    1, CASE WHEN step < 3 THEN office ELSE worker END, day + step, day + step + interval '9 hours', '', '{}', true
FROM made, generate_series(1, 4) step;

INSERT INTO petitions_clock (id, case_id, code, article, unit_id, started_on, days, is_working, extension, due, state,
    stopped_on, told)
SELECT (made.id - 1)::bigint * 2 + part, made.id, (ARRAY['route', 'finish'])[part], '22', worker,
    day + part, 15, false, 0, CASE WHEN part = 2 THEN coalesce(due, day + 60) ELSE day + 15 END,
    CASE WHEN part = 2 AND due IS NOT NULL THEN 'running' ELSE 'stopped' END,
    CASE WHEN part = 2 AND due IS NOT NULL THEN NULL ELSE day + part + 3 END, ''
FROM made, generate_series(1, 2) part;

INSERT INTO petitions_casecounter (id, unit_id, year, last)
SELECT id, id, extract(year FROM %(last_day)s::date), 10000000 FROM accounts_unit;
