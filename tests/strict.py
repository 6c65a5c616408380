"""What makes tests fail where the product would quietly go on: undefined template variables, calls to the network."""

import ipaddress
import socket
import sys
from typing import Any

from django.template.base import Node

TEMPLATES_OF_OURS = "/templates/"


class UndefinedVariableError(AssertionError):
    """A template of ours prints a variable that its view did not give."""


class UndefinedVariable(str):
    """For TEMPLATES["OPTIONS"]["string_if_invalid"]: Django formats it with the name of each undefined variable."""

    def __mod__(self, name: Any) -> str:
        template = _template_being_rendered()
        if "site-packages" in template:
            return ""  # crispy and Django print variables that they leave undefined on purpose
        raise UndefinedVariableError(f"{{{{ {name} }}}} is undefined in {template}")


def _template_being_rendered() -> str:
    frame: Any = sys._getframe()
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None) is not None:
            return str(node.origin.name)
        frame = frame.f_back
    return "a template"


def refuse_network() -> None:
    """From now on this process reaches no address but its own machine's."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
            raise AssertionError(f"A test tried to reach {address[0]} over the network.")
        return connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
