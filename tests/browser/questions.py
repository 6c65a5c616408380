"""How much a form asks of whoever fills it in."""

from playwright.sync_api import Page

# What is not folded away. Boxes of one question count once: whom one visited, with whom one talked.
FIELDS = """form => new Set(Array.from(form.elements)
  .filter(box => box.name && box.type !== 'hidden' && box.type !== 'submit')
  .filter(box => !box.closest('details') && !box.closest('.revealed'))
  .map(box => ({ others: 'targets', partners: 'cadres' })[box.name] || box.name)).size"""
MOST = 6


def asks_little(page: Page) -> bool:
    """Whether the form of the page asks six questions at most."""
    return int(page.locator("form[data-draft]").evaluate(FIELDS)) <= MOST
