"""Writing one rule without a file: what the grammar can say, as fields. static/js/rule.js shows what goes together."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.utils.dates import WEEKDAYS as WEEKDAY_NAMES
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Festival, GroupKind, OwnPeriod, Position, Rank, Unit, unit_kind_choices
from contacts.models import ContactCategory, HouseholdKind, ResidentKind
from core.forms import DayField
from duties.forms import rule_choices as choices
from duties.forms.rule_data import PERIODS, SLOTS, as_rule
from duties.forms.rule_fields import DaysField, MonthDayField, MonthDaysField, NumbersField, WordsField, goes_with, many
from duties.grammar import WEEKDAYS
from duties.wording import EVENT_NAMES, NAMES
from visits.models import VisitKind

DONE = f"of:{','.join(code for code, _name in choices.COUNTS)},coverage"
COUNTED = f"{DONE.replace(',coverage', '')},secondment_months"
MOST = "of:count,distinct_days,minutes,distinct_people,distinct_households,distinct_points,reports"
AVERAGED = "of:count,minutes,distinct_days,reports"
SECONDS = f"also_of:{','.join(code for code, _name in choices.COUNTS)}"
REPEATED = f"cadence:{','.join(PERIODS)},days_of_month,weekdays,nth_weekday"
WITHIN = gettext_lazy("一次性的，自施行日起算；事前准备的，为最早提前的天数。")
LONG = f"cadence:{','.join(PERIODS)},between,periods,once,standing"


def _number(label: Any, least: int = 0, most: int = 100000, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=most, **options)


def _tick(label: Any, help_text: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, help_text=help_text)


def _choice(label: Any, options: Any, *, required: bool = False, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=options, required=required, help_text=help_text)


def _in_a_row(names: str | tuple[str, ...]) -> Any:
    return names if isinstance(names, str) else Div(*names, css_class="field-row")


class RuleForm(forms.Form):
    """`rule()` gives the rule as data of a rulebook. `base`: the rule whose place it takes; `defaults`: its book's."""

    terms = {
        "to_confirm": "duties.to_confirm",
        "subject": "duties.subject",
        "as_lead": "duties.as_lead",
        "goods": "duties.goods",
        "share": "duties.share",
        "crossing": "duties.crossing",
        "shift": "duties.shift",
        "rounding": "duties.rounding",
        "step_1_after": "duties.escalation",
        "of": "duties.standing",
    }
    code = forms.RegexField(
        r"^[0-9A-Za-z][0-9A-Za-z.-]{0,15}$",
        label=gettext_lazy("条款编号"),
        help_text=gettext_lazy("数字、字母，可带点和短横，例如 1.6。与现有条款相同的，替换该条款。"),
        error_messages={"invalid": gettext_lazy("请用数字或字母填写，可带点和短横，例如 1.6。")},
    )
    title = forms.CharField(label=gettext_lazy("名称"), max_length=100)
    clause = forms.CharField(
        label=gettext_lazy("条文"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("照制度原文填写，干部打开责任时看到。"),
    )
    to_confirm = _tick(gettext_lazy("数值待本单位确认"))
    preferably = forms.CharField(
        label=gettext_lazy("安排建议"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("只显示，不作考核，例如“原则上安排在七月”。"),
    )
    subject = _choice(gettext_lazy("由谁承担"), choices.SUBJECTS, required=True)
    unit_kinds = many(gettext_lazy("单位类型"), (), gettext_lazy("不选为全部类型。"))
    units = WordsField(gettext_lazy("指定单位"), gettext_lazy("单位名称，用顿号隔开。不填为全部。"))
    except_units = WordsField(gettext_lazy("除外单位"), gettext_lazy("单位名称，用顿号隔开。"))
    positions = goes_with("subject:cadre", many(gettext_lazy("岗位类别"), Position.choices, choices.ALL_POSTS))
    ranks = goes_with("subject:cadre", many(gettext_lazy("职级"), Rank.choices, gettext_lazy("不选为全部职级。")))
    titles = goes_with("subject:cadre", WordsField(gettext_lazy("职务名称包含"), gettext_lazy("例如 驻村、妇联主席。")))
    groups = goes_with("subject:cadre,group", many(gettext_lazy("小组类别"), GroupKind.choices, choices.OF_GROUPS))
    group_names = goes_with("subject:cadre,group", WordsField(gettext_lazy("小组名称"), gettext_lazy("用顿号隔开。")))
    people = goes_with("subject:cadre", WordsField(gettext_lazy("指定人员"), gettext_lazy("工号，用顿号隔开。")))
    age_under = goes_with("subject:cadre", _number(gettext_lazy("年龄未满（周岁）"), 18, 100))
    does = goes_with(DONE, many(gettext_lazy("走访形式"), (), gettext_lazy("选中的任何一种都计入，不选为全部形式。")))
    as_lead = goes_with(DONE, _tick(gettext_lazy("只计本人主持或带队的")))
    goods = goes_with(DONE, _tick(gettext_lazy("只计登记了慰问物资的")))
    only_on = goes_with(DONE, _choice(gettext_lazy("只计哪些日子"), choices.ONLY_ON))
    at_least_minutes = goes_with(DONE, _number(gettext_lazy("每次不少于（分钟）"), 1))
    at_least_people = goes_with(DONE, _number(gettext_lazy("每次不少于（人）"), 1))
    at_least_days = goes_with(DONE, _number(gettext_lazy("每次不少于（天）"), 1, 366))
    include_below = goes_with("subject:unit", _tick(gettext_lazy("下级单位的记录也计入")))
    by_positions = goes_with("subject:unit,group", many(gettext_lazy("须由下列岗位的人参加"), Position.choices))
    by_ranks = goes_with("subject:unit,group", many(gettext_lazy("须由下列职级的人参加"), Rank.choices))
    on_rota = goes_with("subject:unit", _tick(gettext_lazy("按值班表，由上面岗位的人轮流承担")))
    scope = goes_with(DONE, _choice(gettext_lazy("对象"), choices.SCOPES, required=True))
    circle = goes_with(
        "scope:supervised,supervised_each",
        many(gettext_lazy("分管人员的范围"), choices.CIRCLES, gettext_lazy("不选为所分管的同志和单位负责人。")),
    )
    what = goes_with(DONE, many(gettext_lazy("对象种类"), choices.WHAT, gettext_lazy("不选为全部种类。")))
    categories = goes_with(DONE, many(gettext_lazy("对象类别"), (), choices.OF_WHOM))
    of = _choice(gettext_lazy("计量"), choices.MEASURES, required=True)
    least = goes_with(COUNTED, _number(gettext_lazy("不少于"), help_text=gettext_lazy("填0为只统计，不作要求。")))
    most = goes_with(MOST, _number(gettext_lazy("不多于")))
    share = goes_with(
        "of:coverage",
        forms.RegexField(
            r"^([1-9]\d{0,3}/[1-9]\d{0,3}|(100|[1-9]?\d)%)$",
            label=gettext_lazy("覆盖比例"),
            required=False,
            help_text=gettext_lazy("例如 1/3 或 80%。名册以时段第一天为准。"),
            error_messages={"invalid": gettext_lazy("请写成分数或百分数，例如 1/3、4/5。")},
        ),
    )
    register = goes_with("of:coverage", _choice(gettext_lazy("名册"), choices.REGISTERS))
    months_of = goes_with("of:secondment_months", many(gettext_lazy("只计下派到"), choices.WORK, choices.ANY_WORK))
    average_per_month = goes_with(AVERAGED, _tick(gettext_lazy("按月平均计算（每月平均不少于上面的数）")))
    crossing = goes_with("of:consecutive_days", _tick(gettext_lazy("连续的天数可以跨到下一时段")))
    also_of = goes_with(COUNTED, _choice(gettext_lazy("并且（第二项计量）"), choices.ALSO))
    also_least = goes_with(COUNTED, _number(gettext_lazy("第二项不少于"), 1))
    also_does = goes_with(
        SECONDS,
        forms.MultipleChoiceField(
            label=gettext_lazy("第二项的走访形式"),
            required=False,
            widget=forms.SelectMultiple(attrs={"data-choose": ""}),
            help_text=choices.ALSO_DOES,
        ),
    )
    also_only_on = goes_with(SECONDS, _choice(gettext_lazy("第二项只计哪些日子"), choices.ONLY_ON))
    also_label = goes_with(
        SECONDS,
        forms.CharField(
            label=gettext_lazy("第二项的名称"), required=False, max_length=60, help_text=choices.ALSO_LABEL
        ),
    )
    cadence = _choice(gettext_lazy("时间"), choices.CADENCES, required=True)
    days_of_month = goes_with("cadence:days_of_month", DaysField())
    weekdays = goes_with(
        "cadence:weekdays", many(gettext_lazy("星期"), [(d, WEEKDAY_NAMES[n]) for n, d in enumerate(WEEKDAYS)])
    )
    nth = goes_with(
        "cadence:nth_weekday",
        forms.TypedChoiceField(
            label=gettext_lazy("第几个"), choices=choices.NTH, required=False, coerce=int, empty_value=None
        ),
    )
    nth_day = goes_with(
        "cadence:nth_weekday",
        _choice(gettext_lazy("星期几"), [(d, WEEKDAY_NAMES[n]) for n, d in enumerate(WEEKDAYS)]),
    )
    shift = goes_with("cadence:weekdays,days_of_month,nth_weekday", _choice(gettext_lazy("遇休息日"), choices.SHIFTS))
    festivals = goes_with("cadence:festivals", many(gettext_lazy("节日"), ()))
    dates = goes_with("cadence:dates", MonthDaysField())
    first_day = goes_with("cadence:between", MonthDayField(gettext_lazy("每年自")))
    last_day = goes_with("cadence:between", MonthDayField(gettext_lazy("至")))
    periods = goes_with("cadence:periods", many(gettext_lazy("本单位时段"), ()))
    event = goes_with(
        "cadence:after_event,before_event",
        _choice(gettext_lazy("事项"), (), help_text=gettext_lazy("登记了该事项，才产生这项责任。")),
    )
    event_of = goes_with("cadence:after_event,before_event", _choice(gettext_lazy("谁的事项"), choices.EVENT_OF))
    days_before = goes_with("cadence:festivals,dates,before_event", _number(gettext_lazy("提前天数")))
    days_after = goes_with("cadence:dates", _number(gettext_lazy("之后天数")))
    until = goes_with("cadence:festivals,dates", _choice(gettext_lazy("截止"), choices.UNTIL))
    by = goes_with("cadence:once", DayField(label=gettext_lazy("最迟日期"), required=False))
    days_within = goes_with(
        "cadence:once,after_event,before_event",
        _number(
            gettext_lazy("多少天内"),
            1,
            help_text=gettext_lazy("一次性的，自施行日起算；事前准备的，最早提前的天数。"),
        ),
    )
    in_workdays = goes_with(
        "cadence:after_event,before_event",
        _tick(gettext_lazy("按工作日计算"), gettext_lazy("事后的为期限，事前的为提前的天数。")),
    )
    due_after_days = goes_with(
        LONG, _number(gettext_lazy("开始后多少天内落实"), help_text=gettext_lazy("不填，以时段最后一天为期限。"))
    )
    special_period = goes_with(REPEATED, _tick(gettext_lazy("宣布的特殊时期内，每天都要完成")))
    rounding = _choice(gettext_lazy("在责天数不足时"), choices.ROUNDINGS, required=True)
    owed_away = _tick(gettext_lazy("下派期间仍须完成"))
    remind = NumbersField(
        gettext_lazy("到期前几天提醒"), gettext_lazy("用顿号隔开，例如 7、1；0为当天。不填为不提醒。")
    )
    step_1_after = _number(gettext_lazy("逾期多少个工作日后告知"), 1, 250)
    step_1_to = _choice(gettext_lazy("告知谁"), choices.ROLES)
    step_2_after = _number(gettext_lazy("仍未完成，再过多少个工作日告知（自到期日起）"), 1, 250)
    step_2_to = _choice(gettext_lazy("再告知谁"), choices.ROLES)

    def __init__(self, *args: Any, unit: Unit, base: Any = None, defaults: Any = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.base, self.defaults = base or {}, defaults or {}
        for name, label in choices.FACT_LABELS.items():
            self.fields[name] = goes_with("subject:cadre", _choice(label, choices.EITHER))
        work = many(_("下派到"), choices.WORK, choices.ANY_WORK)
        self.fields["secondment_kinds"] = goes_with("seconded:yes,no", work)
        self._offer(unit)
        for number in range(1, SLOTS + 1):
            self._add_slot(number)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = self._layout()

    def _offer(self, unit: Unit) -> None:
        """What the organisation named itself stands beside what the product knows."""
        above = [*unit.ancestor_ids, unit.pk]
        kinds = list(VisitKind.objects.filter(retired_on=None).values_list("code", "name"))
        held = list(ContactCategory.objects.filter(retired_on=None).values_list("code", "name"))
        self.held = held
        known = {code for code, _name in held}
        people = [pair for pair in [*HouseholdKind.choices, *ResidentKind.choices] if pair[0] not in known]
        feasts = dict(Festival.objects.filter(unit__in=above).values_list("code", "name"))
        own = dict(OwnPeriod.objects.filter(unit__in=above).exclude(kind="special").values_list("code", "name"))
        offered = {
            "unit_kinds": unit_kind_choices(),
            "does": kinds,
            "also_does": kinds,
            "categories": [*held, *people],
            "event": [("", _("请选择")), *EVENT_NAMES.items(), *(pair for pair in kinds if pair[0] not in EVENT_NAMES)],
            "festivals": [*({code: NAMES[code] for code in choices.FEASTS} | feasts).items()],
            "periods": [*({code: NAMES[code] for code in choices.PERIODS} | own).items()],
        }
        for name, options in offered.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]

    def _add_slot(self, number: int) -> None:
        held = "of:held,help_plans"
        label = _("第%(number)d类联系对象") % {"number": number}
        box = forms.SelectMultiple(attrs={"data-choose": ""})
        picked = forms.MultipleChoiceField(label=label, choices=self.held, required=False, widget=box)
        self.fields[f"slot_{number}_categories"] = goes_with(held, picked)
        self.fields[f"slot_{number}_least"] = goes_with(held, _number(_("不少于")))
        self.fields[f"slot_{number}_most"] = goes_with(held, _number(_("不多于")))

    def _layout(self) -> Layout:
        slots = [
            Div(*(f"slot_{number}_{key}" for key in ("categories", "least", "most")), css_class="field-row")
            for number in range(1, SLOTS + 1)
        ]
        parts = [Fieldset(legend, *map(_in_a_row, names)) for legend, names in choices.PARTS]
        parts[choices.WHO].fields += self._more()
        parts[choices.AMOUNT].fields += slots
        return Layout(*parts)

    def _more(self) -> list[Any]:
        """The rarer conditions, folded unless one of them is there."""
        names = [*choices.MORE, *choices.FACT_LABELS]
        is_open = any(self[name].value() not in (None, "", []) for name in names)
        opening = format_html(
            '<details class="more"{}><summary>{}</summary><div>', mark_safe(" open") if is_open else "", _("更多条件")
        )
        facts = Div(*choices.FACT_LABELS, css_class="field-row")
        return [HTML(opening), *choices.MORE, facts, "secondment_kinds", HTML("</div></details>")]

    # --- what was entered ------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._drop_what_does_not_go_together(data)
        for name, text in self._missing(data):
            if not self.errors.get(name):
                self.add_error(name, text)
        data["slots"] = self._slots(data)
        if data.get("of") in ("held", "help_plans") and not data["slots"]:
            self.add_error("slot_1_categories", _("请至少填写一类联系对象和数量。"))
        data["steps"] = [
            {"after": data[f"step_{n}_after"], "to": data[f"step_{n}_to"]}
            for n in (1, 2)
            if data.get(f"step_{n}_after")
        ]
        return data

    def _drop_what_does_not_go_together(self, data: dict[str, Any]) -> None:
        """A field that is not shown keeps what was typed in it; it says nothing."""
        for name, field in self.fields.items():
            if (rule := getattr(field, "goes_with", "")) and name in data:
                leader, wanted = rule.split(":")
                if data.get(leader) not in wanted.split(","):
                    data[name] = type(data[name])() if isinstance(data[name], list | str | bool) else None
        data["scope"] = data.get("scope") or "anyone"

    def _missing(self, data: dict[str, Any]) -> list[tuple[str, str]]:
        """(field, what to do) for what the chosen measure and cadence need."""
        needed = choices.NEEDED_BY_CADENCE.get(data.get("cadence", ""), ())
        missing = [(name, _("请填写。")) for name in needed if data.get(name) in (None, "", [])]
        if data.get("of") in COUNTED.removeprefix("of:").split(",") and data.get("least") is None:
            missing.append(("least", _("请填写数量。")))
        if data.get("of") == "coverage" and not data.get("share"):
            missing.append(("share", _("请填写覆盖比例，例如 1/3。")))
        if data.get("on_rota") and not (data.get("by_positions") or self.base.get("rota")):
            missing.append(("by_positions", _("请选择轮流承担的岗位。")))
        if data.get("also_of") and not data.get("also_least"):
            missing.append(("also_least", _("请填写第二项的数量。")))
        if data.get("most") is not None and data.get("least") is not None and data["most"] < data["least"]:
            missing.append(("most", _("不能小于“不少于”的数。")))
        if data.get("event_of") == "target" and not data.get("scope", "").endswith("_each"):
            missing.append(("event_of", _("对象的事项，须选“每个分别计算”的对象。")))
        if data.get("cadence") == "before_event" and data.get("in_workdays") and data.get("days_before") == 0:
            missing.append(("days_before", _("按工作日计算的，至少提前1个工作日。")))
        if data.get("cadence") == "once" and not data.get("by") and not data.get("days_within"):
            missing.append(("by", _("请填写最迟日期，或者多少天内。")))
        return missing

    def _slots(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        slots = []
        for number in range(1, SLOTS + 1):
            categories, least, most = (data.get(f"slot_{number}_{key}") for key in ("categories", "least", "most"))
            if not categories:
                continue
            if least is None and most is None:
                self.add_error(f"slot_{number}_least", _("请填写数量。"))
            amounts = {"least": least, "most": most}
            slots.append({"categories": categories, **{k: v for k, v in amounts.items() if v is not None}})
        return slots

    def rule(self) -> dict[str, Any]:
        """The rule as it would stand in a file."""
        return as_rule(self.cleaned_data, self.base, self.defaults)
