"""The way up the tree from what a rollup is about."""

from dataclasses import replace

from accounts.access import READERS
from accounts.models import PATH_STEP, Unit, User
from reports.asking import Question


def way_to(question: Question, reader: User) -> list[tuple[Unit, Question]]:
    """The units above, from the topmost that the reader reads, each with its question. One query.

    What was opened "then" goes up the way that it stood then.
    """
    under = question.under
    path = under if under else question.unit.path[:-PATH_STEP]
    keys = [int(key) for key in path.split("/") if key]
    found = Unit.objects.filter(reader.access.within("path", *READERS)).in_bulk(keys)
    way = []
    for number, key in enumerate(keys):
        if key in found:
            above = under[: number * PATH_STEP] if under else ""
            way.append((found[key], replace(question, unit=found[key], under=above)))
    return way
