"""What stands out in a result, in sentences. By thresholds, never as an order of who is better (no ranking lists)."""

from django.utils.translation import gettext as _

from assessments.selectors.circulation import Line, Report, Table
from core.wording import joined

# Shares from which a result is named.
NOTABLY_GOOD = 0.9
NOTABLY_BAD = 0.2
# How many are named; of more only the number is told.
MOST_NAMES = 8


def findings(report: Report) -> list[str]:
    """Sentences, none where nothing stands out."""
    found: list[str] = []
    for table in report.tables:
        found += _of_each(table) if table.is_of_each else _of_all(table)
    return found


def _of_all(table: Table) -> list[str]:
    """Of a question that was asked once: how many were content, or what most chose."""
    total = next((line for line in table.lines if line.is_total), None)
    if total is None or total.answers is None:
        return []
    words = {"question": table.question.text}
    if total.good is not None:
        words |= {"good": _percent(total.good), "bad": _percent(total.bad or 0), "labels": table.good_label}
        return [_("“%(question)s”一项，%(labels)s占%(good)s，评价较低的占%(bad)s。") % words]
    most = [share for share in total.shares if share.code in total.majority]
    words |= {"choice": joined(share.label for share in most), "share": _percent(most[0].share)}
    return [_("“%(question)s”一项，选择最多的是%(choice)s，占%(share)s。") % words]


def _of_each(table: Table) -> list[str]:
    """Of a question about each subject: how many nearly everybody was content with, and who needs attention."""
    told = [line for line in table.lines if line.good is not None]
    good = [line for line in told if (line.good or 0) >= NOTABLY_GOOD]
    bad = [line for line in told if (line.bad or 0) >= NOTABLY_BAD]
    words: dict[str, object] = {"question": table.question.text, "all": len(told)}
    found = []
    if good:
        words |= {"good": len(good), "limit": _percent(NOTABLY_GOOD), "labels": table.good_label}
        found.append(_("“%(question)s”一项，%(all)d个对象中有%(good)d个的%(labels)s达到%(limit)s以上。") % words)
    if bad:
        words |= {"bad": _named(bad), "limit": _percent(NOTABLY_BAD)}
        found.append(_("“%(question)s”一项，评价较低的达到%(limit)s以上、需要改进的有%(bad)s。") % words)
    return found


def _named(lines: list[Line]) -> str:
    if len(lines) > MOST_NAMES:
        return _("%(count)d个") % {"count": len(lines)}
    return joined(line.name for line in lines)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%".replace(".0%", "%")
