"""What is wrong with the page that a browser shows: errors, accessibility, width, language."""

from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page

AXE = (Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text()
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds on the page as it stands."""
    page.evaluate(AXE)
    options = {"runOnly": STANDARDS, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{v['id']}: {v['help']}: {node['html'][:160]}" for v in found for node in v["nodes"][:3]]


def is_wider_than_the_window(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


class Complaints:
    """Collects what the browser itself complains of while it shows pages."""

    def __init__(self, page: Page):
        self._found: list[str] = []
        page.on("pageerror", lambda error: self._found.append(f"script: {error}"))
        page.on("console", self._console)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._found.append(f"console: {message.text} {message.location.get('url', '')}")

    def take(self) -> list[str]:
        """What was found since it was last asked."""
        found, self._found = self._found, []
        return found
