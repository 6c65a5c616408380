"""Two connections that save the first logs of a window at once: both count. Collected on PostgreSQL only."""

import threading

import pytest
from django.db import connections, transaction

from duties.actions import progress
from duties.models import Obligation
from tests.duties.test_first_saves import BOOK
from tests.factories_duties import County, day, owed, put_in_force
from visits import hooks

pytestmark = pytest.mark.django_db(transaction=True)


def test_both_logs_are_counted(monkeypatch):
    monkeypatch.setattr("core.clock.today", lambda: day("11-20"))
    county = County()
    put_in_force(BOOK, county.root)
    leaders = [county.leader("township") for _number in range(2)]
    Obligation.objects.all().delete()
    both_have_read, done, real = threading.Barrier(2), threading.local(), progress.load_facts

    def load_facts(*args, **options):
        facts = real(*args, **options)
        if not getattr(done, "read", False):
            done.read = True
            both_have_read.wait(timeout=30)
        return facts

    def save(leader):
        try:
            with transaction.atomic():
                hooks.log_changed(county.log(leader, "on_site", "11-03"), None)
        finally:
            connections.close_all()

    monkeypatch.setattr(progress, "load_facts", load_facts)
    threads = [threading.Thread(target=save, args=(leader,)) for leader in leaders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert owed("1", county.root, "11-01").achieved == 2
