"""Rows whose key stands among those of other rows."""

import pytest
from django.db.models import Q

from accounts.models import Cadre, Post, Unit
from core.arrays import among, keys_of
from tests.factories import make_cadre, make_unit


@pytest.mark.django_db
def test_it_finds_the_rows_that_are_named_and_combines_with_other_conditions():
    town, office = make_unit("青山镇"), make_unit("民政局")
    wang, li = make_cadre("王", unit=town), make_cadre("李", unit=office)
    posts = Post.objects.filter(unit=town).values("cadre")
    assert list(Cadre.objects.filter(Q(among("pk", posts)))) == [wang]
    assert set(Cadre.objects.filter(Q(among("pk", posts)) | Q(name="李"))) == {wang, li}
    assert set(Unit.objects.filter(~Q(among("pk", Post.objects.values("unit"))))) == set()


@pytest.mark.django_db
def test_among_nothing_there_is_nobody():
    make_cadre("王", unit=make_unit("青山镇"))
    nobody = Post.objects.filter(pk__in=[]).values("cadre")
    assert not Cadre.objects.filter(Q(among("pk", nobody))).exists()
    assert Cadre.objects.filter(Q(among("pk", nobody)) | Q(name="王")).count() == 1


@pytest.mark.django_db
def test_keys_of_rows_serve_in_a_condition():
    town = make_unit("青山镇")
    wang = make_cadre("王", unit=town)
    make_cadre("李", unit=make_unit("民政局"))
    assert list(Cadre.objects.filter(posts__unit__in=keys_of(Unit.objects.filter(name="青山镇")))) == [wang]
