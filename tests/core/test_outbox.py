"""Letters and notices are written once, however often they are asked for."""

import pytest

from core import inbox, outbox
from core.models import InboxItem, OutboxMessage
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_the_same_letter_is_posted_once(noon):
    user = make_user()
    for subject in ("第一封", "第二封"):
        outbox.post("duty:1", "lead-7", user, subject, "正文", at=noon)
    assert [letter.subject for letter in OutboxMessage.objects.all()] == ["第一封"]


def test_another_step_or_recipient_is_another_letter(noon):
    one, two = make_user(), make_user()
    outbox.post("duty:1", "lead-7", one, "主题", "正文", at=noon)
    outbox.post("duty:1", "lead-1", one, "主题", "正文", at=noon)
    outbox.post("duty:1", "lead-7", two, "主题", "正文", at=noon)
    assert OutboxMessage.objects.count() == 3


def test_a_subject_is_one_line_of_at_most_200_characters(noon):
    outbox.post("x", "", make_user(), "甲\r\nBcc: x@example.com" + "长" * 300, "正文", at=noon)
    subject = OutboxMessage.objects.get().subject
    assert "\n" not in subject and "\r" not in subject and len(subject) == 200


def test_many_letters_take_a_fixed_number_of_statements(noon, django_assert_num_queries):
    users = [make_user() for _n in range(5)]
    with django_assert_num_queries(1):
        outbox.post_all(outbox.letter("x", "", user, "主题", "正文", at=noon) for user in users)


def test_the_same_notice_is_given_once(noon):
    user = make_user()
    inbox.notify("duty:1", "lead-7", user, "标题", "内容", url="/duties/", at=noon)
    inbox.notify("duty:1", "lead-7", user, "另一标题", at=noon)
    assert [item.title for item in InboxItem.objects.visible_to(user)] == ["标题"]
