"""Pages of statements: who drafts, who reads, who gives back."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import Position
from assessments.actions import statements as actions
from assessments.models import SectionCode, Statement
from tests.factories import make_cadre, make_unit, make_user
from tests.factories_petitions import AT

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def freeze(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    monkeypatch.setattr("core.clock.now", lambda: AT)


@pytest.fixture
def county():
    return make_unit("清河县", kind="county")


@pytest.fixture
def town(county):
    return make_unit("青山镇", kind="township", parent=county)


def person(name, unit, role="", position=Position.CADRE):
    cadre = make_cadre(name, unit=unit, position=position)
    return make_user(name, cadre=cadre, role=role, unit=unit if role else None)


@pytest.fixture
def author(town):
    return person("wang", town, position=Position.HEAD)


@pytest.fixture
def superior(county):
    return person("leader", county, "leader")


@pytest.fixture
def statement(author):
    return actions.draft_statement(author.cadre, year=2026, by=author, at=AT)


def submitted(statement, author):
    actions.edit_statement(statement, texts=dict.fromkeys(SectionCode.values, "见记录"), by=author, at=AT)
    return actions.submit_statement(statement, by=author, at=AT)


def page(name, *args):
    return reverse(f"assessments:{name}", args=args)


def test_a_stranger_is_asked_to_log_in(client, statement):
    for url in (page("statements"), page("statement_new"), statement.get_absolute_url()):
        assert "login" in client.get(url).url


def test_one_drafts_ones_own_with_two_taps(client, author):
    client.force_login(author)
    answer = client.post(page("statement_new"), {"unit": "", "year": "2026"}, follow=True)
    statement = Statement.objects.get()
    assert answer.redirect_chain[-1][0] == statement.get_absolute_url()
    assert statement.subject == author.cadre


def test_a_draft_of_a_branch_is_read_by_who_writes_it_not_by_who_reads_the_unit(client, town, county):
    head, keeper = person("head", town, position=Position.HEAD), person("keeper", county, "secretary")
    statement = actions.draft_statement(town, year=2026, by=head, at=AT)
    for user, status in ((head, 200), (keeper, 200), (person("auditor", county, "auditor"), 404)):
        client.force_login(user)
        assert client.get(statement.get_absolute_url()).status_code == status


def test_a_draft_is_read_by_its_author_only(client, statement, superior, town):
    for user, status in ((superior, 404), (person("colleague", town), 404), (statement.cadre.user, 200)):
        client.force_login(user)
        assert client.get(statement.get_absolute_url()).status_code == status


def test_handed_in_it_is_read_by_who_reads_the_unit_and_nobody_elsewhere(client, statement, author, superior, county):
    submitted(statement, author)
    elsewhere = person("other", make_unit("白水镇", parent=county), "secretary")
    for user, status in ((superior, 200), (person("auditor", county, "auditor"), 200), (elsewhere, 404)):
        client.force_login(user)
        assert client.get(statement.get_absolute_url()).status_code == status


def test_an_auditor_gives_nothing_back_and_drafts_nothing_for_others(client, statement, author, county):
    submitted(statement, author)
    client.force_login(make_user("auditor", role="auditor", unit=county))
    assert client.post(page("statement_return", statement.pk), {"reason": "x"}).status_code == 403
    assert client.get(page("statement_new")).status_code == 403


def test_a_superior_gives_it_back_with_a_reason(client, statement, author, superior):
    submitted(statement, author)
    client.force_login(superior)
    client.post(page("statement_return", statement.pk), {"reason": "请补充", "version": "2"})
    statement.refresh_from_db()
    assert (statement.state, statement.returned) == ("draft", "请补充")


def test_a_branch_is_written_for_by_its_head(client, county):
    branch = make_unit("第一支部", kind="party_branch", parent=county)
    client.force_login(person("head", branch, position=Position.HEAD))
    client.post(page("statement_new"), {"unit": branch.pk, "year": "2026"})
    assert Statement.objects.get().subject == branch
    client.force_login(person("member", branch))
    assert client.get(Statement.objects.get().get_absolute_url()).status_code == 200
    assert client.get(page("statement_edit", Statement.objects.get().pk)).status_code == 403


def test_a_wrong_mark_is_said_at_its_field_and_what_was_typed_stays(client, statement, author):
    client.force_login(author)
    typed = dict.fromkeys(SectionCode.values, "写好的文字") | {"plans": "{进村次数}"}
    answer = client.post(page("statement_edit", statement.pk), {**typed, "version": "0"})
    assert "进村次数" in answer.context["form"].errors["plans"][0]
    assert "写好的文字" in answer.content.decode()


def test_a_figure_page_lists_records_and_an_unknown_one_does_not_exist(client, statement, author):
    client.force_login(author)
    assert client.get(page("statement_figure", statement.pk, "visits")).status_code == 200
    assert client.get(page("statement_figure", statement.pk, "nothing")).status_code == 404


@pytest.mark.parametrize(("kind", "starts"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_paper_is_a_real_file(client, statement, author, kind, starts):
    client.force_login(author)
    assert client.get(page(f"statement_{kind}", statement.pk)).content.startswith(starts)


def test_a_character_that_no_file_may_hold_does_not_stop_the_paper(client, statement, author):
    client.force_login(author)
    statement.sections.update(text="走访\x0b群众{nothing}\x01=cmd|'/c calc'!A1")
    for kind in ("docx", "pdf"):
        assert client.get(page(f"statement_{kind}", statement.pk)).status_code == 200


def test_the_list_costs_the_same_with_one_row_and_three(client, superior, county, django_assert_num_queries):
    client.force_login(superior)
    submit_for(1, county)
    client.get(page("statements"))
    with django_assert_num_queries(9) as few:
        client.get(page("statements"))
    submit_for(2, county)
    with django_assert_num_queries(len(few)):
        client.get(page("statements"))


def submit_for(number, county):
    for _n in range(number):
        cadre = make_cadre(unit=make_unit(parent=county))
        Statement.objects.create(
            cadre=cadre,
            home=cadre.posts.get().unit,
            unit_path=cadre.posts.get().unit.path,
            year=2026,
            state="submitted",
            submitted_on=TODAY,
        )
