-- What benchmarks/rollup.py needs beside benchmarks/duties_data.sql: teams below the villages, and matters heard.
INSERT INTO accounts_unit (id, name, short_name, kind, parent_id, path, depth, "order", version)
SELECT last.id + n, '班组' || n, '', 'work_team', village.id, village.path || lpad((last.id + n)::text, %(digits)s, '0') || '/',
    village.depth + 1, 0, 0
FROM (SELECT max(id) AS id, count(*) AS units FROM accounts_unit) last
CROSS JOIN (SELECT array_agg(id ORDER BY id) AS ids FROM accounts_unit WHERE depth = 2) villages
CROSS JOIN generate_series(1, %(units)s) n
JOIN accounts_unit village ON village.id = villages.ids[1 + n %% array_length(villages.ids, 1)]
WHERE n <= %(units)s - last.units;

INSERT INTO visits_matter (log_id, text, unit_id, unit_path, state, solved_on_the_spot, reply, promise, solved_on,
    sealed, version)
SELECT log.id, '道路', log.unit_id, log.unit_path, CASE WHEN log.id %% 3 > 0 THEN 'solved' ELSE 'open' END, false, '',
    CASE WHEN log.id %% 4 = 0 THEN '修路' ELSE '' END, CASE WHEN log.id %% 3 > 0 THEN log.last_day END, false, 0
FROM visits_visitlog log WHERE log.id %% 5 = 0
