-- The 18 columns of 走访台账 of a year, as one would ask for them by hand; telephone numbers as they are stored.
SELECT row_number() OVER (ORDER BY log.first_day, log.id), log.first_day, went.names, went.titles, reached.places,
    reached.people, reached.phones, kind.name, log.content, heard.texts, heard.replies, heard.promises, heard.units,
    heard.due, heard.results, heard.solved_on, '', CASE WHEN log.last_day > log.first_day THEN log.last_day::text END
FROM visits_visitlog log
JOIN visits_visitkind kind ON kind.id = log.kind_id
JOIN accounts_unit unit ON unit.id = log.unit_id
LEFT JOIN (
    SELECT part.log_id, string_agg(cadre.name, '、' ORDER BY part.is_lead DESC, part.id) AS names,
        string_agg(post.title, '、' ORDER BY part.is_lead DESC, part.id) AS titles
    FROM visits_visitparticipant part
    JOIN accounts_cadre cadre ON cadre.id = part.cadre_id
    LEFT JOIN accounts_post post ON post.cadre_id = cadre.id
    GROUP BY part.log_id
) went ON went.log_id = log.id
LEFT JOIN (
    SELECT target.log_id, string_agg(coalesce(point.name, village.name || home.group_name), '、') AS places,
        string_agg(coalesce(home.head_name, person.name), '、') AS people,
        string_agg(coalesce(point.phone, home.phone, person.phone), E'\n') AS phones
    FROM visits_visittarget target
    LEFT JOIN contacts_contactpoint point ON point.id = target.contact_point_id
    LEFT JOIN contacts_household home ON home.id = target.household_id
    LEFT JOIN contacts_resident person ON person.id = target.resident_id
    LEFT JOIN accounts_unit village ON village.id = coalesce(home.unit_id, person.unit_id)
    GROUP BY target.log_id
) reached ON reached.log_id = log.id
LEFT JOIN (
    SELECT matter.log_id, string_agg(matter.text, E'\n') AS texts, string_agg(matter.reply, E'\n') AS replies,
        string_agg(matter.promise, E'\n') AS promises, string_agg(unit.name, '、') AS units, min(matter.due) AS due,
        string_agg(matter.state, E'\n') AS results, max(matter.solved_on) AS solved_on
    FROM visits_matter matter
    JOIN accounts_unit unit ON unit.id = matter.unit_id
    WHERE NOT matter.sealed
    GROUP BY matter.log_id
) heard ON heard.log_id = log.id
WHERE log.state = 'recorded' AND unit.path LIKE %(path)s || '%%' AND log.first_day BETWEEN %(start)s AND %(end)s
ORDER BY log.first_day, log.id
