"""What a delegates' meeting sends up of what was heard (R8.4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Cadre, Unit
from petitions.models.cases import Case
from petitions.models.meetings import Topic


class SentUp(models.Model):
    """A topic that went up as a motion, a proposal or an opinion: whom the meeting named for it, and the case in which
    it is answered."""

    topic = models.OneToOneField(Topic, models.PROTECT, related_name="sent_up")
    case = models.OneToOneField(Case, models.PROTECT, related_name="sent_up_from")
    undertaker = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("承办单位"))
    lead = models.ForeignKey(Cadre, models.PROTECT, related_name="+", verbose_name=_("牵头人"))
    due = models.DateField(_("答复时限"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("上报的意见建议")

    def __str__(self) -> str:
        return str(self.topic)
