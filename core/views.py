"""Parts that the pages of every app are put together from, and the health check. docs/adding-a-page.md shows how.

The core's own pages (inbox, audit trail, mail) are in core/pages.py.
"""

import uuid
from collections.abc import Callable, Mapping
from typing import IO, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, UpdateView, View
from django.views.generic.detail import SingleObjectMixin

from core import clock, once
from core.errors import DomainError
from core.lists.page import ListTools
from core.undo import TODAY, UNDOING, Undo, as_it_was, tell

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, 503 when it does not. For load balancers and container health checks."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": False}, status=503)
    return JsonResponse({"status": "ok", "database": True})


def local_url(request: HttpRequest, url: str | None, *, otherwise: str) -> str:
    """`url` if it leads to this site, else `otherwise`: nobody is sent elsewhere by a forged link."""
    safe = url and url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if url and safe else otherwise


def say(
    request: HttpRequest, text: str, *, then: Any, level: str = "success", undo: Undo | None = None, final: Any = ""
) -> HttpResponse:
    """Go on to `then` (a view's name, a path, an object with a page) and show `text` there, with a button 撤销 or with
    the reason why there is none."""
    tell(request, text, level=level, undo=undo, final=final)
    return redirect(then)


def as_download(file: IO[bytes], name: str) -> FileResponse:
    """A workbook to be saved under this name; the answer closes the file."""
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def as_pdf(content: bytes, name: str) -> HttpResponse:
    """A document that the browser opens; saved, it is called this."""
    shown = content_disposition_header(as_attachment=False, filename=name) or "inline"
    return HttpResponse(content, content_type=PDF, headers={"Content-Disposition": shown})


def send_book(
    request: HttpRequest, make: Callable[[], IO[bytes]], name: str, *, then: Any
) -> HttpResponse | FileResponse:
    """The workbook that `make` gives, as a download; where it cannot be made (the disk is full), on to `then`."""
    try:
        return as_download(make(), name)
    except DomainError as error:
        return say(request, error.message, then=then, level="error")


class VisibleMixin:
    """Only rows that the user may see; any other answers 404. Set `model` or `queryset`."""

    request: Any

    def get_queryset(self) -> Any:
        return super().get_queryset().visible_to(self.request.user)  # type: ignore[misc]


class PermittedMixin:
    """403 for those who may see but not do.

    `permitted` may use `self.request` and, where there is one, `self.target` (invisible: 404 comes first).
    """

    def permitted(self) -> bool:
        return True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.permitted():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class TargetMixin(VisibleMixin, SingleObjectMixin):
    """`self.target`: the visible object that the URL names, fetched once."""

    @cached_property
    def target(self) -> Any:
        return super().get_object()

    def get_object(self, queryset: Any = None) -> Any:
        return self.target


class ListPage(ListTools, VisibleMixin, ListView):
    """A list of what the user may see: 25 to a page, narrowed by a GET form.

    `filter_class` is a Form with `narrow(queryset) -> queryset`, called with valid data only (override
    `get_filter_kwargs` to give it more). The context holds `filter_form`, `count` and `page_query` (the filters as
    a query string for the links to other pages: `?{{ page_query }}page=2`). Columns, saved views, the workbook and
    actions on many rows are declared as core/lists/page.py says.
    """

    paginate_by = 25
    filter_class: type[forms.Form] | None = None

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.GET or None}

    @cached_property
    def filter_form(self) -> Any:
        return self.filter_class(**self.get_filter_kwargs()) if self.filter_class else None

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        if self.filter_form is not None and self.filter_form.is_valid():
            rows = self.filter_form.narrow(rows)
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.copy()
        query.pop("page", None)
        context = super().get_context_data(**kwargs)
        context["filter_form"] = self.filter_form
        context["count"] = context["paginator"].count if context["paginator"] else len(context["object_list"])
        context["page_query"] = f"{query.urlencode()}&" if query else ""
        context["rows"] = self.prepare(list(context["object_list"]))
        return context | self.list_context()


class UserFormMixin:
    """Gives the form `user=`, for choices that depend on who is asking."""

    request: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}  # type: ignore[misc]


def show_refusal(form: Any, error: DomainError) -> None:
    """Put an action's refusal where the person can mend it: at its field, or on top of the form."""
    form.add_error(error.field if error.field in form.fields else None, error.message)


class UndoMixin:
    """How a change is taken back, said beside its confirmation.

    `undo_view` is the name of an address that takes it back, with the key of `self.result` (or of `self.target` where
    the action returns nothing); `undo_fields` is what is posted there. Override `get_undo` where that is not enough.
    What cannot be taken back says in `final` why not, or how else it is mended.
    """

    undo_view = ""
    undo_fields: Mapping[str, Any] = {}
    final: Any = ""
    result: Any = None

    def get_undo(self) -> Undo | None:
        if not self.undo_view:
            return None
        obj = self.result if self.result is not None else self.target  # type: ignore[attr-defined]
        fields = {name: str(clock.today() if value is TODAY else value) for name, value in self.undo_fields.items()}
        return Undo(reverse(self.undo_view, args=[obj.pk]), fields)

    def confirm(self, message: str) -> None:
        """Say that it is done, where the view has words for it."""
        if message:
            request: Any = self.request  # type: ignore[attr-defined]
            # Whoever has just undone something knows that it can be done again.
            tell(request, message, undo=self.get_undo(), final="" if UNDOING in request.POST else self.final)


