"""A real mail server on this machine that keeps what it is sent and can be told to misbehave."""

import asyncio
import email
import email.policy
import socket
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class SmtpSink:
    """`messages` in the order of arrival. Misbehaviour: answers by recipient or for everybody, and slowness."""

    host: str = "127.0.0.1"
    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    # What RCPT is answered with, by address, e.g. {"a@example.com": "550 no such user"}.
    refused: dict[str, str] = field(default_factory=dict)
    # What DATA is answered with instead of taking the letter, e.g. "451 try later".
    data_answer: str = ""
    # Seconds before DATA is answered.
    delay: float = 0

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.messages if message["To"] == address]

    @property
    def recipients(self) -> list[str]:
        return [str(message["To"]) for message in self.messages]

    # --- called by aiosmtpd
    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.data_answer:
            return self.data_answer
        self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.default))  # type: ignore[arg-type]
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(sink: SmtpSink) -> Controller:
    sink.port = free_port()
    controller = Controller(sink, hostname=sink.host, port=sink.port)
    controller.start()
    return controller
