"""People complain about the product inside the product; a system administrator answers; nothing leaves it."""

import io
import re
import uuid

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime
from openpyxl import load_workbook

from accounts import actions
from accounts.models import Feedback, FeedbackState
from core.errors import DomainError
from core.models import AuditEntry, InboxItem, OnceKey

SAID = {"kind": "slow", "page": "/visits/?q=李建国", "happened": "保存要等很久", "expected": "快一些"}


def url(name, *keys):
    return reverse(f"accounts:feedback_{name}" if name else "accounts:feedback", args=keys)


@pytest.fixture
def send(town, noon):
    def do(by=None, **changed):
        said = {**SAID, "page": "/visits/", "wants_reply": True, **changed}
        return actions.send_feedback(**said, by=by or town.member, at=noon)

    return do


def test_somebody_complains_about_the_page_they_come_from(log_in, town):
    client = log_in(town.member)
    link = re.search(r'href="(/feedback/new/[^"]+)"', client.get(reverse("accounts:me")).content.decode())[1]
    assert 'value="/me/"' in client.get(link).content.decode()
    response = client.post(url("send"), {**SAID, "wants_reply": "on"}, follow=True)
    said = Feedback.objects.get()
    assert (said.sender, said.page, said.happened) == (town.member, "/visits/", "保存要等很久")
    assert "办理情况会通知您" in response.content.decode() and "保存要等很久" in response.content.decode()
    assert InboxItem.objects.get(what=f"feedback:{said.pk}").user == town.system


def test_who_asks_for_no_reply_is_written_down_nowhere(log_in, town):
    response = log_in(town.member).post(url("send"), {**SAID, "once_key": str(uuid.uuid4())})
    said, entry = Feedback.objects.get(), AuditEntry.objects.get(action="accounts.send_feedback")
    assert said.sender is None and entry.actor is None and not OnceKey.objects.exists()
    told = InboxItem.objects.get()
    for at in (said.created_at, entry.at, told.created_at):
        assert str(localtime(at)) == "2026-11-20 00:00:00+08:00"
    assert "不能再撤回" in str(next(iter(get_messages(response.wsgi_request))))
    page = log_in(town.system).get(url("", said.pk)).content.decode()
    assert "未记录" in page and town.member.name not in page


def test_what_was_just_sent_is_taken_back_with_one_button(log_in, town):
    client = log_in(town.member)
    page = client.post(url("send"), {**SAID, "wants_reply": "on"}, follow=True).content.decode()
    client.post(re.search(r'action="([^"]+)"[^>]*data-undo', page)[1])
    assert not Feedback.objects.exists()


def test_what_is_in_hand_is_not_taken_back(send, town, noon):
    said = send()
    actions.answer_feedback(said, state="in_hand", answer="", by=town.system, at=noon)
    with pytest.raises(DomainError, match="已开始处理"):
        actions.withdraw_feedback(said, by=town.member, at=noon)


def test_the_answer_reaches_who_asked(log_in, send, town):
    said = send()
    client = log_in(town.system)
    form = {"state": "declined", "answer": "", "version": "0"}
    assert "请写明理由" in client.post(url("answer", said.pk), form).content.decode()
    client.post(url("answer", said.pk), {**form, "answer": "下个版本会改"})
    said.refresh_from_db()
    assert (said.state, said.answered_by) == (FeedbackState.DECLINED, town.system)
    assert "不采纳" in InboxItem.objects.get(user=town.member).title
    assert "下个版本会改" in log_in(town.member).get(url("", said.pk)).content.decode()


def test_one_sees_ones_own_and_the_system_administrator_all(client, log_in, send, town):
    said = send()
    assert "/login" in client.get(url("list")).url
    for user in (town.stranger, town.admin, town.auditor):
        assert log_in(user).get(url("", said.pk)).status_code == 404
    own = log_in(town.member)
    assert "保存要等很久" in own.get(url("list")).content.decode()
    assert own.get(url("answer", said.pk)).status_code == 403
    assert own.get(url("export")).status_code == 403
    assert log_in(town.system).post(url("withdraw", said.pk)).status_code == 403


def test_the_list_is_narrowed_by_state_and_costs_the_same_with_more_rows(log_in, send, town, noon):
    actions.answer_feedback(send(happened="图标太小"), state="done", answer="", by=town.system, at=noon)
    send()
    client = log_in(town.system)

    def read(**asked):
        with CaptureQueriesContext(connection) as found:
            return client.get(url("list"), asked).content.decode(), len(found)

    read()
    page, few = read(state="open")
    assert "保存要等很久" in page and "图标太小" not in page
    for number in range(2):
        send(happened=f"第{number}条")
    assert read(state="open")[1] == few
    assert "放宽条件" in read(state="declined")[0]


def test_the_workbook_for_the_makers_names_nobody(log_in, send, town):
    send()
    response = log_in(town.system).get(url("export"))
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert "保存要等很久" in cells and town.member.name not in " ".join(cells)


def test_the_texts_are_encrypted_at_rest(send):
    said = send()
    with connection.cursor() as cursor:
        cursor.execute("SELECT happened, expected FROM accounts_feedback WHERE id = %s", [said.pk])
        assert not {"保存要等很久", "快一些"} & set(cursor.fetchone())
