"""The queue in files: a message is there whole or not at all, also while another process writes."""

import threading
import time
from queue import Empty

import pytest
from kombu.transport import filesystem

from liaison.celery import app
from liaison.file_queue import Channel


@pytest.fixture
def channel(tmp_path):
    """A channel of the product's own transport on folders of this test."""
    folders = {name: str(tmp_path) for name in ("data_folder_in", "data_folder_out", "processed_folder")}
    options = folders | {"control_folder": str(tmp_path / "control")}
    with app.connection_for_write("filesystem://", transport_options=options) as connection:
        yield connection.channel()


def test_the_product_uses_it(channel):
    assert isinstance(channel, Channel)


def test_a_message_goes_in_and_comes_out_once(channel):
    channel._put("reports", {"what": 1})
    assert channel._get("reports") == {"what": 1}
    with pytest.raises(Empty):
        channel._get("reports")


def test_a_reader_waits_until_a_message_is_written_to_its_end(channel, monkeypatch):
    whole = filesystem.dumps

    def slowly(payload):
        time.sleep(0.3)
        return whole(payload)

    monkeypatch.setattr(filesystem, "dumps", slowly)
    writer = threading.Thread(target=channel._put, args=("reports", {"what": 1}))
    writer.start()
    time.sleep(0.1)
    assert channel._get("reports") == {"what": 1}
    writer.join()


def test_each_queue_has_its_own_messages(channel):
    channel._put("celery", {"what": "mail"})
    channel._put("reports", {"what": "report"})
    assert channel._get("reports") == {"what": "report"}
