"""The form for a rule in a real browser: only what goes with the choices shows, and the preview leads back."""

from django.urls import reverse
from playwright.sync_api import expect

from duties.models import Rulebook


def test_what_does_not_go_with_the_choices_is_out_of_sight(scene, browse_as):
    page = browse_as("organisation_admin")
    page.goto(reverse("duties:rule_write", args=[Rulebook.objects.get().pk]))
    expect(page.get_by_label("第几个")).to_be_hidden()
    page.get_by_label("时间", exact=True).select_option("nth_weekday")
    expect(page.get_by_label("第几个")).to_be_visible()
    page.get_by_label("计量", exact=True).select_option("coverage")
    expect(page.get_by_role("textbox", name="覆盖比例")).to_be_visible()
    expect(page.get_by_label("不多于").first).to_be_hidden()


def test_a_clause_is_changed_previewed_and_taken_up_again(scene, browse_as):
    page = browse_as("organisation_admin")
    page.goto(Rulebook.objects.get().get_absolute_url())
    page.locator("#rule-1\\.6").get_by_role("link", name="修改").click()
    page.locator("[name=least]").fill("4")
    page.get_by_role("button", name="预览").click()
    expect(page.locator("ins")).to_have_text("不少于连续4天")
    page.get_by_role("button", name="返回修改").click()
    expect(page.locator("[name=least]")).to_have_value("4")


def test_without_script_every_field_is_there(scene, browse_as):
    page = browse_as("organisation_admin", java_script_enabled=False)
    page.goto(reverse("duties:rule_write", args=[Rulebook.objects.get().pk]))
    expect(page.get_by_label("第几个")).to_be_visible()
    expect(page.get_by_role("textbox", name="覆盖比例")).to_be_visible()
