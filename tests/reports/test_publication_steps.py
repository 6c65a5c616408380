"""The way of what a unit makes public: who may take which step, what it writes, what it refuses (R10.8)."""

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import DomainError
from core.files import CheckedFile
from core.models import AuditEntry, InboxItem
from reports.actions import publication as pages
from reports.actions import publication_steps as steps
from reports.actions import publication_writing as writing
from reports.models import EditionState, ItemKind, PublicEdition, PublicFile, PublicPage
from reports.publication.workflow import STEPS, steps_for
from tests.factories import make_cadre, make_household, make_user
from tests.factories_publication import AT, DAY, TODAY, make_edition

pytestmark = pytest.mark.django_db
PDF = CheckedFile("公示.pdf", "application/pdf", b"%PDF-1.4\n/Author (Zhang San)\n")


def write(company, **fields):
    given = {"kind": "notice", "title": "招标结果", "text": "一号井支护材料招标结果。", "shown_from": TODAY}
    return writing.write_item(company.page, **(given | fields), by=company.writer, at=AT)


def approve(edition, by, **given):
    return steps.approve_edition(edition, **({"has_checked": True, "version": edition.version} | given), by=by, at=AT)


def shown():
    return list(PublicEdition.objects.shown_on(TODAY).values_list("title", flat=True))


# --- the table


def test_each_role_may_take_its_steps_and_no_others(company):
    expected = {
        "draft": {"writer": {"edit", "submit", "discard"}},
        "submitted": {"writer": {"recall"}, "head": {"return", "approve"}, "admin": {"recall", "return", "approve"}},
        "approved": {
            "writer": {"change", "withdraw"},
            "head": {"withdraw"},
            "admin": {"change", "withdraw"},
        },
    }
    expected["draft"]["admin"] = expected["draft"]["writer"]
    for state in EditionState.values:
        edition = make_edition(company, state=state)
        for name in ("writer", "head", "admin", "auditor", "member", "stranger"):
            found = steps_for(getattr(company, name), edition, on=TODAY)
            assert found == expected.get(state, {}).get(name, set()), (state, name)


def test_the_whole_way(company):
    edition = write(company)
    assert shown() == []
    edition = steps.submit_edition(edition, by=company.writer, at=AT)
    assert shown() == []
    notice = InboxItem.objects.get(user=company.head)
    assert "招标结果" in notice.title
    assert notice.url == edition.get_absolute_url()
    approve(edition, company.head)
    assert shown() == ["招标结果"]
    assert InboxItem.objects.filter(user=company.writer, title__contains="已批准").exists()
    steps.withdraw_edition(edition, reason="数字有误", by=company.head, at=AT)
    assert shown() == []
    done = list(edition.steps.values_list("step", flat=True))
    assert done == ["write", "submit", "approve", "withdraw"]
    recorded = AuditEntry.objects.filter(action__startswith="reports.publication_").values_list("action", flat=True)
    assert sorted(recorded) == sorted(f"reports.publication_{step}" for step in done)
    assert "支护材料" not in str(list(AuditEntry.objects.values_list("data", flat=True)))


def test_whoever_wrote_or_changed_it_does_not_approve_it(company):
    edition = write(company)
    edition = writing.edit_edition(
        edition, title="招标结果", text="改一个字。", shown_from=TODAY, version=edition.version, by=company.admin, at=AT
    )
    edition = steps.submit_edition(edition, by=company.writer, at=AT)
    for user in (company.writer, company.admin):
        with pytest.raises(PermissionDenied):
            approve(edition, user)
    approve(edition, company.head)


def test_who_acts_for_the_writer_does_not_approve_either(company):
    edition = steps.submit_edition(write(company), by=company.writer, at=AT)
    deputy = make_user("deputy", role="leader", unit=company.unit)
    assert "approve" in steps_for(deputy, edition, on=TODAY)
    deputy.acting_for = company.writer
    assert "approve" not in steps_for(deputy, edition, on=TODAY)


