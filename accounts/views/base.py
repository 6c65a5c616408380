"""What the pages of the organisation share."""

import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts.access import ADMINS, KEEPERS
from accounts.models import Unit
from core import clock


class FormPage:
    """A page that is one form: heading, what its button says, and the page that it came from."""

    template_name = "components/form_page.html"
    heading: Any = ""
    submit: Any = _("保存")
    lead_text: Any = ""
    danger = False

    def get_parent(self) -> tuple[str, Any]:
        """Address and name of the page above, where 取消 leads as well."""
        return self.target.get_absolute_url(), self.target  # type: ignore[attr-defined]

    def get_lead_text(self) -> Any:
        return self.lead_text

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        url, parent = self.get_parent()
        page = {"heading": self.heading, "submit": self.submit, "lead_text": self.get_lead_text()}
        page |= {"danger": self.danger, "cancel_url": url, "parent_url": url, "parent": parent}
        return super().get_context_data(**page, **kwargs)  # type: ignore[misc]


class Acting:
    """Who does it, when, and which version of the record they had in front of them."""

    @property
    def today(self) -> datetime.date:
        return clock.today()

    @property
    def stamp(self) -> dict[str, Any]:
        return {"by": self.request.user, "at": clock.now()}  # type: ignore[attr-defined]

    def administers(self, unit: Unit) -> bool:
        return self.request.user.access.covers(unit.path, *ADMINS)  # type: ignore[attr-defined]

    def keeps(self, unit: Unit) -> bool:
        return self.request.user.access.covers(unit.path, *KEEPERS)  # type: ignore[attr-defined]


class Versioned:
    """A form on a record with a version that is no ModelForm: carries and checks the version all the same."""

    @property
    def version(self) -> str:
        return self.request.POST.get("version", str(self.target.version))  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(version=self.version, **kwargs)  # type: ignore[misc]


class FoundFirst:
    """A page of a part of the tree: as long as there is no tree, it leads whoever has all rights to founding one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_superuser and not Unit.objects.exists():
            return redirect("accounts:found")
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
