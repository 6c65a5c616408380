"""The published arrangement as a document: as it went out, with what was changed openly afterwards."""

import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from contacts.models import Arrangement, ArrangementState, Pairing
from contacts.selectors.arrangements import Section, Sheet, year_bounds


class Document:
    """What the page and the PDF print. Dates and numbers the way official letters write them."""

    def __init__(self, arrangement: Arrangement):
        self.arrangement = arrangement

    @property
    def title(self) -> str:
        return self.arrangement.title

    @property
    def number(self) -> str:
        return self.arrangement.number

    @property
    def sender(self) -> str:
        return str(self.arrangement.unit)

    @property
    def addressee(self) -> str:
        """With the full-width colon that follows it; empty when nobody is addressed."""
        text = self.arrangement.addressee.rstrip("：:。 ")
        return f"{text}：" if text else ""

    @property
    def enclosure(self) -> str:
        """What the tables are called: the title between 《》 of a covering notice, else the document's own title."""
        _notice, opening, rest = self.title.partition("《")
        return rest.partition("》")[0] if opening else self.title

    @property
    def is_draft(self) -> bool:
        return self.arrangement.state == ArrangementState.DRAFT

    @property
    def day(self) -> datetime.date | None:
        return self.arrangement.published_on

    @property
    def paragraphs(self) -> list[str]:
        lines = [line.strip() for line in self.arrangement.body.splitlines() if line.strip()]
        return lines or [self._usual_body()]

    def _usual_body(self) -> str:
        pairings = self._sheet.pairings
        numbers = {
            "year": self.arrangement.year,
            "cadres": len({row.cadre_id for row in pairings if row.cadre_id}),
            "units": len({row.unit_id for row in pairings if not row.cadre_id}),
            "targets": len({row.target_key for row in pairings}),
        }
        text = _(
            "根据领导干部基层联系点制度，现将%(year)s年度联系安排印发给你们。本年度共有%(cadres)s名干部、%(units)s个单位"
            "结对联系%(targets)s个联系对象，具体安排见附件。请按照安排深入联系点，听取意见，帮助解决困难。"
        )
        if not numbers["units"]:
            text = _(
                "根据领导干部基层联系点制度，现将%(year)s年度联系安排印发给你们。本年度共有%(cadres)s名干部"
                "结对联系%(targets)s个联系对象，具体安排见附件。请按照安排深入联系点，听取意见，帮助解决困难。"
            )
        return text % {name: str(number) for name, number in numbers.items()}

    @property
    def is_wide(self) -> bool:
        """Whether the tables need the sheet turned."""
        return any(len(section.categories) > 3 for section in self.sections)

    @cached_property
    def _sheet(self) -> Sheet:
        first, _last = year_bounds(self.arrangement.year)
        as_it_went_out = self.arrangement.pairings.filter(added_later=False, handed_over_from=None)
        return Sheet(self.arrangement, on=self.day_of_posts or first, pairings=as_it_went_out)

    @property
    def day_of_posts(self) -> datetime.date | None:
        """Titles are those of the day of publication, or of 1 January when it was published before."""
        first, last = year_bounds(self.arrangement.year)
        return min(max(self.day, first), last) if self.day else None

    @cached_property
    def sections(self) -> list[Section]:
        """Those who hold something; categories that nobody holds are no column."""
        rows = [(codes, row) for codes, row in self._sheet.rows() if any(cell.pairings for cell in row.cells)]
        sections = self._sheet.sections(rows)
        for section in sections:
            _drop_empty_columns(section)
        return sections

    @cached_property
    def changes(self) -> list[Pairing]:
        """What was added, passed on or ended after it was published, by date."""
        last = year_bounds(self.arrangement.year)[1]
        rows = self.arrangement.pairings.with_target_units().select_related("handed_over_from__cadre")
        if self.is_draft:
            return []
        changed = [row for row in rows if came_later(row) or (row.end is not None and row.end < last)]
        return sorted(changed, key=lambda row: (row.start if came_later(row) else row.end or row.start, row.pk))


def came_later(pairing: Pairing) -> bool:
    return pairing.added_later or pairing.handed_over_from_id is not None


def _drop_empty_columns(section: Section) -> None:
    used = {cell.category.pk for row in section.rows for cell in row.cells if cell.pairings}
    section.categories = [category for category in section.categories if category.pk in used]
    for row in section.rows:
        row.cells[:] = [cell for cell in row.cells if cell.category.pk in used]
