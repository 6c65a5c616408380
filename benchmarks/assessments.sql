-- By hand: the third quarter of the mine of benchmarks/assessments_data.py. What the product has to find out is known
-- here: whom the scorecard assesses, that everybody has one post, which criterion asks for what.
INSERT INTO assessments_quarterlyassessment (id, scorecard_id, version_id, unit_id, unit_path, year, quarter, start,
    "end", self_until, scoring_until, confirming_until, opened_at)
SELECT 1, scorecard_id, version.id, 1, '0000001/', 2026, 3, '2026-07-01', '2026-09-30', '2026-10-15', '2026-10-22',
    '2026-10-29', now()
FROM assessments_scorecardversion version;

INSERT INTO assessments_scoresheet (assessment_id, cadre_id, home_id, unit_path, state, band, reward, sent_back,
    objection, ruling, version)
SELECT 1, cadre_id, unit.id, unit.path, 'self', '', 0, '', '', '', 0
FROM accounts_post post JOIN accounts_unit unit ON unit.id = unit_id
WHERE position = 'liaison_officer' AND start <= '2026-09-30' AND (post."end" IS NULL OR post."end" >= '2026-09-30');

INSERT INTO assessments_score (sheet_id, criterion_id, points, reason)
SELECT sheet.id, criterion.id, 5, '' FROM assessments_scoresheet sheet, assessments_criterion criterion
WHERE criterion.how = 'judged';

{computed}

INSERT INTO core_inboxitem (user_id, what, step, title, body, url, created_at)
SELECT account.id, 'sheet:' || sheet.id, 'opened', '政工联络员季度考核表：请于2026-10-15前完成2026年第3季度自评', '',
    '/assessments/sheets/' || sheet.id || '/', now()
FROM assessments_scoresheet sheet JOIN accounts_user account USING (cadre_id) WHERE account.is_active
