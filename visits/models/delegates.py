"""How delegates may be reached, as they agreed to publish it (R8.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre
from visits.volunteer_querysets import DelegateContactQuerySet


class DelegateContact(models.Model):
    """A text that the delegate wrote for everybody to read; taken back by deleting it.

    Kept while the delegate wants it: nothing else of their record is shown to the public.
    """

    cadre = models.OneToOneField(Cadre, models.CASCADE, related_name="delegate_contact", verbose_name=_("党代表"))
    text = models.CharField(_("联系方式"), max_length=200)
    agreed_on = models.DateField(_("同意公开的日期"))
    version = models.PositiveIntegerField(default=0)

    objects = DelegateContactQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("党代表公开的联系方式")

    def __str__(self) -> str:
        return str(self.cadre)
