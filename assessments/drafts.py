"""A scorecard as it is written down, in a file or in the form, and everything that is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import How, ScorecardVersion
from assessments.sources import ALL

MOST_POINTS = 1000


@dataclass(frozen=True)
class CriterionDraft:
    """`source` is empty for a criterion that the scorer judges."""

    text: str
    points: Decimal
    standard: str = ""
    source: dict[str, Any] = field(default_factory=dict)

    @property
    def how(self) -> str:
        return How.COMPUTED if self.source else How.JUDGED


@dataclass(frozen=True)
class BandDraft:
    least: Decimal
    name: str
    reward: Decimal = Decimal(0)


@dataclass(frozen=True)
class Draft:
    """Days are counted from the opening; those of an objection are working days from the announcement."""

    title: str
    subject: str
    total: Decimal
    criteria: tuple[CriterionDraft, ...]
    bands: tuple[BandDraft, ...] = ()
    step: Decimal = Decimal("0.5")
    self_days: int = 7
    scoring_days: int = 14
    confirming_days: int = 21
    objection_days: int = 5


@dataclass(frozen=True)
class Problem:
    """What is wrong, with the number of the criterion (from 1) and the field where it can be mended; 0 is none."""

    text: str
    number: int = 0
    field: str = ""

    def __str__(self) -> str:
        return _("第%(number)d项：%(text)s") % {"number": self.number, "text": self.text} if self.number else self.text


def problems(draft: Draft) -> list[Problem]:
    """Every mistake at once; an empty list for a scorecard that can be put in force."""
    found = [*_of_frame(draft), *_of_bands(draft)]
    for number, criterion in enumerate(draft.criteria, 1):
        found += _of_criterion(criterion, number, draft)
    return found


def _of_frame(draft: Draft) -> Iterator[Problem]:
    if not (Decimal("0.1") <= draft.step <= 10 and draft.step == round(draft.step, 1)):
        yield Problem(_("分值单位应在0.1至10之间，最多一位小数。"), field="step")
    if not draft.self_days <= draft.scoring_days <= draft.confirming_days:
        yield Problem(_("自评、评分、确认的天数应依次不减少。"), field="confirming_days")
    total = sum((criterion.points for criterion in draft.criteria), Decimal(0))
    if total != draft.total:
        words = {"sum": plain(total), "total": plain(draft.total)}
        yield Problem(_("各项分值合计%(sum)s分，应为总分%(total)s分。") % words, field="total")


def _of_bands(draft: Draft) -> Iterator[Problem]:
    leasts = [band.least for band in draft.bands]
    if len(set(leasts)) < len(leasts):
        yield Problem(_("等次的分数线不能重复。"), field="bands")
    if any(not 0 <= least <= draft.total or least != round(least, 1) for least in leasts):
        yield Problem(_("等次的分数线应在0分至总分之间，最多一位小数。"), field="bands")
    if any(band.reward < 0 or band.reward != round(band.reward, 2) for band in draft.bands):
        yield Problem(_("奖励不能小于零，最多两位小数。"), field="bands")


def _of_criterion(criterion: CriterionDraft, number: int, draft: Draft) -> Iterator[Problem]:
    if not criterion.text.strip():
        yield Problem(_("请填写项目。"), number, "text")
    if not 0 < criterion.points <= MOST_POINTS:
        yield Problem(_("分值应大于零，不超过1000。"), number, "points")
    elif draft.step > 0 and criterion.points % draft.step:
        words = {"step": draft.step}
        yield Problem(_("分值应为分值单位（%(step)s分）的倍数。") % words, number, "points")
    if criterion.source:
        for text in _of_source(criterion.source, draft.subject):
            yield Problem(text, number, "source")


def _of_source(written: dict[str, Any], subject: str) -> Iterator[str]:
    name = str(written.get("of", ""))
    source = ALL.get(name)
    if source is None:
        yield _("没有数据来源“%(name)s”。") % {"name": name}
        return
    if subject not in source.subjects:
        yield _("数据来源“%(title)s”不适用于这类考核对象。") % {"title": source.title}
    known = {parameter.name: parameter for parameter in source.parameters}
    for name in sorted(written.keys() - known.keys() - {"of"}):
        yield _("数据来源“%(title)s”没有参数“%(name)s”。") % {"title": source.title, "name": name}
    for name, parameter in known.items():
        if name in written:
            if problem := parameter.problem(written[name]):
                yield problem
        elif parameter.is_needed:
            yield _("请填写参数“%(title)s”（%(name)s）。") % {"title": parameter.title, "name": name}


def plain(number: Decimal) -> str:
    """As one writes it: 5 and not 5.0."""
    return f"{number.normalize():f}"


def as_draft(version: ScorecardVersion) -> Draft:
    """A version as it could be written down again."""
    criteria = tuple(CriterionDraft(row.text, row.points, row.standard, row.source) for row in version.criteria.all())
    return Draft(
        title=version.scorecard.title,
        subject=version.scorecard.subject,
        total=sum((row.points for row in criteria), Decimal(0)),
        criteria=criteria,
        bands=tuple(BandDraft(row.least, row.name, row.reward) for row in version.bands.all()),
        step=Decimal(version.step),
        self_days=version.self_days,
        scoring_days=version.scoring_days,
        confirming_days=version.confirming_days,
        objection_days=version.objection_days,
    )
