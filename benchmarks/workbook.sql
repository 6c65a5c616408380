-- Telephone numbers of every household, and a matter on every fifth log, three of four solved.
UPDATE contacts_household SET phone = (%(tokens)s::text[])[1 + id %% %(token_count)s], group_name = (id %% 9 + 1) || '组';

INSERT INTO visits_matter (log_id, target_id, text, unit_id, unit_path, state, solved_on_the_spot, reply, promise, due,
    solved_on, sealed, version)
SELECT log.id, target.id, '反映村内道路破损，下雨天出行不便。', unit.id, unit.path,
    CASE WHEN log.id %% 4 = 0 THEN 'open' ELSE 'solved' END, log.id %% 4 = 1,
    CASE WHEN log.id %% 4 = 0 THEN '' ELSE '已联系交通部门修补。' END,
    CASE WHEN log.id %% 3 = 0 THEN '一个月内答复' ELSE '' END, log.first_day + 30,
    CASE WHEN log.id %% 4 = 0 THEN NULL ELSE log.first_day + 10 END, false, 0
FROM visits_visitlog log
JOIN accounts_unit unit ON unit.id = log.unit_id
LEFT JOIN LATERAL (SELECT min(id) AS id FROM visits_visittarget WHERE log_id = log.id) target ON true
WHERE log.id %% 5 = 0;
