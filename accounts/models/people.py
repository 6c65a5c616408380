"""Cadres, the posts that they hold over time, groups, leave and secondment."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Unit
from accounts.querysets import CadreQuerySet, GroupQuerySet, OfCadreQuerySet, PostQuerySet
from core.fields import EncryptedTextField


class Rank(models.TextChoices):
    """Administrative rank; `RANK_ORDER` says which is higher."""

    COUNTY_HEAD = "county_head", _("县处级正职")
    COUNTY_DEPUTY = "county_deputy", _("县处级副职")
    TOWNSHIP_HEAD = "township_head", _("乡科级正职")
    TOWNSHIP_DEPUTY = "township_deputy", _("乡科级副职")
    STAFF = "staff", _("科员")
    NONE = "none", _("无职级")


class Position(models.TextChoices):
    """What somebody is in a unit, as far as regulations ask for it; the exact title is the post's own text."""

    HEAD = "head", _("主要负责人")
    LEADERSHIP_MEMBER = "leadership_member", _("班子成员")
    SECTION_CHIEF = "section_chief", _("中层负责人")
    CADRE = "cadre", _("一般干部")
    PARTY_MEMBER = "party_member", _("党员")
    LIAISON_OFFICER = "liaison_officer", _("联络员")
    STAFF = "staff", _("工作人员")


class Cadre(models.Model):
    """A person who owes contact work. What they hold now and held before is in `posts`."""

    name = models.CharField(_("姓名"), max_length=40)
    gender = models.CharField(_("性别"), max_length=1, choices=[("m", _("男")), ("f", _("女"))], blank=True)
    # Regulations ask for "under 45"; the month is enough and less than the day.
    birth_month = models.DateField(_("出生年月"), null=True, blank=True, help_text=_("日填写为1日。"))
    staff_number = models.CharField(_("工号"), max_length=30, blank=True)
    phone = EncryptedTextField(_("电话"), blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    is_party_member = models.BooleanField(_("中共党员"), default=False)
    has_grassroots_experience = models.BooleanField(_("有基层工作经历"), default=False)
    is_reserve = models.BooleanField(_("后备干部"), default=False)
    # Some duties are of members who are able only: neither why nor since when is kept.
    is_able_to_act = models.BooleanField(
        _("能够履行职责"), default=True, help_text=_("长期患病、行动不便的党员，有的制度不作要求，请取消勾选。")
    )
    joined_on = models.DateField(_("到岗日期"), null=True, blank=True)
    left_on = models.DateField(_("离任日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = CadreQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff_number"], condition=~Q(staff_number=""), name="cadre_staff_number_once"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(joined_on=None) | Q(left_on__gte=F("joined_on")),
                name="cadre_leaves_after_joining",
            ),
        ]
        verbose_name = _("干部")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:cadre", args=[self.pk])


class Post(models.Model):
    """A post from one day to another (both included; no end = still held). Several may be held at once."""

    cadre = models.ForeignKey(Cadre, models.CASCADE, related_name="posts", verbose_name=_("干部"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("单位"))
    title = models.CharField(_("职务"), max_length=60)
    rank = models.CharField(_("职级"), max_length=20, choices=Rank, default=Rank.NONE)
    position = models.CharField(_("岗位类别"), max_length=20, choices=Position, default=Position.CADRE)
    is_main = models.BooleanField(_("主要职务"), default=True)
    start = models.DateField(_("任职日期"))
    end = models.DateField(_("免职日期"), null=True, blank=True)
    order = models.PositiveIntegerField(_("排序"), default=0)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-is_main", "order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="post_ends_after_start"),
        ]
        indexes = [models.Index(fields=["unit", "end"], name="post_of_unit")]
        verbose_name = _("任职")

    def __str__(self) -> str:
        return f"{self.unit} {self.title}"

    def is_held_on(self, day: datetime.date) -> bool:
        """As `querysets.in_force`, for rows that are fetched already."""
        return self.start <= day and (self.end is None or self.end >= day)


class GroupKind(models.TextChoices):
    LEADING_TEAM = "leading_team", _("领导班子")
    VOLUNTEER_TEAM = "volunteer_team", _("志愿服务队")
    DELEGATES_GROUP = "delegates_group", _("党代表小组")
    WORKING_GROUP = "working_group", _("工作组")


class Group(models.Model):
    """A team that is no unit: leading team, volunteer team, delegates' group."""

    name = models.CharField(_("名称"), max_length=100)
    kind = models.CharField(_("类别"), max_length=20, choices=GroupKind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="groups", verbose_name=_("所属单位"))
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(closed_on=None), name="group_name_once_in_unit"
            )
        ]
        verbose_name = _("小组")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:group", args=[self.pk])


class GroupMembership(models.Model):
    """Who belongs to a group from when to when; one convenor (召集人) at a time."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    cadre = models.ForeignKey(Cadre, models.CASCADE, related_name="memberships", verbose_name=_("成员"))
    is_convenor = models.BooleanField(_("召集人"), default=False)
    start = models.DateField(_("加入日期"))
    end = models.DateField(_("退出日期"), null=True, blank=True)

    objects = OfCadreQuerySet.as_manager()

    class Meta:
        ordering = ["-is_convenor", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "cadre"], condition=Q(end=None), name="membership_once"),
            models.UniqueConstraint(fields=["group"], condition=Q(end=None, is_convenor=True), name="one_convenor"),
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="membership_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.cadre}"


class LeaveKind(models.TextChoices):
    ANNUAL = "annual", _("年休假")
    SICK = "sick", _("病假")
    MATERNITY = "maternity", _("产假（陪产假）")
    STUDY = "study", _("脱产学习")
    PERSONAL = "personal", _("事假")
    OTHER = "other", _("其他")


class Leave(models.Model):
    """Days on which nothing is owed (both ends included). The reason in words is not recorded: nobody needs it."""

    cadre = models.ForeignKey(Cadre, models.CASCADE, related_name="leaves", verbose_name=_("干部"))
    kind = models.CharField(_("类别"), max_length=20, choices=LeaveKind)
    start = models.DateField(_("开始日期"))
    end = models.DateField(_("结束日期"))

    objects = OfCadreQuerySet.as_manager()

    class Meta:
        ordering = ["-start", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(end__gte=F("start")), name="leave_ends_after_start")]
        verbose_name = _("请假")

    def __str__(self) -> str:
        return f"{self.cadre} {self.start}–{self.end}"


class SecondmentWork(models.TextChoices):
    """What a cadre may be seconded to (R2.1)."""

    VILLAGE = "village", _("驻村工作")
    PETITION = "petition", _("信访工作")
    KEY_PROJECT = "key_project", _("重点项目")


class Secondment(models.Model):
    """A cadre sent to the grass roots (下基层锻炼); exempt from the home unit's duties meanwhile (R2)."""

    cadre = models.ForeignKey(Cadre, models.CASCADE, related_name="secondments", verbose_name=_("干部"))
    host = models.ForeignKey(Unit, models.PROTECT, related_name="secondments", verbose_name=_("锻炼单位"))
    kind = models.CharField(_("工作类别"), max_length=20, choices=SecondmentWork, blank=True)
    work = models.CharField(_("锻炼内容"), max_length=100, blank=True)
    start = models.DateField(_("开始日期"))
    end = models.DateField(_("结束日期"), null=True, blank=True)

    objects = OfCadreQuerySet.as_manager()

    class Meta:
        ordering = ["-start", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="secondment_ends_after_start")
        ]
        verbose_name = _("下基层锻炼")

    def __str__(self) -> str:
        return f"{self.cadre} → {self.host}"
