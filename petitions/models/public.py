"""What the people's pages keep besides the case: which form was sent, and how often an address asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from petitions.models.cases import Case


class SentForm(models.Model):
    """A form of the people's pages that did its work, by the key that it carried: sent twice, it does it once.

    `case`: what came of the form of a unit; None for a step of somebody who follows a case.
    """

    key = models.UUIDField(primary_key=True)
    case = models.OneToOneField(Case, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("已提交的表单")

    def __str__(self) -> str:
        return str(self.key)


class RequestCount(models.Model):
    """How often something was asked for within an hour; gone after it (petitions/limits.py).

    `key` is an HMAC of what is counted, the hour and, where it is counted by address, the address: nobody can be told
    from it, nor followed from one hour to the next.
    """

    key = models.CharField(max_length=64, primary_key=True)
    hour = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("请求计数")

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} {self.count}"