class ActionMixin(UndoMixin, PermittedMixin):
    """A form whose valid data goes into one action. Define `act`; what it returns is kept as `self.result`.

    A DomainError is shown in the form, which keeps what was typed. Otherwise: `success_message`, beside it the button
    of `get_undo()` or `final`, and on to `get_success_url()` (the result's own page unless you say otherwise).
    """

    success_message: Any = ""
    success_url: Any = None
    form: Any = None

    def act(self, form: Any) -> Any:
        raise NotImplementedError

    def get_success_message(self) -> str:
        return str(self.success_message)

    def get_success_url(self) -> str:
        return str(self.success_url) if self.success_url else resolve_url(self.result)

    def perform(self, form: Any) -> str:
        """Run the action and return where to go next."""
        self.result = self.act(form)
        return self.get_success_url()

    def form_valid(self, form: Any) -> HttpResponse:
        self.form = form
        try:
            url = self.perform(form)
        except DomainError as error:
            show_refusal(form, error)
            return self.form_invalid(form)  # type: ignore[attr-defined]
        self.confirm(self.get_success_message())
        return HttpResponseRedirect(url)


class ActionView(ActionMixin, FormView):
    """A page with one form and one action, about no object in particular."""


class TargetActionView(TargetMixin, ActionMixin, FormView):
    """A page with one form and one action on a visible object: `self.target`, in templates `object`."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.object = self.target
        return super().get_context_data(**kwargs)


class OnceMixin:
    """Put before ActionView on pages that create; the form includes components/_once.html.

    A second POST of the same key by the same user leads to the first result and creates nothing.
    """

    @property
    def _key(self) -> uuid.UUID | None:
        return once.parse_key(self.request.POST.get("once_key"))  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(once_key=self._key or uuid.uuid4(), **kwargs)  # type: ignore[misc]

    def perform(self, form: Any) -> str:
        work = super().perform  # type: ignore[misc]
        if self._key is None:
            return work(form)
        return once.run_once(self._key, user=self.request.user, at=clock.now(), act=lambda: work(form))  # type: ignore[attr-defined]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        url = once.first_result(self._key, user=request.user)
        try:
            return self._sent_before(url) if url else super().post(request, *args, **kwargs)  # type: ignore[misc]
        except once.AlreadySent as sent:
            return self._sent_before(sent.url)

    def _sent_before(self, url: str) -> HttpResponse:
        messages.info(self.request, _("这张表单已经提交过，没有重复登记。"))  # type: ignore[attr-defined]
        return HttpResponseRedirect(url)


class CreatePage(OnceMixin, ActionView):
    """A page that creates: once-key, form, action, on to the result."""


class Restorable:
    """Put before a page that edits: it is undone by the same form with what stood there before."""

    target: Any

    def get_success_message(self) -> str:
        undone = UNDOING in self.request.POST  # type: ignore[attr-defined]
        return _("已恢复修改前的内容。") if undone else super().get_success_message()  # type: ignore[misc]

    def get_undo(self) -> Undo | None:
        before = None if self.final else as_it_was(self.form)  # type: ignore[attr-defined]
        if before is None:
            return super().get_undo()  # type: ignore[misc]
        again = {**before, "version": self._version_now()}
        return Undo(self.request.get_full_path(), again, _("改回原样"))  # type: ignore[attr-defined]

    def _version_now(self) -> str:
        """The action has counted it up."""
        self.target = type(self.target)._base_manager.get(pk=self.target.pk)
        self.__dict__.pop("opened_version", None)
        return str(getattr(self, "opened_version", None) or getattr(self.target, "version", ""))


class EditPage(TargetMixin, Restorable, ActionMixin, UpdateView):
    """A page that edits `self.target` through a ModelForm and an action; the form includes components/_version.html.

    Pass `version=self.version` to the action, which hands it to `core.locking.lock`. The action gets the data
    (`form.cleaned_data`), never the form's half-changed instance.
    """

    @property
    def version(self) -> str:
        """The version that the person had in front of them."""
        return self.request.POST.get("version", str(self.opened_version))

    @cached_property
    def opened_version(self) -> int:
        return self.target.version

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(version=self.version, **kwargs)


class PostActionView(TargetMixin, UndoMixin, PermittedMixin, View):
    """A button: POST only. Define `act(obj)`. A refusal is shown as a message, and nothing is changed."""

    http_method_names = ["post"]
    success_message: Any = ""
    success_url: Any = None

    def act(self, obj: Any) -> Any:
        raise NotImplementedError

    def get_success_message(self) -> str:
        return str(self.success_message)

    def get_success_url(self) -> str:
        """The page named by the hidden field `next` (if local), else `success_url`, else the object's own page."""
        otherwise = str(self.success_url) if self.success_url else resolve_url(self.target)
        return local_url(self.request, self.request.POST.get("next"), otherwise=otherwise)

    def get_refused_url(self) -> str:
        return self.get_success_url()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.result = self.act(self.target)
        except DomainError as error:
            return say(request, error.message, then=self.get_refused_url(), level="error")
        self.confirm(self.get_success_message())
        return redirect(self.get_success_url())
