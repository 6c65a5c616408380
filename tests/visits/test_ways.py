"""The tabs over the forms on which contact work is written down."""

from visits.ways import ways_of


def views(user):
    return [way.view for way in ways_of(user)]


def test_each_is_offered_the_forms_that_are_open_to_them(town):
    assert views(town.auditor) == []
    assert {"visits:create", "visits:talk", "petitions:receive"} <= set(views(town.wang_user))
    assert "visits:batch" not in views(town.wang_user)
    assert "visits:batch" in views(town.keeper)


def test_the_form_that_is_open_is_marked(town, log_in):
    page = log_in(town.keeper).get("/visits/talk/").content.decode()
    assert 'href="/visits/talk/" aria-current="page"' in page
    assert 'href="/visits/new/" aria-current="page"' not in page
