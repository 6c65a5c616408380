"""Rules in shapes that no shipped rulebook has, so that each branch of the statements is taken."""

ODD = """\
rulebook: odd
title: 各类条款
rules:
  - {code: "1", title: 一, clause: 一, who: {positions: [head, cadre]}, measure: {of: minutes, least: 100},
     when: {every: quarter}}
  - {code: "2", title: 二, clause: 二, who: {party_member: true}, measure: {of: count, least: 2, most: 3},
     also: {of: distinct_days, least: 3}, when: {every: half_year}, liability: {rounding: up}}
  - {code: "3", title: 三, clause: 三, who: {female: true}, measure: {of: distinct_households, least: 3},
     also: {of: consecutive_days, least: 4}, when: {every: quarter}, liability: {rounding: down, least_days: 20}}
  - {code: "4", title: 四, clause: 四, who: {convenor: true}, measure: {of: consecutive_days, least: 4},
     when: {every: month}, liability: {leave: false}}
  - {code: "5", title: 五, clause: 五, who: {titles: [主任], seconded: false}, whom: {scope: assigned},
     measure: {of: distinct_people, least: 2}, when: {every: half_year}, liability: {secondment: false}}
  - {code: "6", title: 六, clause: 六, who: [{groups: [volunteer_team]}, {positions: [head], unit_kinds: [township]}],
     measure: {of: distinct_days, least: 6}, when: {every: quarter}}
  - {code: "7", title: 七, clause: 七, who: {age_under: 45}, whom: {what: [cadre, point]},
     measure: {of: count, least: 1}, when: {every: month}}
  - {code: "8", title: 八, clause: 八, who: {subject: unit}, by: {positions: [head, leadership_member]},
     measure: {of: count, least: 1}, when: {every: month}}
  - {code: "9", title: 九, clause: 九, who: {subject: unit}, whom: {scope: members, each: true},
     measure: {of: count, least: 1}, when: {every: half_year}}
  - {code: "10", title: 十, clause: 十, who: {subject: unit}, whom: {scope: held_by_members, each: true},
     include_below: true, measure: {of: distinct_days, least: 1}, when: {every: year}}
  - {code: "11", title: 十一, clause: 十一, who: {subject: group}, measure: {of: distinct_people, least: 2},
     when: {every: quarter}}
  - {code: "12", title: 十二, clause: 十二, who: {positions: [head, leadership_member, cadre]},
     whom: {scope: assigned, what: [point], each: true},
     measure: {of: coverage, share: 2/3, register: households, as_of: window_end}, when: {every: half_year}}
  - {code: "13", title: 十三, clause: 十三, who: {subject: unit}, include_below: true,
     measure: {of: coverage, share: 1/2, through_household: false, as_of: 03-01}, when: {every: year}}
  - {code: "14", title: 十四, clause: 十四, who: {party_member: true}, whom: {scope: members},
     measure: {of: distinct_days, least: 2}, when: {every: half_year}}
  - {code: "15", title: 十五, clause: 十五, who: {party_member: true},
     measure: {of: held, slots: [{categories: [staff_contact, contact_person], least: 1, most: 2}, {least: 1}]},
     when: {every: quarter, due_after_days: 20}}
  - {code: "16", title: 十六, clause: 十六, who: {subject: unit}, measure: {of: help_plans, slots: [{least: 1}]},
     when: {standing: true}}
  - {code: "17", title: 十七, clause: 十七, who: {party_member: true}, goods: true, as_lead: true,
     measure: {of: count, least: 2, average_per_month: true}, when: {every: year}}
  - {code: "18", title: 十八, clause: 十八, who: {groups: [delegates_group], positions: [cadre, head]},
     whom: {categories: [hardship, village_or_community]}, measure: {of: count, least: 0}, when: {every: month}}
  - {code: "19", title: 十九, clause: 十九, who: {seconded: true}, measure: {of: distinct_days, least: 3},
     when: {every: month, due_after_days: 10}, liability: {secondment: false, rounding: none}}
  - {code: "20", title: 二十, clause: 二十, who: {subject: unit}, whom: {scope: assigned, each: true},
     measure: {of: minutes, least: 30}, when: [{every: half_year}, {festivals: major, days_before: 5}]}
  - {code: "21", title: 二十一, clause: 二十一, who: {party_member: true}, whom: {scope: members, each: true},
     measure: {of: count, least: 1}, when: {every: year}}
  - {code: "22", title: 二十二, clause: 二十二, who: {positions: [head, leadership_member, cadre]},
     whom: {scope: assigned}, measure: {of: coverage, share: 1/2}, when: {every: half_year}}
  - {code: "23", title: 二十三, clause: 二十三, who: {able_to_act: false},
     whom: {scope: assigned, what: [household, resident]}, measure: {of: coverage, share: 1/2}, when: {every: quarter}}
  - {code: "31", title: 三十一, clause: 三十一, who: {party_member: true}, at_least: {minutes: 30, people: 2},
     measure: {of: distinct_points, least: 2}, also: {of: count, least: 1, at_least: {days: 2}},
     when: {every: half_year}}
  - {code: "32", title: 三十二, clause: 三十二, who: {subject: unit}, include_below: true,
     whom: {categories: [hardship, veteran_member]}, measure: {of: coverage, share: 1/2}, when: {every: half_year}}
  - {code: "33", title: 三十三, clause: 三十三, who: {subject: unit}, include_below: true,
     whom: {categories: [hardship]}, measure: {of: coverage, share: 100%, register: households},
     when: {every: year}}
  - {code: "29", title: 二十九, clause: 二十九, who: {seconded: true, secondment_kinds: [village, other]},
     measure: {of: count, least: 2}, when: {every: month}, liability: {secondment: false}}
  - {code: "30", title: 三十, clause: 三十, who: {seconded: false, secondment_kinds: [petition]},
     measure: {of: count, least: 1}, when: {every: quarter}}
  - {code: "24", title: 二十四, clause: 二十四, who: {positions: [head, leadership_member, cadre]},
     does: [on_site, home_visit, stay], measure: {of: count, least: 3},
     also: {of: count, least: 1, does: [home_visit, phone], as_lead: true}, when: {every: quarter}}
  - {code: "25", title: 二十五, clause: 二十五, who: {party_member: true}, only_on: rest_days,
     measure: {of: distinct_days, least: 2}, also: {of: consecutive_days, least: 3, only_on: workdays},
     when: {every: half_year}}
  - {code: "26", title: 二十六, clause: 二十六, who: {positions: [head, leadership_member, cadre]},
     whom: {scope: assigned, each: true}, measure: {of: count, least: 2},
     also: {of: distinct_people, least: 1, goods: true, whom: {what: [household, resident]}}, when: {every: half_year}}
  - {code: "27", title: 二十七, clause: 二十七, who: {subject: unit}, include_below: true, does: [forum, stay],
     measure: {of: count, least: 1},
     also: {of: minutes, least: 60, does: [on_site, home_visit], by: {positions: [head]},
            whom: {categories: [hardship]}}, when: {every: quarter}}
  - {code: "28", title: 二十八, clause: 二十八, who: {subject: unit}, include_below: true,
     measure: {of: coverage, share: 1/3}, also: {of: distinct_days, least: 2, only_on: rest_days}, when: {every: year}}
"""
