"""The visit form: six fields, three of them required, and panels for what is recorded now and then."""

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre
from contacts.selectors import Choice, Target, find_targets
from core.errors import DomainError
from core.forms import DayField
from core.keys import parse_numbers
from visits.entries import GoodsGiven, Travel
from visits.forms.fields import FilesField, KindField, PickField, TickField, asking, values_in
from visits.forms.matters import MattersForm
from visits.forms.starting import GOODS_COLUMNS
from visits.models import Meals, VisitLog
from visits.selectors.suggest import (
    OFFERED,
    familiar_choices,
    keeps_books,
    kept_cadres,
    near_duplicates,
    offered_cadres,
    own_cadre,
    resolve_cadres,
    resolve_chosen,
)

if TYPE_CHECKING:
    from accounts.models import User

GOODS_ROWS = 3
NOT_RECORDED = ("", _("未登记"))
_BY_ONESELF = _("不选的，登记为本人走访。选多人时，本人或第一位为带队。")


class VisitForm(MattersForm):
    """`user` and `today` decide what is offered. `search` (without script) adds what it finds to the choices."""

    terms = {
        "entourage": "visits.entourage",
        "meals": "visits.meals",
        "had_welcome": "visits.welcome",
        "last_day": "visits.stay",
        "kind": "visits.kind",
        "has_matter": "visits.matter",
    }
    first_day = DayField(label=_("走访日期"), error_messages={"required": _("请填写走访日期。")})
    kind = KindField()
    targets = TickField(label=_("走访对象"), required=False)
    others = PickField(label=_("其他走访对象"), required=False)
    content = forms.CharField(
        label=_("基本情况"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    cadres = PickField(label=_("同行干部"), required=False)
    last_day = DayField(
        label=_("结束日期"), required=False, help_text=_("同吃同住、驻点调研等连续多日的填写，当天结束的不填。")
    )
    entourage = forms.IntegerField(label=_("陪同人数"), required=False, min_value=0, max_value=999)
    meals = forms.ChoiceField(label=_("就餐"), required=False, choices=[NOT_RECORDED, *Meals.choices])
    had_welcome = forms.TypedChoiceField(
        label=_("迎送或宴请"),
        required=False,
        choices=[NOT_RECORDED, ("no", _("没有")), ("yes", _("有"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )
    minutes = forms.IntegerField(label=_("时长（分钟）"), required=False, min_value=0, max_value=100_000)
    people_count = forms.IntegerField(label=_("参加人数"), required=False, min_value=0, max_value=1_000_000)
    attachments = FilesField(label=_("附件"), help_text=_("照片不是必需的。可以上传图片、PDF、DOCX、XLSX 文件。"))
    save_anyway = forms.BooleanField(label=_("仍要保存"), required=False)

    def __init__(
        self,
        *args: Any,
        user: "User",
        today: datetime.date,
        search: str = "",
        log: VisitLog | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        # Whom a log names already may stay on it, also where the user could not have picked them.
        self.named_cadres = [p.cadre for p in log.participants.all()] if log else []
        self.named_targets = [t.target for t in log.targets.all()] if log else []
        self.keeps = keeps_books(user)
        self.duplicates: list[VisitLog] = []
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.fields["first_day"].initial = today
        self.fields["kind"].group()
        self.add_matter_rows()
        self._offer_cadres()
        self._offer_targets(search)
        self._add_goods()

    # --- what is offered ---------------------------------------------------------------------
    def _offer_cadres(self) -> None:
        own = own_cadre(self.user)
        field = self.fields["cadres"]
        field.widget.attrs |= asking("visits:find_cadres")
        if self.keeps:
            # A log that is there names its people; a new one is one's own where nobody is picked.
            field.label, field.required = gettext("走访干部"), own is None or bool(self.named_cadres)
            field.help_text = _BY_ONESELF if not field.required else gettext("选多人时，本人或第一位为带队。")
            field.error_messages["required"] = gettext("请选择走访干部。")
            field.initial = [str(own.pk)] if own else []
        rows = offered_cadres(self.user, on=self.today)
        chosen = parse_numbers(values_in(self, "cadres") or field.initial or [])
        offered = {c.pk: c for c in [*self.named_cadres, *rows.filter(pk__in=chosen), *rows[:OFFERED]]}
        if not self.keeps and own:
            offered.pop(own.pk, None)
        field.choices = [(str(c.pk), str(c)) for c in offered.values()]

    @property
    def cadre_ids(self) -> list[int]:
        """Whose pairings are offered: the chosen cadres', else one's own."""
        own = own_cadre(self.user)
        chosen = parse_numbers(values_in(self, "cadres")) if self.keeps else []
        return self._open_books(chosen or ([own.pk] if own else []))

    def _open_books(self, cadre_ids: list[int]) -> list[int]:
        """Those of the cadres whose pairings are this user's business: oneself, and those whose books one keeps."""
        open_to = set(self.user.access.cadre_ids)
        if self.keeps and set(cadre_ids) - open_to:
            open_to |= set(kept_cadres(self.user, on=self.today).filter(pk__in=cadre_ids).values_list("pk", flat=True))
        return [key for key in cadre_ids if key in open_to]

    def _offer_targets(self, search: str) -> None:
        paired = self._to_tick()
        self.fields["targets"].offer(paired)
        self.has_pairings = bool(paired)
        if not paired:  # nothing to tick: what is wrong leads to where they are looked for
            self.fields["targets"].widget = forms.SelectMultiple({"id": self["others"].auto_id})
        field = self.fields["others"]
        field.widget.attrs |= asking("visits:find_targets")
        known = {choice.value for choice in paired}
        picked = [value for value in values_in(self, "targets") + values_in(self, "others") if value not in known]
        found = find_targets(self.user, search, on=self.today) if search else []
        self.nothing_found = bool(search) and not found
        named = self._named(picked)
        field.offer([c for c in [*named, *found] if c.value not in known])
        self._keep_ticked([choice.value for choice in named])

    def _keep_ticked(self, values: list[str]) -> None:
        """Whom one ticked before another cadre was chosen stands among the others now."""
        if self.is_bound and values:
            self.data = self.data.copy()
            self.data.setlist("others", list(dict.fromkeys([*self.data.getlist("others"), *values])))
            self.data.setlist("targets", [v for v in self.data.getlist("targets") if v not in values])

    def _to_tick(self) -> list[Choice]:
        """Those that are ticked already, then the most recently visited: what the cadres hold, and others they saw."""
        rows = familiar_choices(self.user, self.cadre_ids, on=self.today)
        ticked = set(values_in(self, "targets") + values_in(self, "others"))
        return sorted(rows, key=lambda choice: choice.value not in ticked)

    def _named(self, values: list[str]) -> list[Choice]:
        """The picked values that the user may pick, with their names."""
        choices = []
        for value in dict.fromkeys(values):
            try:
                (target,) = self._resolve([value], self.cadre_ids, self.today)
            except DomainError:
                continue
            choices.append(Choice(value, str(target), target.unit.label))
        return choices

    def _add_goods(self) -> None:
        """Rows of goods: three empty ones, or one more than there are."""
        there = sum(name.startswith("goods_") and name.endswith("_item") for name in [*self.data, *self.initial])
        self.goods_rows = []
        for number in range(max(GOODS_ROWS, there)):
            row = {
                "item": forms.CharField(label=_("物资或慰问金"), required=False, max_length=60),
                "quantity": forms.DecimalField(label=_("数量"), required=False, max_digits=10, decimal_places=2),
                "measure": forms.CharField(label=_("单位"), required=False, max_length=10),
                "amount": forms.DecimalField(label=_("金额（元）"), required=False, max_digits=12, decimal_places=2),
                "recipient": forms.CharField(label=_("慰问对象"), required=False, max_length=60),
            }
            self.fields |= {f"goods_{number}_{column}": field for column, field in row.items()}
            self.goods_rows.append([f"goods_{number}_{column}" for column in GOODS_COLUMNS])

    @property
    def goods_lines(self) -> list[list[forms.BoundField]]:
        """The rows for the template."""
        return [[self[name] for name in names] for names in self.goods_rows]

    def _holds(self, *names: str) -> bool:
        """Whether a panel is open from the start: something is in it, or wrong with it."""
        return any(self[name].value() not in ("", None) or self.errors.get(name) for name in names)

    @property
    def has_goods(self) -> bool:
        return self._holds(*[name for names in self.goods_rows for name in names])

    @property
    def has_extent(self) -> bool:
        return self._holds("last_day", "minutes", "people_count")

    @property
    def has_travel(self) -> bool:
        return self._holds("entourage", "meals", "had_welcome")

    @property
    def goods_errors(self) -> list[str]:
        return [text for names in self.goods_rows for name in names for text in self.errors.get(name, [])]

    # --- what was entered --------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.check_matters()
        if not self.errors:
            self._find(data)
        if not self.errors:
            self._warn(data)
        return data

    def _find(self, data: dict[str, Any]) -> None:
        """Turn what was picked into the cadres and targets that the user may name."""
        try:
            data["who"] = self._cadres(data)
            values = list(dict.fromkeys([*data["targets"], *data["others"]]))
            ids = self._open_books([cadre.pk for cadre in data["who"]])
            data["whom"] = self._resolve(values, ids, data["first_day"])
        except DomainError as error:
            self.add_error(error.field or "targets", error.message)

    def _resolve(self, values: list[str], cadre_ids: list[int], on: datetime.date) -> list[Target]:
        return resolve_chosen(self.user, values, cadre_ids=cadre_ids, on=on, named=self.named_targets)

    def _cadres(self, data: dict[str, Any]) -> list[Cadre]:
        """Those who took part, the lead first: oneself where one is among them, else the first that was picked."""
        own = own_cadre(self.user)
        picked = resolve_cadres(self.user, data["cadres"], named=self.named_cadres)
        lead = self._lead(picked, own)
        return [lead, *[cadre for cadre in picked if cadre != lead]] if lead else picked

    def _lead(self, picked: list[Cadre], own: Cadre | None) -> Cadre | None:
        """The lead of a log that is there stays its lead; of a new one it is oneself, where one took part.

        Where nobody is picked, it is oneself, also for those who keep the books of others.
        """
        first = self.named_cadres[0] if self.named_cadres else own
        if first is not None and (first in picked or not picked or not self.keeps):
            return first
        return None

    def _warn(self, data: dict[str, Any]) -> None:
        """Say once that the same visit seems to be there already."""
        if data.get("save_anyway") or "save_anyway" not in self.fields:
            return
        last_day = max(data["last_day"] or data["first_day"], data["first_day"])
        ids = [cadre.pk for cadre in data["who"]]
        self.duplicates = near_duplicates(self.user, ids, data["whom"], data["first_day"], last_day)
        if self.duplicates:
            self.add_error("save_anyway", gettext("同一天已有相同对象的走访记录。确实是另一次走访的，请勾选后再保存。"))

    def entry(self) -> dict[str, Any]:
        """The keyword arguments of `visits.actions.log_visit`."""
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "first_day": data["first_day"],
            "last_day": data["last_day"],
            "cadres": data["who"],
            "targets": data["whom"],
            "content": data["content"],
            "goods": self._goods(),
            "travel": Travel(data["entourage"], data["meals"], data["had_welcome"]),
            "minutes": data["minutes"],
            "people_count": data["people_count"],
        }

    def extras(self) -> dict[str, Any]:
        """What only a new log takes: the matters and the files."""
        return {"matters": self.heard(), "attachments": self.cleaned_data["attachments"]}

    def _goods(self) -> list[GoodsGiven]:
        rows = [[self.cleaned_data[name] for name in names] for names in self.goods_rows]
        return [
            GoodsGiven(item, Decimal(1) if quantity is None else quantity, measure, amount, recipient)
            for item, quantity, measure, amount, recipient in rows
            if item or quantity is not None or amount is not None or recipient
        ]


class ChangeForm(VisitForm):
    """The same for a log that is there: with a reason, without what has a page of its own (matters, files)."""

    reason = forms.CharField(
        label=_("修改原因"), max_length=200, error_messages={"required": _("请填写修改原因，例如“日期填错”。")}
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.drop_matters()
        for name in ("attachments", "save_anyway"):
            del self.fields[name]
