"""The pages behind a list: what a workbook is for, and what an action does to the chosen rows."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import clock, once
from core.errors import DomainError
from core.keys import parse_numbers
from core.lists.bulk import MOST, Bulk, Changed, Line, carry_out, rehearse
from core.lists.exporting import Shown, export_list
from core.undo import tell

if TYPE_CHECKING:
    from core.lists.page import ListTools


class PurposeForm(forms.Form):
    """What a list is taken out for; it goes into the audit trail."""

    purpose = forms.CharField(
        label=gettext_lazy("用途"),
        max_length=100,
        help_text=gettext_lazy("例如：工作例会汇报。用途、条数和列名随导出记录留存备查。"),
        error_messages={"required": gettext_lazy("请填写用途。")},
    )


class Step:
    """A page at the address of a list, which it reads from."""

    def __init__(self, page: "ListTools"):
        self.page, self.request = page, page.request

    def get(self) -> HttpResponse:
        raise NotImplementedError

    def post(self) -> HttpResponseBase:
        raise NotImplementedError

    def render(self, template: str, **context: Any) -> HttpResponse:
        title, back = self.page.get_title(), self.page.filtered_url
        context |= {"cancel_url": back, "parent_url": back, "parent": title}
        return render(self.request, template, context)


class Export(Step):
    """Asks what for, and gives the workbook."""

    def __init__(self, page: "ListTools"):
        super().__init__(page)
        if not page.offered_columns:
            raise Http404
        if not page.may_export():
            raise PermissionDenied

    def get(self) -> HttpResponse:
        return self._page(PurposeForm())

    def post(self) -> HttpResponseBase:
        from core.views import as_download, show_refusal  # which are made of this module

        form, page = PurposeForm(self.request.POST), self.page
        if not form.is_valid():
            return self._page(form)
        user = self.request.user
        try:
            file = export_list(self._shown(), **form.cleaned_data, by=user, at=clock.now(), on=clock.today())
        except DomainError as error:
            show_refusal(form, error)
            return self._page(form)
        return as_download(file, f"{page.get_title()}.xlsx")

    def _shown(self) -> Shown:
        page: Any = self.page
        paginator = page.get_paginator(page.get_export_queryset(), page.paginate_by)
        is_capped = getattr(paginator, "is_capped", False)
        return Shown(page.get_title(), page.shown_columns, paginator.count, is_capped, page.all_rows())

    def _page(self, form: forms.Form) -> HttpResponse:
        shown = self._shown()
        return self.render("components/list_export.html", form=form, shown=shown)


class BulkStep(Step):
    """Shows what the action would do to each of the chosen rows, and does it when that is confirmed."""

    def __init__(self, page: "ListTools"):
        super().__init__(page)
        name = self.request.GET.get("bulk", "")
        known = {bulk.name: bulk for bulk in page.bulks}
        if name not in known:
            raise Http404
        self.bulk: Bulk = known[name]()
        if not self.bulk.permitted(self.request.user):
            raise PermissionDenied
        self.at, self.on = clock.now(), clock.today()

    def get(self) -> HttpResponse:
        rows = self._rows()
        if not rows:
            return self._back(_("请先勾选要办理的条目。"))
        if len(rows) > MOST:
            return self._back(_("一次最多办理%(most)d条，请填写条件缩小范围。") % {"most": MOST})
        form = self._form(None)
        return self._page(form, rows, self._rehearsed(rows, {}) if not form.fields else [])

    def _back(self, why: str) -> HttpResponse:
        tell(self.request, why, level="error")
        return HttpResponseRedirect(self.page.filtered_url)

    def post(self) -> HttpResponseBase:
        rows, form = self._rows(), self._form(self.request.POST)
        if not form.is_valid() or len(rows) > MOST:
            return self._page(form, rows, [])
        if "confirmed" in self.request.POST:
            return self._confirm(form, rows)
        return self._page(form, rows, self._rehearsed(rows, form.cleaned_data))

    def _confirm(self, form: Any, rows: list[Any]) -> HttpResponse:
        key = once.parse_key(self.request.POST.get("once_key")) or uuid.uuid4()
        try:
            url = once.run_once(key, user=self.request.user, at=self.at, act=lambda: self._carry_out(form, rows))
        except once.AlreadySent as sent:
            return HttpResponseRedirect(sent.url)
        except DomainError as error:  # of the form as a whole: refusals of single rows are lines
            return self._back(str(error.message))
        except Changed:
            lines = self._rehearsed(self._rows(), form.cleaned_data)
            return self._page(form, rows, lines, changed=True)
        return HttpResponseRedirect(url)

    def _carry_out(self, form: Any, rows: Sequence[Any]) -> str:
        keys = set(parse_numbers(self.request.POST.get("confirmed", "").split(",")))
        chosen = [row for row in rows if row.pk in keys]
        done = carry_out(chosen, *self._how(form.cleaned_data), confirmed=keys)
        text = ngettext("“%(label)s”：已办理%(count)d条。", "“%(label)s”：已办理%(count)d条。", done)
        tell(self.request, text % {"label": self.bulk.label, "count": done})
        return self.page.filtered_url

    def _rehearsed(self, rows: Sequence[Any], data: dict[str, Any]) -> list[Line]:
        return rehearse(rows, *self._how(data))

    def _how(self, data: dict[str, Any]) -> tuple[Any, Any]:
        user, bulk = self.request.user, self.bulk
        return (
            lambda row: bulk.act(row, data, by=user, at=self.at, on=self.on),
            lambda row: (bulk.label_of(row), bulk.effect(row, data)),
        )

    def _form(self, data: Any) -> Any:
        return self.bulk.make_form(data, user=self.request.user, on=self.on)

    def _rows(self) -> list[Any]:
        """Those ticked, or all that the list shows: one more than may be, so that too many are noticed."""
        rows: Any = self.page.get_queryset()  # type: ignore[attr-defined]
        if not self.request.GET.get("all"):
            keys = parse_numbers(self.request.GET.getlist("row"))
            rows = rows.filter(pk__in=keys[:MOST])
        return list(rows[: MOST + 1])

    def _page(self, form: Any, rows: Sequence[Any], lines: Sequence[Line], *, changed: bool = False) -> HttpResponse:
        done = [line for line in lines if not line.refusal]
        return self.render(
            "components/list_bulk.html",
            form=form,
            bulk=self.bulk,
            count=len(rows),
            lines=lines,
            done=done,
            refused=[line for line in lines if line.refusal],
            confirmed=",".join(str(line.key) for line in done),
            changed=changed,
            once_key=uuid.uuid4(),
        )


STEPS: dict[str, type[Step]] = {"export": Export, "bulk": BulkStep}
