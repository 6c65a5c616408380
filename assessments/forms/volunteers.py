"""Forms of volunteer service (R5)."""

import datetime
import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import KEEPERS
from accounts.forms.base import CadreField, FilterForm, LaidOut, UnitField, open_units
from accounts.models import Cadre, Group, Unit
from accounts.selectors import cadres_for_choice
from assessments.selectors.volunteers import convened_teams, next_volunteer_day
from core.forms import DayField, TimeField, long_text
from core.wording import with_note
from visits.actions.community_posts import PLACES
from visits.actions.volunteers import Wanted
from visits.models import VolunteerEvent, VolunteerEventKind, VolunteerEventState

if TYPE_CHECKING:
    from accounts.models import User

# After the number may stand what people are counted by, in one character.
LINE = re.compile(r"(?P<name>.+?)[\s:：，,、]*(?P<number>[0-9]{1,3})\s*[^\W\d]?")
MOST_POSTS, MOST_PEOPLE = 20, 500


class EventFilter(FilterForm):
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *VolunteerEventState.choices])
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *VolunteerEventKind.choices])

    def narrow(self, rows: Any) -> Any:
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return rows.filter(**chosen)


class WantedField(forms.CharField):
    """Posts with numbers, one to a line: "秩序维护 4". Cleans to a list of `Wanted`."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> list[Wanted]:  # type: ignore[override]
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_POSTS:
            raise forms.ValidationError(gettext("岗位不能超过%(most)d个。") % {"most": MOST_POSTS})
        return [self._wanted(line) for line in lines]

    def _wanted(self, line: str) -> Wanted:
        found = LINE.fullmatch(line)
        if found is None or not 1 <= int(found["number"]) <= MOST_PEOPLE or len(found["name"]) > 30:
            text = gettext("“%(line)s”没有写明岗位和人数，请写成“秩序维护 4”。")
            raise forms.ValidationError(text % {"line": line[:30]})
        return Wanted(found["name"], int(found["number"]))


class TeamField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return with_note(obj, obj.unit.label)


class EventForm(LaidOut, forms.Form):
    group = TeamField(Group.objects.none(), label=_("志愿服务队"), empty_label=None)
    kind = forms.ChoiceField(label=_("类别"), choices=VolunteerEventKind.choices)
    title = forms.CharField(label=_("服务内容"), max_length=60, help_text=_("例如“清理河道垃圾”。"))
    on = DayField(label=_("日期"), help_text=_("志愿服务日为每月第二个星期六。"))
    time = TimeField(label=_("集合时间"), required=False)
    place = forms.CharField(label=_("地点"), max_length=60)
    wanted = WantedField(
        label=_("岗位和人数"),
        help_text=_("每行一个岗位，后面写人数，例如“秩序维护 4”。"),
        error_messages={"required": _("请至少填写一个岗位和人数。")},
    )
    text = long_text(_("说明"), 3, most=1000, required=False)
    rows = [("group", "kind"), "title", ("on", "time", "place"), "wanted", "text"]

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = convened_teams(user, on=today)
        self.fields["on"].initial = next_volunteer_day(today)


class PresentField(forms.ModelMultipleChoiceField):
    """Members as boxes to tick."""

    def __init__(self, **options: Any):
        super().__init__(Cadre.objects.none(), widget=forms.CheckboxSelectMultiple, **options)


class ConfirmForm(LaidOut, forms.Form):
    present = PresentField(
        label=_("到场的队员"),
        help_text=_("已勾选报名的队员，没有报名而到场的也可以勾选。"),
        error_messages={"required": _("请选择到场的队员。")},
    )
    content = long_text(_("开展情况"), 3, most=2000, required=False)
    people_count = forms.IntegerField(
        label=_("参加总人数"),
        required=False,
        min_value=1,
        help_text=_("包括没有账号的群众志愿者；不填的按到场队员计。"),
    )

    def __init__(self, *args: Any, event: VolunteerEvent, members: list[Cadre], **kwargs: Any):
        super().__init__(*args, **kwargs)
        keys = [cadre.pk for cadre in members]
        self.fields["present"].queryset = Cadre.objects.filter(pk__in=keys).order_by("name", "pk")
        self.fields["present"].initial = list(event.sign_ups.values_list("cadre", flat=True))


class PostFilter(FilterForm):
    q = forms.CharField(label=_("村（社区）或岗位"), required=False, max_length=40)
    has_room = forms.BooleanField(label=_("只看还有空缺的"), required=False)

    def narrow(self, rows: Any) -> Any:
        asked = self.cleaned_data
        if text := asked["q"]:
            rows = rows.filter(Q(point__name__icontains=text) | Q(point__unit__name__icontains=text))
        return rows.filter(taken__lt=F("number")) if asked["has_room"] else rows


class PostForm(LaidOut, forms.Form):
    terms = {"name": "assessments.community_post"}
    unit = UnitField(label=_("村（社区）"), empty_label=None)
    name = forms.CharField(label=_("岗位名称"), max_length=60, help_text=_("例如“政策宣传岗”。"))
    duties = long_text(_("岗位职责"), 4, most=1000)
    number = forms.IntegerField(label=_("岗位人数"), min_value=1, max_value=MOST_PEOPLE)

    def __init__(self, *args: Any, user: "User", **kwargs: Any):
        super().__init__(*args, **kwargs)
        kept = Unit.objects.filter(user.access.within("path", *KEEPERS), kind__in=PLACES)
        self.fields["unit"].queryset = open_units(kept)


class PostEditForm(LaidOut, forms.Form):
    duties = long_text(_("岗位职责"), 4, most=1000)
    number = forms.IntegerField(label=_("岗位人数"), min_value=1, max_value=MOST_PEOPLE)


class CloseForm(LaidOut, forms.Form):
    on = DayField(label=_("撤销日期"), help_text=_("认领的党员到前一天为止。"))
    reason = forms.CharField(label=_("原因"), max_length=200, error_messages={"required": _("请填写原因。")})


class ClaimForm(LaidOut, forms.Form):
    """For who keeps the community, whom it is for; for anybody else, oneself."""

    cadre = CadreField(label=_("认领党员"), empty_label=_("请选择"))
    start = DayField(label=_("开始日期"))

    def __init__(self, *args: Any, user: "User", keeps: bool, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["start"].initial = today
        if keeps:
            self.fields["cadre"].queryset = cadres_for_choice(user, today).filter(is_party_member=True)
        else:
            del self.fields["cadre"]


class EndClaimForm(LaidOut, forms.Form):
    on = DayField(label=_("最后一天"))
