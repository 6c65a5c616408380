"""Forms of rotas: setting one up, its order, and what people change on single days."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import dates
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.access import ROTA_KEEPERS
from accounts.forms.base import CadreField, FilterForm, LaidOut, UnitField, open_units
from accounts.models import Cadre, Group, Position, Unit, User
from accounts.selectors import with_posts
from core.forms import DayField
from core.wording import with_note
from visits.models import Rota, RotaSlot, VisitKind
from visits.selectors.rotas import may_stand_in

# As the grammar of rulebooks names them.
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ON_WEEKDAYS, ON_DAYS, AS_IT_IS = "weekdays", "days_of_month", "as_it_is"
PATTERNS = [
    ("day", _("每天")),
    ("workday", _("每个工作日")),
    (ON_WEEKDAYS, _("每周的指定日子")),
    ("week", _("每周一次（本周第一个工作日）")),
    (ON_DAYS, _("每月的指定日期")),
    ("month", _("每月一次（本月第一个工作日）")),
]
POSITIONS = (Position.HEAD, Position.LEADERSHIP_MEMBER, Position.SECTION_CHIEF, Position.CADRE)


class RotaFilter(FilterForm):
    q = forms.CharField(label=_("名称"), required=False, max_length=40)
    unit = UnitField(label=_("单位（含下级）"), required=False)
    ended = forms.BooleanField(label=_("包括已停用的"), required=False)

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["unit"].queryset = open_units(Unit.objects.visible_to(user))

    def narrow(self, rows: Any) -> Any:
        data = self.cleaned_data
        if data["q"]:
            rows = rows.filter(name__icontains=data["q"])
        if data["unit"]:
            rows = rows.under(data["unit"])
        return rows if data["ended"] else rows.not_over(self.today)


class RotaForm(LaidOut, forms.ModelForm):
    """What a rota says. It only parses: the instance stays as it was, and `facts` is what the action takes."""

    terms = {
        "seats": "visits.seats",
        "is_fair": "visits.fair",
        "special": "visits.special_period",
        "is_public": "visits.public_notice",
    }
    start = DayField(label=_("起用日期"))
    end = DayField(label=_("停用日期"), required=False)
    seats = forms.IntegerField(label=_("每次人数"), min_value=1, max_value=9, initial=1)

    positions = forms.MultipleChoiceField(
        label=_("参加岗位"),
        choices=[(position.value, position.label) for position in POSITIONS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不选小组时，由本单位这些岗位的干部轮流值班。"),
    )
    pattern = forms.ChoiceField(label=_("哪些天值班"), choices=PATTERNS)
    weekdays = forms.MultipleChoiceField(
        label=_("星期"),
        choices=[(day, dates.WEEKDAYS[number]) for number, day in enumerate(WEEKDAYS)],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("选“每周的指定日子”时勾选。"),
    )
    month_days = forms.CharField(
        label=_("日期"),
        required=False,
        max_length=60,
        help_text=_("选“每月的指定日期”时填写，例如：10、20、30。当月没有的，为月末日。"),
    )
    special = forms.BooleanField(
        label=_("特殊时期每天值班"), required=False, help_text=_("在“时段与节日”中登记的特殊时期内，每天安排值班。")
    )

    rows = [
        "name",
        ("kind", "seats"),
        [_("谁来值班"), "group", "positions", "is_fair"],
        [_("哪些天"), "pattern", "weekdays", "month_days", "special", ("start", "end")],
        [_("地点和时间"), ("place", "hours"), "is_public"],
    ]

    class Meta:
        model = Rota
        fields = ["name", "kind", "group", "seats", "is_fair", "place", "hours", "start", "end", "is_public"]
        help_texts = {
            "hours": _("例如：9:00–11:30。"),
            "is_public": _("任何人不用登录即可查看今后四周的姓名、职务、日期、地点和时间。"),
            "is_fair": _("请假、下派的干部回来后先补班；不勾选时等下一轮。"),
            "group": _("选了小组，由小组成员轮流值班。"),
        }

    def __init__(self, *args: Any, user: User, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        self.fields["kind"].queryset = VisitKind.objects.filter(retired_on=None)
        self.fields["group"].queryset = Group.objects.visible_to(self.user).filter(closed_on=None)
        if self.instance.pk:
            self._fill(self.instance)
        else:
            self.fields["start"].initial = self.today
            self.fields["positions"].initial = [Position.HEAD, Position.LEADERSHIP_MEMBER]

    def _fill(self, rota: Rota) -> None:
        """The boxes as the rota stands; days that only a regulation can say are offered as they are."""
        self.fields["positions"].initial = rota.positions
        said = read_days(rota.when)
        if said is None:
            self.fields["pattern"].choices = [(AS_IT_IS, _("按制度规定，不作更改")), *PATTERNS]
            said = {"pattern": AS_IT_IS}
        for name, value in said.items():
            self.fields[name].initial = value

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("pattern") == ON_WEEKDAYS and not data.get("weekdays"):
            self.add_error("weekdays", _("请勾选星期几值班。"))
        if data.get("pattern") == ON_DAYS and "month_days" in data and not _days(data["month_days"]):
            self.add_error("month_days", _("请填写1至31之间的日期，用顿号或逗号隔开。"))
        return data

    def _post_clean(self) -> None:
        """Nothing is written into the instance: it is the row that the page shows, and the action gets the data."""

    @property
    def facts(self) -> dict[str, Any]:
        data = {name: self.cleaned_data[name] for name in self._meta.fields}
        data["positions"] = [] if data["group"] else self.cleaned_data["positions"]
        if self.cleaned_data["pattern"] != AS_IT_IS:
            data["when"] = say_days(self.cleaned_data)
        return data


class NewRotaForm(RotaForm):
    unit = UnitField(label=_("单位"))
    rows = [("unit", "name"), *RotaForm.rows[1:]]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kept = Unit.objects.filter(self.user.access.within("path", *ROTA_KEEPERS))
        self.fields["unit"].queryset = open_units(kept)

    @property
    def facts(self) -> dict[str, Any]:
        return super().facts | {"unit": self.cleaned_data["unit"]}


def say_days(data: dict[str, Any]) -> list[dict[str, Any]]:
    """What was ticked, in the words of the grammar of rulebooks."""
    pattern = data["pattern"]
    if pattern == ON_WEEKDAYS:
        block: dict[str, Any] = {"weekdays": [day for day in WEEKDAYS if day in data["weekdays"]]}
    elif pattern == ON_DAYS:
        block = {"days_of_month": _days(data["month_days"])}
    else:
        block = {"every": pattern}
    return [block | ({"special_period": "every_day"} if data["special"] else {})]


def read_days(when: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The boxes that say these days, or None where they cannot."""
    if len(when) != 1:
        return None
    said = dict(when[0])
    special = said.pop("special_period", None) is not None
    if set(said) == {"weekdays"}:
        return {"pattern": ON_WEEKDAYS, "weekdays": said["weekdays"], "special": special}
    if set(said) == {"days_of_month"}:
        return {"pattern": ON_DAYS, "month_days": "、".join(map(str, said["days_of_month"])), "special": special}
    every = said.get("every")
    if set(said) == {"every"} and every in dict(PATTERNS):
        return {"pattern": every, "special": special}
    return None


