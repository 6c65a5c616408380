"""Two people at one edition at the same moment: what everybody sees is what the approver read."""

import pytest

from reports.actions import publication_steps as steps
from reports.actions import publication_writing as writing
from reports.models import PublicEdition
from tests.factories_publication import AT, TODAY, make_company, make_edition
from tests.petitions.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_recalled_and_approved_at_once(transactional_db):
    company = make_company()
    edition = make_edition(company, state="submitted")
    approving = {"has_checked": True, "version": edition.version, "by": company.head, "at": AT}
    results = at_once(
        lambda: steps.approve_edition(edition, **approving),
        lambda: steps.recall_edition(edition, by=company.writer, at=AT),
    )
    assert sorted(type(one).__name__ for one in results) == ["PublicEdition", "str"]
    edition.refresh_from_db()
    taken = edition.steps.exclude(step="write").get().step
    assert (edition.state, taken) in (("approved", "approve"), ("draft", "recall"))


def test_two_new_editions_begin_at_once(transactional_db):
    company = make_company()
    shown = make_edition(company)
    results = at_once(
        lambda: writing.change_item(shown, by=company.writer, at=AT),
        lambda: writing.change_item(shown, by=company.admin, at=AT),
    )
    assert sorted(type(one).__name__ for one in results) == ["PublicEdition", "str"]
    assert PublicEdition.objects.open().count() == 1
    assert PublicEdition.objects.shown_on(TODAY).get() == shown
