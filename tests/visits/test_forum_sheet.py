"""The record of a forum on paper."""

import datetime
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests.factories import make_log
from visits.models import Matter

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 10)


def test_a_forum_is_printed_as_it_is_filed(town, log_in, client):
    forum = make_log(
        town.wang, unit=town.unit, by=town.wang_user, day=DAY, kind="forum", content="冬季用水", people_count=9
    )
    Matter.objects.create(log=forum, unit=town.unit, unit_path=town.unit.path, text="三组水管冻裂", due=DAY)
    url = reverse("visits:forum_sheet", args=[forum.pk])
    assert client.get(url).status_code == 302
    assert log_in(town.zhao_user).get(url).status_code == 404
    assert url in log_in(town.wang_user).get(forum.get_absolute_url()).content.decode()
    text = PdfReader(io.BytesIO(client.get(url).content)).pages[0].extract_text()
    for words in ("冬季用水", town.wang.name, "（共9人）", "三组水管冻裂", DAY.isoformat()):
        assert words in text


def test_only_a_gathering_has_such_a_record(town, log_in):
    log = make_log(town.wang, unit=town.unit, by=town.wang_user, day=DAY)
    assert log_in(town.wang_user).get(reverse("visits:forum_sheet", args=[log.pk])).status_code == 404