def _days(text: str) -> list[int]:
    """10、20、30 as numbers; none at all where one of them is no day of a month."""
    parts = text.replace("、", ",").replace("，", ",").replace(" ", ",").split(",")
    numbers = [int(part) if part.isdecimal() and len(part) < 3 else 0 for part in parts if part]
    return sorted(set(numbers)) if all(1 <= number <= 31 for number in numbers) else []


class OrderForm(LaidOut, forms.Form):
    """A number for each person, and a tick for who is not asked."""

    def __init__(self, *args: Any, people: Iterable[Cadre], left_out: Iterable[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.people, left_out = list(people), set(left_out)
        for number, cadre in enumerate(self.people, 1):
            words = {"name": cadre}
            self.fields[f"order_{cadre.pk}"] = forms.IntegerField(
                label=_("%(name)s的顺序") % words,
                min_value=1,
                max_value=999,
                initial=number,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "form-control"}),
            )
            self.fields[f"out_{cadre.pk}"] = forms.BooleanField(
                label=_("%(name)s不参加") % words,
                required=False,
                initial=cadre.pk in left_out,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )

    def lines(self) -> list[tuple[Cadre, Any, Any]]:
        """Each person with the two boxes."""
        return [(cadre, self[f"order_{cadre.pk}"], self[f"out_{cadre.pk}"]) for cadre in self.people]

    def ordered(self) -> tuple[list[Cadre], list[Cadre]]:
        """Who takes part, in order, and who does not; of equal numbers the one that stood first comes first."""
        data = self.cleaned_data
        people = sorted(self.people, key=lambda cadre: data[f"order_{cadre.pk}"])
        left_out = [cadre for cadre in people if data[f"out_{cadre.pk}"]]
        return [cadre for cadre in people if cadre not in left_out], left_out


class SubstituteForm(LaidOut, forms.Form):
    cadre = CadreField(label=_("替班干部"))
    reason = forms.CharField(
        label=_("替班原因"), max_length=200, error_messages={"required": _("请填写替班原因，例如“外出开会”。")}
    )

    def __init__(self, *args: Any, slot: RotaSlot, **kwargs: Any):
        super().__init__(*args, **kwargs)
        able = may_stand_in(slot).exclude(pk=slot.on_duty_id or 0)
        self.fields["cadre"].queryset = with_posts(able, slot.day).order_by("name", "pk")


class SlotField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return with_note(date_format(obj.day, "DATE_FORMAT"), obj.cadre)


class SwapForm(LaidOut, forms.Form):
    other = SlotField(label=_("与哪一天调换"), queryset=RotaSlot.objects.none())
    reason = forms.CharField(label=_("原因"), max_length=200, required=False)

    def __init__(self, *args: Any, slot: RotaSlot, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        coming = slot.rota.slots.to_be_held().filter(day__gte=today, log=None, substitute=None)
        others = coming.exclude(cadre=slot.cadre_id).exclude(cadre=None)
        self.fields["other"].queryset = others.select_related("cadre").order_by("day", "seat")


class CancelSlotForm(LaidOut, forms.Form):
    reason = forms.CharField(
        label=_("取消原因"), max_length=200, error_messages={"required": _("请填写取消原因，例如“台风停工”。")}
    )


class PlaceForm(LaidOut, forms.Form):
    place = forms.CharField(
        label=_("本次地点"), max_length=100, required=False, help_text=_("留空则为值班表上的地点。")
    )
