"""Rules of many sorts about a few people, for histories made at random: kept up to date and recomputed they agree."""

VARIETY = """\
rulebook: variety
title: 各类条款
rules:
  - {code: "1", title: 每月到点, clause: 第一条, who: {positions: [leadership_member]}, does: [on_site],
     whom: {scope: assigned, each: true}, measure: {of: count, least: 1}, when: {every: month}}
  - {code: "2", title: 连续驻村, clause: 第二条, who: {positions: [leadership_member]}, does: [stay],
     measure: {of: consecutive_days, least: 3, crossing: true}, when: {every: month}}
  - {code: "3", title: 走访覆盖, clause: 第三条, who: {positions: [leadership_member]}, does: [on_site, home_visit],
     whom: {scope: assigned, what: [point]}, measure: {of: coverage, share: 50%}, when: {every: quarter}}
  - {code: "13", title: 联系人覆盖, clause: 第十条, who: {positions: [leadership_member]}, does: [on_site, home_visit],
     whom: {scope: assigned, what: [resident]}, measure: {of: coverage, share: 50%}, when: {every: quarter}}
  - {code: "4", title: 单位走访, clause: 第四条, who: {subject: unit, unit_kinds: [township, county]},
     include_below: true, measure: {of: distinct_days, least: 5}, when: {every: quarter}}
  - {code: "5", title: 小组活动, clause: 第五条, who: {subject: group, groups: [volunteer_team]},
     does: [volunteer_day], measure: {of: count, least: 1}, when: {nth_weekday: {nth: 2, weekday: saturday}}}
  - {code: "6", title: 会前发言稿, clause: 第六条, who: {positions: [leadership_member]}, does: [written_report],
     measure: {of: reports, least: 1},
     when: {before_event: democratic_life_meeting, days_before: 3, days_within: 30}}
  - {code: "20", title: 走到每一户, clause: 第八条, who: {subject: unit, unit_kinds: [township, county]},
     does: [home_visit, on_site], include_below: true, measure: {of: coverage, share: 60%}, when: {every: quarter}}
  - {code: "21", title: 单位走访次数, clause: 第九条, who: {subject: unit, unit_kinds: [township]},
     does: [on_site, stay], include_below: true, measure: {of: count, least: 3}, when: {every: half_year}}
  - {code: "22", title: 单位走访人数, clause: 第十条, who: {subject: unit, unit_kinds: [county]},
     include_below: true, measure: {of: distinct_people, least: 4}, when: {every: year}}
  - {code: "7", title: 联系, clause: 第七条, who: {positions: [leadership_member]},
     measure: {of: held, slots: [{least: 1, most: 2}]}, when: {standing: true}}
  - {code: "8", title: 谈心, clause: 第八条, who: {positions: [leadership_member]}, does: [on_site, stay],
     whom: {scope: supervised, circle: [supervised, colleagues, points]}, measure: {of: count, least: 2},
     when: {every: quarter}}
  - {code: "9", title: 与同事谈, clause: 第九条, who: {positions: [leadership_member]}, does: [home_visit],
     whom: {scope: members, each: true}, measure: {of: count, least: 1}, when: {every: half_year}}
  - {code: "10", title: 每周五, clause: 第十条, who: {party_member: true},
     measure: {of: distinct_days, least: 1}, when: {weekdays: [friday], special_period: every_day}}
  - {code: "12", title: 能够履职的, clause: 第十二条, who: {positions: [leadership_member], able_to_act: true},
     does: [on_site], measure: {of: count, least: 1}, when: {every: quarter}}
  - {code: "16", title: 有活动后, clause: 第十六条, who: {positions: [leadership_member]}, does: [on_site, stay],
     whom: {scope: assigned, each: true}, measure: {of: count, least: 1},
     when: {after_event: volunteer_day, event_of: target, days_within: 9}}
  - {code: "17", title: 新结对, clause: 第十七条, who: {positions: [leadership_member]}, does: [on_site, stay],
     whom: {scope: assigned, each: true}, measure: {of: count, least: 1},
     when: [{after_event: pairing_start, event_of: target, days_within: 20},
            {before_event: home_visit, event_of: target, workdays_before: 2, days_within: 9}]}
  - {code: "18", title: 新同事, clause: 第十八条, who: {positions: [leadership_member]}, does: [home_visit],
     whom: {scope: members, each: true}, measure: {of: count, least: 1}, liability: {rounding: none},
     when: {after_event: post_start, event_of: target, days_within: 30}}
  - {code: "19", title: 同事有事, clause: 第十九条, who: {subject: unit, unit_kinds: [township]}, does: [stay],
     whom: {scope: members, each: true}, measure: {of: count, least: 1},
     when: {after_event: written_report, event_of: target, days_within: 5}}
  - {code: "15", title: 会前三个工作日, clause: 第十五条, who: {positions: [leadership_member]}, does: [written_report],
     measure: {of: reports, least: 1},
     when: {before_event: democratic_life_meeting, workdays_before: 3, days_within: 20}}
  - {code: "23", title: 每月五日, clause: 第二十三条, who: {party_member: true}, measure: {of: count, least: 1},
     when: [{days_of_month: [5], shift: next_workday}, {periods: [hot_season], after_end: 10}]}
  - {code: "24", title: 每次两小时, clause: 第二十四条, who: {positions: [leadership_member]}, at_least: {days: 2},
     measure: {of: distinct_points, least: 2}, when: {every: half_year}}
  - {code: "25", title: 困难户全覆盖, clause: 第二十五条, who: {subject: unit, unit_kinds: [county]},
     include_below: true, whom: {categories: [ordinary]}, measure: {of: coverage, share: 60%}, when: {every: quarter}}
  - {code: "14", title: 其中入户, clause: 第十四条, who: {positions: [leadership_member]}, does: [on_site, stay],
     measure: {of: count, least: 2}, also: {of: count, least: 1, does: [home_visit], only_on: rest_days},
     when: {every: quarter}}
  - {code: "11", title: 领导接待, clause: 第十一条, who: {subject: unit, unit_kinds: [township, county]},
     by: {positions: [leadership_member]}, include_below: true, measure: {of: count, least: 2}, when: {every: month}}
"""
