"""The form of a talk (谈心谈话, R4): with whom, when, and what was said, which stays with those who took part."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.selectors import Choice
from core.errors import DomainError
from core.forms import DayField
from visits.forms.fields import FilesField, PickField, TickField, asking, values_in
from visits.forms.matters import MattersForm
from visits.selectors.habits import TALK, talk_partners
from visits.selectors.suggest import (
    cadre_choices,
    keeps_books,
    last_time,
    own_cadre,
    resolve_cadres,
    resolve_chosen,
    seen_choices,
)

if TYPE_CHECKING:
    from accounts.models import User


class TalkForm(MattersForm):
    """`talker` is asked of those who record the talks of others; anybody else holds their own."""

    first_day = DayField(label=_("谈话日期"), error_messages={"required": _("请填写谈话日期。")})
    talker = forms.CharField(label=_("谈话人"), widget=forms.Select, error_messages={"required": _("请选择谈话人。")})
    partners = TickField(label=_("谈话对象"), required=False)
    cadres = PickField(label=_("其他谈话对象"), required=False)
    others = PickField(label=_("群众"), required=False, help_text=_("与联系户、群众谈话的，输入姓名查找。没有的不填。"))
    content = forms.CharField(
        label=_("谈话内容"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("加密保存，只有参加谈话的人和谈话人的上级可以查看。"),
    )
    minutes = forms.IntegerField(label=_("时长（分钟）"), required=False, min_value=0, max_value=100_000)
    attachments = FilesField(label=_("附件"))
    field_order = ("first_day", "talker", "partners", "cadres", "others", "content")

    def __init__(self, *args: Any, user: "User", today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user, self.today, self.own = user, today, own_cadre(user)
        self.fields["first_day"].initial = today
        self.add_matter_rows()
        self._offer_talkers()
        self._offer_partners()
        self.fields["others"].offer(seen_choices(user, values_in(self, "others"), on=today))
        self.fields["others"].widget.attrs |= asking("visits:find_targets")

    # --- what is offered ---------------------------------------------------------------------
    def _offer_talkers(self) -> None:
        if self.own and not keeps_books(self.user):
            del self.fields["talker"]
            return
        field: Any = self.fields["talker"]
        field.initial = str(self.own.pk) if self.own else ""
        chosen = str(self["talker"].value() or "")
        found = dict(cadre_choices(self.user, [chosen], on=self.today))
        field.widget.choices = [("", gettext("请选择")), *found.items()]
        field.widget.attrs |= asking("visits:find_cadres")

    def _offer_partners(self) -> None:
        near = talk_partners(self.user, self.own, on=self.today)
        self.has_partners = bool(near)
        self.fields["partners"].offer([Choice(str(cadre.pk), cadre.name, _note(cadre, day)) for cadre, day in near])
        field: Any = self.fields["cadres"]
        ticked = {str(cadre.pk) for cadre, _day in near}
        found = cadre_choices(self.user, values_in(self, "cadres"), on=self.today)
        field.choices = [choice for choice in found if choice[0] not in ticked]
        field.widget.attrs |= asking("visits:find_cadres")

    @property
    def has_more(self) -> bool:
        """Whether the folded part is open from the start: something is in it, or wrong with it."""
        names = ("others", "minutes", "attachments")
        return any(self[name].value() or self.errors.get(name) for name in names)

    # --- what was entered --------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.check_matters()
        if not self.errors:
            try:
                data |= {"who": self._who(data), "whom": self._whom(data)}
            except DomainError as error:
                self.add_error(error.field or "others", error.message)
        return data

    def _who(self, data: dict[str, Any]) -> Any:
        """Who held the talk, then those with whom."""
        talker = data.get("talker") or str(self.own.pk)
        picked = [key for key in [*data["partners"], *data["cadres"]] if key != talker]
        if not picked and not data["others"]:
            raise DomainError(gettext("请选择谈话对象。"), field="partners" if self.has_partners else "cadres")
        return resolve_cadres(self.user, [talker, *picked])

    def _whom(self, data: dict[str, Any]) -> Any:
        return resolve_chosen(self.user, data["others"], cadre_ids=self.user.access.cadre_ids, on=data["first_day"])

    def entry(self) -> dict[str, Any]:
        """The keyword arguments of `visits.actions.log_visit`."""
        data = self.cleaned_data
        plain = {name: data[name] for name in ("first_day", "content", "minutes", "attachments")}
        return plain | {"kind": TALK, "cadres": data["who"], "targets": data["whom"], "matters": self.heard()}


def _note(cadre: Any, talked_on: datetime.date | None) -> str:
    """Post, and when one talked with them last."""
    post = cadre.current_posts[0] if cadre.current_posts else None
    return "\n".join(filter(None, [f"{post.unit.label} {post.title}" if post else "", last_time(talked_on)]))