def test_those_above_are_told_where_only_the_writer_could_approve(company):
    company.head.cadre.posts.all().delete()
    steps.submit_edition(write(company), by=company.writer, at=AT)
    assert set(InboxItem.objects.values_list("user", flat=True)) == {company.admin.pk}


@pytest.mark.parametrize("step", ["submit", "recall", "discard"])
def test_strangers_and_readers_take_no_step(company, step):
    state = STEPS[step].sources[0]
    edition = make_edition(company, state=state)
    action = getattr(steps, f"{step}_edition")
    for user in (company.auditor, company.member, company.stranger):
        with pytest.raises(PermissionDenied):
            action(edition, by=user, at=AT)
    assert PublicEdition.objects.get().state == state


def test_returned_it_goes_back_with_the_reason(company):
    edition = steps.submit_edition(write(company), by=company.writer, at=AT)
    with pytest.raises(DomainError):
        steps.return_edition(edition, reason=" ", by=company.head, at=AT)
    steps.return_edition(edition, reason="请写明中标单位", by=company.head, at=AT)
    edition.refresh_from_db()
    assert edition.state == "draft"
    assert InboxItem.objects.get(user=company.writer).body == "请写明中标单位"


# --- races


def test_what_was_recalled_and_changed_meanwhile_is_not_approved(company):
    edition = steps.submit_edition(write(company), by=company.writer, at=AT)
    read = edition.version
    steps.recall_edition(edition, by=company.writer, at=AT)
    edition.refresh_from_db()
    writing.edit_edition(
        edition, title="另一个", text="另一段。", shown_from=TODAY, version=edition.version, by=company.writer, at=AT
    )
    with pytest.raises(DomainError):
        approve(edition, company.head, version=read)
    edition.refresh_from_db()
    steps.submit_edition(edition, by=company.writer, at=AT)
    with pytest.raises(DomainError):
        approve(edition, company.head, version=read)
    assert shown() == []


def test_a_submitted_edition_is_not_edited(company):
    edition = steps.submit_edition(write(company), by=company.writer, at=AT)
    with pytest.raises(DomainError):
        writing.edit_edition(
            edition, title="x", text="y", shown_from=TODAY, version=edition.version, by=company.writer, at=AT
        )


def test_what_is_approved_twice_is_approved_once(company):
    edition = steps.submit_edition(write(company), by=company.writer, at=AT)
    approve(edition, company.head)
    with pytest.raises(DomainError):
        approve(edition, company.admin)
    assert edition.steps.filter(step="approve").count() == 1


# --- editions


def test_the_old_edition_stays_until_the_day_of_the_new_one(company):
    old = make_edition(company, title="旧", shown_from=TODAY - 10 * DAY)
    new = writing.change_item(old, by=company.writer, at=AT)
    assert (new.number, new.text) == (2, old.text)
    assert shown() == ["旧"]
    new = writing.edit_edition(
        new, title="新", text="新的。", shown_from=TODAY + 3 * DAY, version=new.version, by=company.writer, at=AT
    )
    approve(steps.submit_edition(new, by=company.writer, at=AT), company.head)
    assert shown() == ["旧"]
    old.refresh_from_db()
    assert old.shown_until == TODAY + 2 * DAY
    later = PublicEdition.objects.shown_on(TODAY + 3 * DAY)
    assert [row.title for row in later] == ["新"]


def test_an_edition_of_the_same_day_is_replaced_and_does_not_come_back(company):
    old = make_edition(company, title="旧")
    new = writing.change_item(old, by=company.writer, at=AT)
    approve(steps.submit_edition(new, by=company.writer, at=AT), company.head)
    new.refresh_from_db()
    steps.withdraw_edition(new, reason="撤", by=company.writer, at=AT)
    assert shown() == []
    old.refresh_from_db()
    assert old.state == "replaced"


