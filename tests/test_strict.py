"""The strict runtime is really strict."""

import socket

import pytest
from django.template import engines
from django.test import override_settings

from tests.strict import UndefinedVariableError


def render(source, **context):
    return engines["django"].from_string(source).render(context)


def test_a_variable_that_no_view_gave_is_an_error():
    with pytest.raises(UndefinedVariableError, match="nobody"):
        render("{{ nobody }}")
    with pytest.raises(UndefinedVariableError, match=r"given\.nothing"):
        render("{{ given.nothing|upper }}", given="x")


def test_what_may_be_missing_is_asked_for():
    assert render("{% if nobody %}{{ nobody }}{% endif %}{{ given }}", given="x") == "x"


def test_the_network_cannot_be_reached():
    with socket.socket() as link, pytest.raises(AssertionError, match="network"):
        link.connect(("192.0.2.1", 80))


def test_this_machine_can_be_reached(smtp_sink):
    with socket.create_connection((smtp_sink.host, smtp_sink.port)) as link:
        assert link.recv(3) == b"220"


@override_settings(EMAIL_HOST="")
def test_no_mail_leaves_by_itself():
    from core.sweep import is_mail_configured

    assert not is_mail_configured()
