"""The form of a unit and its receipt: for everybody, without log-in."""

import datetime
import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from core import clock, once
from core.errors import DomainError
from core.exports.qr import qr_of
from core.fields import decrypt, encrypt
from core.views import show_refusal
from petitions.actions.public import accused_in, send_form
from petitions.actions.receiving import Received
from petitions.forms.people import MatterForm
from petitions.limits import SENDINGS, SENDINGS_OF_A_FORM, Allowance, address_of, take
from petitions.models import Channel, PetitionSettings

RECEIPT = "petition_receipt"
# As long as the receipt can be loaded again: a phone drops pages that it does not show.
SHOWN = datetime.timedelta(minutes=15)
public = method_decorator([login_not_required, never_cache], name="dispatch")


def is_too_often(request: HttpRequest, *asked: tuple[Allowance, str]) -> bool:
    """Counts the request by its address and by what else is asked."""
    at = clock.now()
    return not all([take(SENDINGS, address_of(request), at=at), *(take(what, whom, at=at) for what, whom in asked)])


def key_of(request: HttpRequest) -> uuid.UUID:
    """What the form carries so that it does its work once; a new one where it carries none."""
    return once.parse_key(request.POST.get("once_key")) or uuid.uuid4()


class OpenFormMixin:
    """`self.settings`: of the unit whose form the address names, or None where there is none that is open."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def settings(self) -> PetitionSettings | None:
        found = PetitionSettings.objects.select_related("unit").filter(slug=self.kwargs["slug"], has_form=True)
        return found.filter(unit__closed_on=None).first()

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(*args, **kwargs) if self.settings else closed(self.request)  # type: ignore[misc]


def closed(request: HttpRequest) -> HttpResponse:
    """No such form: what else one can do."""
    return render(request, "petitions/public/closed.html", status=404)


@public
class UnitForm(OpenFormMixin, FormView):
    """Sent twice, one case comes of it (petitions/actions/public.py)."""

    template_name = "petitions/public/form.html"
    form_class = MatterForm
    channel = Channel.WEB
    result: Received | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        assert self.settings is not None
        extra = {"unit": self.settings.unit, "today": clock.today(), "left_out": getattr(self.request, "left_out", [])}
        return super().get_form_kwargs() | extra

    @cached_property
    def key(self) -> uuid.UUID:
        return key_of(self.request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent_files = bool(self.request.FILES or getattr(self.request, "left_out", []))
        return super().get_context_data(
            settings=self.settings,
            unit=self.settings.unit,
            goes_past=any(party.unit for party in accused_in(self.settings.unit, about=None, name="")),
            once_key=self.key,
            sent_files=sent_files,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.settings is None:
            return closed(request)
        if is_too_often(request, (SENDINGS_OF_A_FORM, str(self.settings.pk))):
            form = self.get_form()
            form.add_error(None, _("提交过于频繁，请一小时后再试。您填写的内容还在本页。"))
            return self.render_to_response(self.get_context_data(form=form), status=429)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: MatterForm) -> HttpResponse:
        try:
            received = send_form(
                form.incoming(self.channel),
                unit=self.settings.unit,
                key=self.key,
                on=clock.today(),
                at=clock.now(),
                uploads=form.uploads,
            )
        except DomainError as error:
            show_refusal(form, error)
            return self.form_invalid(form)
        return self._show_receipt(received)

    def _show_receipt(self, received: Received) -> HttpResponse:
        """The code goes through the session, and encrypted: never into an address or a log."""
        self.request.session[RECEIPT] = {
            "code": encrypt(received.code),
            "unit": str(received.case.unit),
            "day": received.case.received_on.isoformat(),
            "until": (clock.now() + SHOWN).timestamp(),
        }
        return redirect("petitions:public_done", slug=self.kwargs["slug"])


class ScannedForm(UnitForm):
    """The same form behind the QR code of the unit, or of a contact card."""

    channel = Channel.QR


@public
class Done(OpenFormMixin, TemplateView):
    """The receipt with the code. Whoever comes back later finds it gone."""

    template_name = "petitions/public/done.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        left = self.request.session.get(RECEIPT)
        if left and left["until"] < clock.now().timestamp():
            left = self.request.session.pop(RECEIPT) and None
        address = reverse("petitions:follow")
        return super().get_context_data(
            settings=self.settings,
            unit=self.settings.unit,
            receipt=left,
            day=datetime.date.fromisoformat(left["day"]) if left else None,
            code=decrypt(left["code"]) if left else "",
            qr=qr_of(address) if left else "",
            address=self.request.build_absolute_uri(address),
            **kwargs,
        )
