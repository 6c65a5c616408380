"""Record books: what is in them, in which order, and what is left out for whom."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Pairing
from reports.papers.books import books_of, cadres_of, outcome, readable_cadres
from tests import factories as make
from visits.models import Goods, Matter

pytestmark = pytest.mark.django_db
DAY = datetime.date
TODAY = DAY(2026, 11, 20)
SOLVED = {"state": "solved", "solved_on": DAY(2026, 3, 1)}


class Town:
    def __init__(self):
        self.unit = make.make_unit("柳溪镇", kind="township")
        self.village = make.make_unit("上村", parent=self.unit, kind="village")
        self.cadre = make.make_cadre("陈静", unit=self.unit, title="副镇长")
        self.user = make.make_user(cadre=self.cadre)
        self.secretary = make.make_user(cadre=make.make_cadre("王强", unit=self.unit), role="secretary", unit=self.unit)
        self.auditor = make.make_user(role="auditor", unit=self.unit)
        self.household = make.make_household("何春生", unit=self.village, phone="13800000001")
        make.make_pairing(self.cadre, self.household, unit=self.unit, category="ordinary_household")

    def log(self, day, *others, unit=None, **fields):
        unit = unit or self.unit
        return make.make_log(self.cadre, *others, unit=unit, by=self.user, day=day, **fields)

    def matter(self, log, **fields):
        return Matter.objects.create(log=log, unit=self.unit, unit_path=self.unit.path, text="路不通", **fields)

    def book(self, reader=None):
        return books_of([self.cadre], 2026, reader=reader or self.user, on=TODAY)[0]


@pytest.fixture
def town():
    return Town()


def test_logs_of_the_year_stand_in_the_order_of_their_days(town):
    for day in (DAY(2026, 5, 1), DAY(2026, 2, 1), DAY(2025, 12, 31)):
        town.log(day)
    book = town.book()
    days = [(entry.number, entry.log.first_day) for entry in book.entries]
    assert days == [(1, DAY(2026, 2, 1)), (2, DAY(2026, 5, 1))]
    assert (book.days, book.hidden) == (2, 0)


def test_an_entry_says_with_whom_to_whom_and_with_what(town):
    other = town.secretary.cadre
    log = town.log(DAY(2026, 2, 1), other, targets=(town.household,), content="一切都好")
    Goods.objects.create(log=log, item="大米", quantity=2, measure="袋")
    entry = town.book().entries[0]
    assert (entry.others, entry.targets, entry.goods, entry.content) == ("王强", "上村何春生", "大米2袋", "一切都好")


def test_a_confidential_talk_is_read_by_those_who_took_part_and_by_nobody_else(town):
    town.log(DAY(2026, 2, 1), kind="heart_to_heart", talk="家里有难处")
    assert town.book().entries[0].content == "家里有难处"
    for reader in (town.secretary, town.auditor):
        assert town.book(reader).entries[0].content is None


def test_telephone_numbers_are_for_the_holder_and_the_keeper_of_the_contacts(town):
    phones = [town.book(reader).held[0].phone for reader in (town.user, town.secretary, town.auditor)]
    assert phones == ["13800000001", "13800000001", ""]


def test_the_number_of_somebody_held_no_longer_is_left_out(town):
    Pairing.objects.update(end=DAY(2026, 2, 1))
    assert town.book().held[0].phone == ""


def test_logs_that_the_reader_does_not_see_are_counted_as_hidden(town):
    other = make.make_unit("县委办")
    town.log(DAY(2026, 2, 1), unit=other)
    town.log(DAY(2026, 3, 1))
    book = town.book(town.secretary)
    assert (len(book.entries), book.hidden) == (1, 1)
    assert town.book().hidden == 0


def test_sealed_matters_stand_in_the_book_of_who_heard_them_only(town):
    town.matter(town.log(DAY(2026, 2, 1)), sealed=True)
    assert [len(town.book(reader).entries[0].heard) for reader in (town.user, town.secretary)] == [1, 0]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"state": "solved", "solved_on": DAY(2026, 2, 1), "solved_on_the_spot": True, "reply": "已接通"},
            "当场解决。已接通。",
        ),
        ({**SOLVED, "solved_on_the_spot": True, "reply": "已接通"}, "当场解决。已接通。"),
        ({**SOLVED, "reply": "已修。"}, "2026年3月1日办结。已修。"),
        ({"due": DAY(2026, 12, 1)}, "由柳溪镇办理，时限为2026年12月1日，尚未办结。"),
        ({"due": DAY(2026, 5, 1)}, "由柳溪镇办理，时限为2026年5月1日，已超期，尚未办结。"),
        ({"promise": "年内修好"}, "由柳溪镇办理，尚未办结。承诺事项：年内修好。"),
    ],
)
def test_what_became_of_a_matter_in_a_sentence(town, fields, said):
    assert outcome(town.matter(town.log(DAY(2026, 2, 1)), **fields), TODAY) == said


def test_who_reads_whose_book(town):
    stranger = make.make_user(role="secretary", unit=make.make_unit("河口镇"))
    colleague = make.make_user(cadre=make.make_cadre(unit=town.unit))
    readers = [town.user, town.secretary, town.auditor, stranger, colleague]
    assert [town.cadre in readable_cadres(user) for user in readers] == [True, True, True, False, False]


def test_books_of_a_unit_are_those_of_its_own_cadres(town):
    make.make_cadre(unit=town.village)
    assert {str(cadre) for cadre in cadres_of(town.unit, 2026)} == {"陈静", "王强"}
    assert not cadres_of(town.unit, 2025).exists()


def test_the_number_of_queries_does_not_grow(town, django_assert_num_queries):
    def books():
        return books_of(cadres_of(town.unit, 2026), 2026, reader=town.secretary, on=TODAY)

    town.matter(town.log(DAY(2026, 2, 1), targets=(town.household,)))
    books()
    with CaptureQueriesContext(connection) as first:
        books()
    for day in range(1, 4):
        cadre = make.make_cadre(unit=town.unit)
        home = make.make_household(unit=town.village)
        make.make_pairing(cadre, home, unit=town.unit, category="ordinary_household")
        town.matter(town.log(DAY(2026, 4, day), cadre, targets=(home,), kind="heart_to_heart"))
    with django_assert_num_queries(len(first)):
        books()
