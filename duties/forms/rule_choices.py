"""What the fields of the form for a rule offer, and in which order they stand."""

from django.utils.translation import gettext_lazy as _

from accounts.models import SecondmentWork

SUBJECTS = [("cadre", _("每名干部")), ("unit", _("每个单位")), ("group", _("每个小组"))]
ALL_POSTS = _("不选为全部岗位。")
OF_WHOM = _("前面是联系类别，后面是户和群众本身的类别。不选为全部类别。")
OF_GROUPS = _("干部为该类小组的成员，或者小组本身。")
FACT_LABELS = {
    "party_member": _("党员"),
    "reserve": _("后备干部"),
    "female": _("女干部"),
    "grassroots_experience": _("有基层工作经历"),
    "able_to_act": _("能够履行职责"),
    "convenor": _("小组召集人"),
    "seconded": _("正在下派"),
}
WORK = [*SecondmentWork.choices, ("other", _("其他工作"))]
ANY_WORK = _("不选为全部工作。")
EITHER = [("", _("不限")), ("yes", _("是")), ("no", _("不是"))]
SCOPES = [
    ("anyone", _("不限")),
    ("assigned", _("所联系的对象，合计")),
    ("assigned_each", _("所联系的对象，每个分别计算")),
    ("members", _("本单位的其他干部，合计")),
    ("members_each", _("本单位的其他干部，每人分别计算")),
    ("held_by_members", _("本单位干部所联系的对象，合计")),
    ("held_by_members_each", _("本单位干部所联系的对象，每个分别计算")),
    ("supervised", _("所分管的人员，合计")),
    ("supervised_each", _("所分管的人员，每人分别计算")),
]
CIRCLES = [
    ("supervised", _("所分管的同志和所分管单位的主要负责人")),
    ("points", _("本人各联系点的负责人")),
    ("colleagues", _("本单位的同志")),
    ("heads_below", _("下属单位的主要负责人")),
    ("cadres_below", _("下属单位的干部")),
]
WHAT = [("point", _("联系点")), ("household", _("联系户")), ("resident", _("群众")), ("cadre", _("干部"))]
COUNTS = [
    ("count", _("次数")),
    ("distinct_days", _("天数（同一天只计一次）")),
    ("consecutive_days", _("连续天数")),
    ("distinct_people", _("人数（同一人只计一次）")),
    ("distinct_households", _("户数（同一户只计一次）")),
    ("distinct_points", _("联系点数（同一联系点只计一次）")),
    ("minutes", _("分钟")),
    ("reports", _("份数（报告、总结、承诺）")),
]
MEASURES = [
    *COUNTS,
    ("coverage", _("名册的覆盖比例")),
    ("held", _("联系对象的个数（每类几个）")),
    ("help_plans", _("帮扶计划的份数（每类几份）")),
    ("secondment_months", _("下派的整月数")),
]
ALSO = [("", _("没有第二项")), *COUNTS]
ONLY_ON = [("", _("不限")), ("rest_days", _("只计休息日")), ("workdays", _("只计工作日"))]
ALSO_DOES = _("不选为与第一项相同。例如五次走访，其中一次入户。")
ALSO_LABEL = _("显示在第二项数量前面，例如 夜间走访。不填，显示走访形式。")
REGISTERS = [("residents", _("群众名册")), ("households", _("户名册"))]
CADENCES = [
    (
        _("周期"),
        [
            ("day", _("每天")),
            ("workday", _("每个工作日")),
            ("rest_day", _("每个休息日")),
            ("week", _("每周")),
            ("ten_days", _("每旬")),
            ("half_month", _("每半月")),
            ("month", _("每月")),
            ("quarter", _("每季度")),
            ("half_year", _("每半年")),
            ("year", _("每年")),
            ("periods", _("本单位的时段（学期、农时等）")),
        ],
    ),
    (
        _("日期"),
        [
            ("weekdays", _("每周的星期几")),
            ("nth_weekday", _("每月第几个星期几")),
            ("days_of_month", _("每月几日")),
            ("festivals", _("节日前后")),
            ("dates", _("每年的固定日期前后")),
            ("between", _("每年的一段时间")),
        ],
    ),
    (
        _("其他"),
        [
            ("once", _("一次")),
            ("standing", _("始终保持")),
            ("after_event", _("发生某事后若干天内")),
            ("before_event", _("某事之前若干天")),
        ],
    ),
]
SHIFTS = [("", _("不变")), ("next_workday", _("顺延到下一个工作日")), ("previous_workday", _("提前到上一个工作日"))]
EVENT_OF = [("subject", _("承担人自己的")), ("target", _("对象的（每个分别计算）"))]
NTH = [
    ("1", _("第一个")),
    ("2", _("第二个")),
    ("3", _("第三个")),
    ("4", _("第四个")),
    ("5", _("第五个")),
    ("-1", _("最后一个")),
    ("-2", _("倒数第二个")),
]
UNTIL = [("last_day_off", _("假期最后一天")), ("day", _("当天")), ("eve", _("前一天"))]
ROUNDINGS = [
    ("nearest", _("按比例折算，四舍五入")),
    ("up", _("按比例折算，小数进位")),
    ("down", _("按比例折算，小数舍去")),
    ("none", _("不折算")),
]
ROLES = [("secretary", _("书记")), ("leader", _("分管领导")), ("organisation_admin", _("组织管理员"))]
FEASTS = (
    "major",
    "new_year",
    "spring_festival",
    "lantern",
    "lei_feng_day",
    "womens_day",
    "labour_day",
    "dragon_boat",
    "party_day",
    "army_day",
    "mid_autumn",
    "teachers_day",
    "double_ninth",
    "national_day",
)
PERIODS = ("spring_sowing", "hot_season", "autumn_harvest", "semester", "weighty_event")
NEEDED_BY_CADENCE = {
    "days_of_month": ("days_of_month",),
    "weekdays": ("weekdays",),
    "nth_weekday": ("nth", "nth_day"),
    "festivals": ("festivals",),
    "dates": ("dates",),
    "between": ("first_day", "last_day"),
    "periods": ("periods",),
    "after_event": ("event", "days_within"),
    "before_event": ("event", "days_before", "days_within"),
}
# The parts of the page, each with its fields; the rarer conditions follow whom it binds, what is held the amount.
WHO, AMOUNT = 1, 3
MORE = ("units", "except_units", "ranks", "titles", "group_names", "people", "age_under")
SECOND = ("also_of", "also_least", "also_does", "also_only_on", "also_label")
PARTS = (
    (_("条款"), ("code", "title", "clause", "to_confirm", "preferably")),
    (
        _("责任主体"),
        ("subject", "unit_kinds", "positions", "groups"),
    ),
    (
        _("内容和对象"),
        (
            "does",
            "as_lead",
            "goods",
            "only_on",
            ("at_least_minutes", "at_least_people", "at_least_days"),
            "include_below",
            "by_positions",
            "by_ranks",
            "on_rota",
            "scope",
            "circle",
            "what",
            "categories",
        ),
    ),
    (
        _("数量"),
        ("of", "least", "most", "share", "register", "months_of", "average_per_month", "crossing", *SECOND),
    ),
    (
        _("时间"),
        (
            "cadence",
            "days_of_month",
            "weekdays",
            "nth",
            "nth_day",
            "shift",
            "festivals",
            "dates",
            "first_day",
            "last_day",
            "periods",
            "event",
            "event_of",
            "days_before",
            "days_after",
            "until",
            "by",
            "days_within",
            "in_workdays",
            "due_after_days",
            "special_period",
        ),
    ),
    (_("折算和提醒"), ("rounding", "owed_away", "remind", "step_1_after", "step_1_to", "step_2_after", "step_2_to")),
)
