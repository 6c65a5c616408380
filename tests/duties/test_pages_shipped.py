"""Choosing among the regulations that come with the product, and taking one back that nothing builds on."""

import pytest
from django.urls import reverse

from accounts.models import Festival
from core.models import AuditEntry
from duties.models import Obligation, Rulebook, RulebookVersion
from duties.rulebook_file import Mistake, RulebookError
from duties.shipped_books import shipped_books
from tests.factories import make_user
from tests.factories_duties import County
from tests.factories_publication import make_company, make_edition
from visits.models import Rota

pytestmark = pytest.mark.django_db
PAGE = "/rulebooks/shipped/"


@pytest.fixture(autouse=True)
def _today(monkeypatch, noon):
    monkeypatch.setattr("core.clock.today", lambda: noon.date())
    monkeypatch.setattr("core.clock.now", lambda: noon)


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def admin(log_in, county):
    return log_in(county.clerk)


def refuse(*args, **options):
    raise RulebookError([Mistake(3, "没有这个走访形式")])


def send(client, county, *codes, **data):
    return client.post(PAGE, {"books": codes, "unit": county.root.pk, "start": "2026-11-20", **data})


def test_only_administrators_choose_and_take_back(client, log_in, county):
    assert client.get(PAGE).url.startswith("/login/")
    book = Rulebook.objects.create(code="r04", title="谈心谈话制度", unit=county.root)
    for client in (log_in(make_user(role="auditor", unit=county.root)), log_in(make_user())):
        assert client.get(PAGE).status_code == 403
        assert client.get(reverse("duties:rulebook_unload", args=[book.pk])).status_code in (403, 404)
        client.post(reverse("duties:unload"), {"book": book.pk})
    assert Rulebook.objects.filter(pk=book.pk).exists()


def test_what_fits_the_units_that_are_there_is_offered_first(admin, county):
    form = admin.get(PAGE).context["form"]
    fitting, others = {book.code for book in form.fitting}, {book.code for book in form.others}
    assert {"r01", "r02", "r03"} <= fitting
    assert {"r10", "r15"} <= others
    assert fitting | others == set(shipped_books())


def test_the_preview_says_whom_each_binds_and_writes_nothing(admin, county):
    county.leader("township")
    page = send(admin, county, "r01", "r04", preview="1").content.decode()
    for words in ("领导干部基层联系点制度", "谈心谈话制度", "按此施行", "乡镇领导"):
        assert words in page
    assert not RulebookVersion.objects.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [({"books": []}, "请至少选择一项制度"), ({"start": "2019-01-01"}, "施行日期不能早于2023年")],
)
def test_what_cannot_be_put_in_force_is_said_at_its_field(admin, county, data, said):
    assert said in send(admin, county, "r04", confirm="1", **data).content.decode()
    assert not Rulebook.objects.exists()


def test_an_organisation_without_major_festivals_owes_nothing_on_them(admin, county):
    Festival.objects.all().delete()
    Festival.objects.create(unit=county.root, code="new_year", name="元旦", month=1, day=1)
    shown = send(admin, county, "r10", preview="1").context["previews"][0]
    assert shown.rules[0].windows == []


def test_what_a_regulation_names_and_the_organisation_does_not_know_is_said(admin, county, monkeypatch):
    monkeypatch.setattr("duties.pages.preview.preview", refuse)
    assert "没有这个走访形式" in send(admin, county, "r04", preview="1").content.decode()
    monkeypatch.setattr("duties.pages.actions.load_shipped", refuse)
    assert "没有这个走访形式" in send(admin, county, "r04", confirm="1").content.decode()


def test_several_are_put_in_force_at_once_and_taken_back_with_one_button(admin, county):
    county.leader("township")
    page = send(admin, county, "r01", "r03", confirm="1")
    assert page.url == reverse("duties:rulebooks")
    assert Obligation.objects.exists()
    assert Rota.objects.filter(origin__startswith="r03:").exists()
    keys = list(Rulebook.objects.values_list("pk", flat=True))
    said = admin.get(page.url).content.decode()
    assert "已施行2项制度" in said
    assert f'action="{reverse("duties:unload")}"' in said
    assert admin.post(reverse("duties:unload"), {"book": keys}).url == PAGE
    assert not Rulebook.objects.exists()
    assert not Obligation.objects.exists()
    assert not Rota.objects.exists()
    assert AuditEntry.objects.filter(action="duties.unload_rulebook").count() == 2


def test_what_is_in_force_already_is_not_loaded_again(admin, county):
    send(admin, county, "r04", confirm="1")
    assert "已经施行" in send(admin, county, "r04", confirm="1").content.decode()
    assert "r04" not in {book.code for book in admin.get(PAGE).context["form"].fitting}


def test_once_a_visit_is_logged_a_regulation_stays(admin, county, noon):
    send(admin, county, "r04", confirm="1")
    book = Rulebook.objects.get()
    page = reverse("duties:rulebook_unload", args=[book.pk])
    assert "撤销载入" in admin.get(book.get_absolute_url()).content.decode()
    county.log(county.leader("township"), "stay", "11-20")
    refused = admin.post(page, {})
    assert "载入之后已经登记走访" in refused.content.decode()
    assert Rulebook.objects.filter(pk=book.pk).exists()
    admin.post(reverse("duties:unload"), {"book": book.pk})
    assert Rulebook.objects.filter(pk=book.pk).exists()


def test_one_is_taken_back_after_a_question(admin, county):
    send(admin, county, "r04", confirm="1")
    page = reverse("duties:rulebook_unload", args=[Rulebook.objects.get().pk])
    assert "如同没有载入" in admin.get(page).content.decode()
    assert admin.post(page, {}).url == reverse("duties:rulebooks")
    assert not Rulebook.objects.exists()


def test_a_rota_that_was_made_public_keeps_its_regulation(admin, county):
    send(admin, county, "r03", confirm="1")
    county.leader("township")
    rota = Rota.objects.get(origin="r03:3.2", unit=county.root)
    make_edition(make_company(), kind="rota", rota=rota)
    refused = admin.post(reverse("duties:unload"), {"book": Rulebook.objects.get().pk}, follow=True)
    assert "已有其他记录与这项制度关联" in refused.content.decode()
    assert Rulebook.objects.exists() and Rota.objects.filter(pk=rota.pk).exists()
