"""What users keep about lists: views under a name, and which columns they show."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Unit
from accounts.models.users import User
from accounts.querysets import SavedViewQuerySet
from core.fields import EncryptedTextField
from core.lists import kept


class SavedView(models.Model):
    """A list as somebody narrowed it, for the next time; with a unit it is offered to all who belong there or below.

    What was typed into a filter may name people: the query is encrypted at rest. Kept until its owner deletes it.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views", verbose_name=_("用户"))
    name = models.CharField(_("名称"), max_length=40)
    path = models.CharField(_("列表"), max_length=200)
    title = models.CharField(_("列表名称"), max_length=60)
    query = EncryptedTextField(_("查询条件"), blank=True)
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="saved_views", verbose_name=_("共享给单位")
    )
    is_default = models.BooleanField(_("打开列表时默认使用"), default=False)
    version = models.PositiveIntegerField(default=0)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["path", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "path", "name"], name="saved_view_name"),
            models.UniqueConstraint(fields=["user", "path"], condition=Q(is_default=True), name="saved_view_default"),
        ]
        verbose_name = _("常用查询")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The list, narrowed."""
        return kept.address(self.path, self.query)


class ListColumns(models.Model):
    """The columns that a user shows of a list, by the name of its address."""

    user = models.ForeignKey(User, models.CASCADE, related_name="list_columns")
    name = models.CharField(max_length=100)
    columns = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="list_columns_once")]

    def __str__(self) -> str:
        return self.name
