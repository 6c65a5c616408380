"""What the first view of a page weighs: everything that it fetches, compressed."""

import gzip
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders
from playwright.sync_api import Page

# Of page, styles, scripts, icons and fonts together; charts may come on top.
WEIGHT = 300 * 1024
CHARTS = "echarts"
# A device with a Chinese font, as nearly all are, whatever the tests run on (js/letters.js).
HAS_LETTERS = "sessionStorage.setItem('liaison-letters', 'there')"
HAS_NO_LETTERS = "sessionStorage.setItem('liaison-letters', 'missing')"
FETCHED = "performance.getEntriesByType('resource').map(entry => entry.name)"


@cache
def _weight_of(address: str) -> int:
    """Bytes of a static file on the way to the browser."""
    content = Path(finders.find(unquote(urlsplit(address).path).removeprefix("/static/"))).read_bytes()
    return len(content) if address.endswith((".woff2", ".png")) else len(gzip.compress(content))


def too_heavy(page: Page, content: bytes) -> list[str]:
    """What to say of the page in the browser, whose own text is `content`; nothing where it is light."""
    addresses = {url.split("?")[0] for url in page.evaluate(FETCHED) if "/static/" in url}
    fetched = {url: _weight_of(url) for url in addresses if CHARTS not in url}
    weight = len(gzip.compress(content)) + sum(fetched.values())
    heaviest = sorted(fetched.items(), key=lambda row: -row[1])[:5]
    return [f"weighs {weight // 1024} kB, most of it {heaviest}"] if weight > WEIGHT else []
