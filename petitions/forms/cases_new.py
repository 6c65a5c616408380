"""Writing down what came in. Few fields first; who, how urgent and against whom is asked below."""

import datetime
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.forms import DayField
from petitions.actions.intake import Then
from petitions.actions.receiving import Incoming, Person
from petitions.forms.fields import KINDS, AccusedFields, PlainUnitField, case_field
from petitions.models import Case, Channel, Urgency
from petitions.models.people import MOST_REPRESENTATIVES
from petitions.selectors.duplicates import Likely, likely_duplicates
from petitions.selectors.offices import offices_of, own_office
from visits.forms.fields import FilesField

if TYPE_CHECKING:
    from accounts.models import User

# What people send themselves, and what a workbook brings, is not entered here.
BY_HAND = [choice for choice in Channel.choices if choice[0] not in (Channel.WEB, Channel.QR, Channel.IMPORTED)]
PERSON = ("name", "phone", "address")


class NewCaseForm(AccusedFields):
    """`user` and `today` decide what is offered. After `is_valid`, `duplicates` holds what may be the same."""

    terms = {
        "accused_cadres": "petitions.accused",
        "channel": "petitions.channel",
        "kind": "petitions.kind",
        "urgency": "petitions.urgency",
        "people_count": "petitions.people_count",
    }
    channel = forms.ChoiceField(label=_("来源"), choices=BY_HAND, initial=Channel.RECEPTION)
    received_on = DayField(label=_("接件时间"), error_messages={"required": _("请填写接件时间。")})
    text = forms.CharField(
        label=_("反映的内容"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("请填写反映的内容。")},
        help_text=_("写明诉求、事实和理由（第十九条）；口头反映的如实记录。"),
    )
    title = forms.CharField(label=_("事由"), required=False, max_length=60, help_text=_("不填的，取内容的第一行。"))
    is_anonymous = forms.BooleanField(label=_("匿名"), required=False)
    people_count = forms.IntegerField(label=_("反映人数"), required=False, min_value=1, max_value=1_000_000)
    kind = forms.ChoiceField(label=_("信访类型"), choices=KINDS, required=False)
    field = case_field()
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=Urgency.choices, initial=Urgency.NORMAL, required=False)
    place = forms.CharField(label=_("问题发生地"), required=False, max_length=60)
    unit = PlainUnitField(label=_("登记单位"), empty_label=None)
    annotation = forms.CharField(
        label=_("领导批示"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    letter = FilesField(label=_("来信扫描件"), help_text=_("含身份信息，只有承办人员可以直接打开，查看留痕。"))
    attachments = FilesField(label=_("其他附件"), help_text=_("可以上传图片、PDF、DOCX、XLSX 文件。"))
    same = forms.ChoiceField(label=_("可能重复"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        self.duplicates: list[Likely] = []
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.fields["received_on"].initial = today
        self.fields["unit"].queryset = offices_of(user)  # type: ignore[attr-defined]
        self.fields["unit"].initial = own_office(user)
        self._add_people()
        self.offer_accused()
        self._offer_same()

    # --- who ---------------------------------------------------------------------------------
    def _add_people(self) -> None:
        for number in range(1, MOST_REPRESENTATIVES + 1):
            labels = (gettext("姓名"), gettext("联系电话"), gettext("地址"))
            for part, label, most in zip(PERSON, labels, (40, 40, 100), strict=True):
                attrs = {"autocomplete": "off", **({"inputmode": "tel"} if part == "phone" else {})}
                field = forms.CharField(label=label, required=False, max_length=most, widget=forms.TextInput(attrs))
                field.hide_optional = True  # type: ignore[attr-defined]
                self.fields[f"{part}_{number}"] = field

    def _person_fields(self, number: int) -> list[Any]:
        return [self[f"{part}_{number}"] for part in PERSON]

    @property
    def first_person(self) -> list[Any]:
        return self._person_fields(1)

    @property
    def other_people(self) -> list[list[Any]]:
        return [self._person_fields(number) for number in range(2, MOST_REPRESENTATIVES + 1)]

    @property
    def has_others(self) -> bool:
        """Whether the folded part about a group holds something."""
        return bool(self["people_count"].value()) or any(
            field.value() or field.errors for line in self.other_people for field in line
        )

    @cached_property
    def people(self) -> tuple[Person, ...]:
        data = self.cleaned_data
        lines = [
            Person(*(data.get(f"{part}_{number}", "") for part in PERSON))
            for number in range(1, MOST_REPRESENTATIVES + 1)
        ]
        return tuple(person for person in lines if person.name or person.phone or person.address)

    # --- whether it came before --------------------------------------------------------------
    def _offer_same(self) -> None:
        """What was shown and chosen before: checked again in `clean`."""
        sent = self.data.get("same", "") if self.is_bound else ""
        self.fields["same"].choices = [(sent, sent)]  # type: ignore[attr-defined]

    @property
    def saves_for_later(self) -> bool:
        return self.data.get("then") == "later"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.saves_for_later and not data.get("kind"):
            self.add_error("kind", gettext("请选择信访类型；拿不准的，可先收件，稍后登记。"))
        if not data.get("is_anonymous") and not self.people:
            self.add_error("name_1", gettext("请填写姓名；不愿具名的，请勾选匿名。"))
        if data.get("is_anonymous") and self.people:
            self.add_error("is_anonymous", gettext("已填写姓名或联系方式。匿名反映的，请清空后再提交。"))
        self.check_accused()
        if not self.errors:
            self._look_for_duplicates(data)
        return data

    def _look_for_duplicates(self, data: dict[str, Any]) -> None:
        if data["same"] == "none":
            return
        self.duplicates = likely_duplicates(
            self.user,
            unit=data["unit"],
            people=self.people,
            text=data["text"],
            place=data["place"],
            field=data["field"],
            on=self.today,
        )
        if self.duplicates and self._chosen_same(data["same"]) is None:
            number = len(self.duplicates)
            words = ngettext(
                "找到%(number)d件可能重复的，请选择怎样处理。", "找到%(number)d件可能重复的，请选择怎样处理。", number
            )
            self.add_error(None, words % {"number": number})

    def _chosen_same(self, value: str) -> tuple[str, Case] | None:
        """("join" or "repeat", the case), when the value names one of those that were found."""
        way, _dash, key = value.partition("-")
        for likely in self.duplicates:
            if str(likely.case.pk) == key and way in ("join", "repeat"):
                return way, likely.case
        return None

    # --- what is written ---------------------------------------------------------------------
    def incoming(self) -> Incoming:
        data = self.cleaned_data
        plain = {name: data[name] for name in ("channel", "text", "title", "kind", "field", "place", "annotation")}
        same = self._chosen_same(data["same"])
        return Incoming(
            **plain,
            people=self.people,
            people_count=data["people_count"] or 1,
            urgency=data["urgency"] or Urgency.NORMAL,
            accused=self.accused(),
            more={"repeat_of": same[1]} if same and same[0] == "repeat" else {},
        )

    def then(self) -> Then:
        data = self.cleaned_data
        same = self._chosen_same(data["same"])
        joined = same[1] if same and same[0] == "join" else None
        return Then(
            registers=not self.saves_for_later, join_to=joined, letter=data["letter"], attachments=data["attachments"]
        )

    def refuse(self, error: DomainError) -> None:
        """Put a refusal of the action at the field that stands for it here."""
        names = {"people": "name_1", "name": "name_1", "accused": "accused_name"}
        field = names.get(error.field or "", error.field)
        self.add_error(field if field in self.fields else None, error.message)
