"""Why somebody does not owe on some days of a window, for the page that explains a duty. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from duties.facts import Subject, bound
from duties.reckoning import Bind
from duties.recurrence import Window
from duties.spans import Span, Spans, clip, intersect, merge, subtract


@dataclass(frozen=True)
class Gap:
    """A stretch of the window on which nothing is owed."""

    span: Span
    reason: str


def gaps(bind: Bind, subject: Subject, window: Window, liable: Spans) -> list[Gap]:
    """The days of the window that are not in `liable`, each with its reason, in order."""
    found = []
    left = subtract([window.span], liable)
    for reason, spans in _reasons(bind, subject, window):
        found += [Gap(span, reason) for span in intersect(left, spans)]
        left = subtract(left, spans)
    return sorted([*found, *(Gap(span, _("没有结对的联系对象")) for span in left)], key=lambda gap: gap.span)


def _reasons(bind: Bind, subject: Subject, window: Window) -> Iterator[tuple[str, Spans]]:
    """From the outermost: the regulation, the post, then absence; what none of them explains is the pairing."""
    whole, in_force = window.span, bind.days(window)
    yield _("制度尚未施行"), subtract([whole], [in_force] if in_force else [])
    who = bound(bind.rule, subject, bind.path, whole)
    yield _("不在规定的岗位、小组或条件之内"), subtract([whole], who.spans if who else ())
    away = (clip(start, end, whole) for start, end in subject.seconded())
    yield _("下派"), merge(span for span in away if span) if bind.rule.liability.secondment else ()
    yield _("请假"), subject.leaves if bind.rule.liability.leave else ()
