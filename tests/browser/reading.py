"""What those meet who enlarge or space out a page, or whose finger is wide (WCAG 2.2: 1.4.4, 1.4.10, 1.4.12, 2.5.8);
and what moves while one reads."""

from playwright.sync_api import Page

# 1.4.12: what a reader may set. Through the style sheet object, as the page's policy allows no other.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""
SPACE_OUT = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""
# Sums in `window.moved` what moves without anybody having done anything.
MOVES = """window.moved = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
}).observe({ type: "layout-shift", buffered: true });"""
# Shown on the screen: not hidden, not kept for screen readers only.
SHOWN = """const shown = element => {
  const box = element.getBoundingClientRect(), style = getComputedStyle(element);
  return box.width > 1 && box.height > 1 && style.visibility === "visible" && !element.closest(".visually-hidden");
};
const start = element => element.outerHTML.replace(/\\s+/g, " ").slice(0, 100);"""
# Text in a box that cuts off what does not fit. The head of a stacked table and the picture of a card are meant so.
CUT = """() => { %s
  return [...document.querySelectorAll("main *, .topbar *, .sidebar *")].filter(element =>
    shown(element) && ["hidden", "clip"].includes(getComputedStyle(element).overflowX)
    && (element.scrollWidth > element.clientWidth + 2 || element.scrollHeight > element.clientHeight + 2)
    && element.textContent.trim() && !element.closest("thead, select, .cc, .brand")).map(start);
}"""
# 2.5.8: 24 by 24 px, or a circle of 24 px around the middle that meets no other target, or inside a sentence.
SMALL = """() => { %s
  const area = element => (element.closest("label") || element).getBoundingClientRect();
  const isInSentence = element => element.tagName === "A" && getComputedStyle(element).display === "inline"
    && [...element.parentNode.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")];
  const targets = all.filter(shown);
  const meets = (element, other) => {
    const a = area(element), b = area(other), x = a.x + a.width / 2, y = a.y + a.height / 2;
    return Math.hypot(Math.max(b.left - x, 0, x - b.right), Math.max(b.top - y, 0, y - b.bottom)) < 12;
  };
  return targets.filter(element => Math.min(area(element).width, area(element).height) < 23.5
    && !isInSentence(element) && targets.some(other => other !== element && meets(element, other))).map(start);
}"""


def space_out(page: Page) -> None:
    """As a reader does who needs more room between lines, letters and words."""
    page.evaluate(SPACE_OUT, SPACING)


def cut_texts(page: Page) -> list[str]:
    return page.evaluate(CUT % SHOWN)


def small_targets(page: Page) -> list[str]:
    return page.evaluate(SMALL % SHOWN)