def test_two_new_editions_at_once_are_refused(company):
    old = make_edition(company)
    writing.change_item(old, by=company.writer, at=AT)
    with pytest.raises(DomainError):
        writing.change_item(old, by=company.admin, at=AT)


def test_approved_late_it_is_shown_from_that_day(company):
    edition = steps.submit_edition(write(company, shown_from=TODAY - 5 * DAY), by=company.writer, at=AT)
    assert approve(edition, company.head).shown_from == TODAY


def test_what_is_over_is_neither_submitted_nor_approved(company):
    edition = write(company, shown_from=TODAY - 5 * DAY, shown_until=TODAY - DAY)
    with pytest.raises(DomainError):
        steps.submit_edition(edition, by=company.writer, at=AT)


# --- bad input


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " "}, "title"),
        ({"text": ""}, "text"),
        ({"shown_until": TODAY - DAY}, "shown_until"),
        ({"text": "联系人证件 110101199001011234"}, "text"),
        ({"text": "联系人证件 110101199001011234", "is_checked": True}, "text"),
        ({"text": "请致电 13800000000"}, "text"),
        ({"text": "见 清信〔2026〕5号 的处理"}, "text"),
        ({"kind": "rota"}, "rota"),
    ],
)
def test_what_is_missing_or_must_not_stand_there_is_refused(company, fields, field):
    with pytest.raises(DomainError) as refused:
        write(company, **fields)
    assert refused.value.field == field
    assert not PublicEdition.objects.exists()


def test_names_of_the_register_are_pointed_out_until_somebody_looked(company):
    make_household("何春生", unit=company.unit)
    with pytest.raises(DomainError) as refused:
        write(company, text="慰问何春生一家。")
    assert "何春生" in refused.value.message
    assert write(company, text="慰问何春生一家。", is_checked=True).pk


def test_a_page_has_one_introduction(company):
    write(company, kind="introduction")
    with pytest.raises(DomainError):
        write(company, kind="introduction")


def test_files_are_pdf_and_say_what_they_carry(company):
    edition = write(company, attachments=[PDF])
    assert edition.files.get().carries == "Zhang San"
    with pytest.raises(DomainError):
        write(company, attachments=[CheckedFile("a.png", "image/png", b"x")])
    with pytest.raises(DomainError):
        write(company, attachments=[PDF] * 6)


def test_a_file_stays_while_another_edition_has_it(company):
    edition = write(company, attachments=[PDF])
    approve(steps.submit_edition(edition, by=company.writer, at=AT), company.head)
    edition.refresh_from_db()
    fresh = writing.change_item(edition, by=company.writer, at=AT)
    writing.drop_file(fresh, edition.files.get(), by=company.writer, at=AT)
    assert edition.files.count() == 1
    assert not fresh.files.exists()
    other = write(company, attachments=[PDF])
    writing.drop_file(other, other.files.get(), by=company.writer, at=AT)
    assert PublicFile.objects.count() == 1


# --- the page


def test_a_unit_has_one_page_and_an_address_one_unit(company):
    with pytest.raises(DomainError):
        pages.open_page(unit=company.unit, slug="x", heading="party", by=company.writer, at=AT)
    with pytest.raises(DomainError):
        pages.open_page(unit=company.other, slug="qingshan", heading="party", by=company.stranger, at=AT)
    with pytest.raises(PermissionDenied):
        pages.open_page(unit=company.other, slug="baisha", heading="party", by=company.writer, at=AT)
    assert PublicPage.objects.count() == 1


def test_a_page_is_seen_by_its_keepers_its_head_and_auditors(company):
    make_cadre(unit=company.unit)
    seen = {
        name: PublicPage.objects.visible_to(getattr(company, name)).exists()
        for name in ("writer", "head", "admin", "auditor", "member", "stranger")
    }
    assert seen == {"writer": True, "head": True, "admin": True, "auditor": True, "member": False, "stranger": False}


def test_every_kind_has_a_form_of_its_own():
    from reports.forms.publication import EXTRA

    assert set(EXTRA) < set(ItemKind)
