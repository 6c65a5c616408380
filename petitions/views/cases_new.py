"""Writing down what came in, and the receipt that is handed to who brought it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core import clock
from core.exports.qr import qr_of
from core.fields import decrypt, encrypt
from core.undo import ON_RECORD
from core.views import CreatePage
from petitions.actions.intake import take_in
from petitions.actions.receiving import Received
from petitions.forms.cases_new import BY_HAND, NewCaseForm
from petitions.models import Case
from petitions.selectors.offices import registers

# Where the code waits, encrypted, for the one page that shows it.
RECEIPT = "case_receipt"


def keep_receipt(request: Any, received: Received, *, back: str = "") -> str:
    """The address of the receipt; the code goes there through the session, never into an address. `back`: the page
    on which the next one is written down."""
    case = Case.objects.select_related("unit").get(pk=received.case.pk)
    request.session[RECEIPT] = {
        "code": encrypt(received.code),
        "case": case.pk,
        "number": case.number,
        "unit": case.unit.name,
        "day": case.received_on.isoformat(),
        "back": back,
    }
    return reverse("petitions:receipt")


class NewCase(CreatePage):
    """`?channel=phone` picks the channel beforehand."""

    template_name = "petitions/case_new.html"
    form_class = NewCaseForm
    success_message = gettext_lazy("已保存。")
    final = ON_RECORD

    def permitted(self) -> bool:
        return registers(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "today": clock.today()}

    def get_initial(self) -> dict[str, Any]:
        channel = self.request.GET.get("channel", "")
        return {"channel": channel} if channel in dict(BY_HAND) else {}

    def act(self, form: NewCaseForm) -> Received:
        data = form.cleaned_data
        return take_in(
            form.incoming(),
            unit=data["unit"],
            on=data["received_on"],
            by=self.request.user,
            at=clock.now(),
            then=form.then(),
        )

    def get_success_url(self) -> str:
        return keep_receipt(self.request, self.result)


class Receipt(TemplateView):
    """Shows the code of the case that was just written down, once; a second look finds it gone."""

    template_name = "petitions/receipt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        left = self.request.session.pop(RECEIPT, None) or {}
        code = decrypt(left["code"]) if left else ""
        case = Case.objects.visible_to(self.request.user).filter(pk=left.get("case")).first()
        follow = reverse("petitions:follow")
        address = self.request.build_absolute_uri(follow)
        return super().get_context_data(
            code=code, receipt=left, case=case, qr=qr_of(follow) if code else "", address=address, **kwargs
        )
