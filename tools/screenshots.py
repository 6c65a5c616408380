"""The pictures of README and handbook: starts the product with the sample in a temporary folder and takes them there.

    .venv/bin/python tools/screenshots.py [--handbook | --all] [--only NAME …] [--into DIR]

Needs what bin/test sets up (Playwright and a Chromium). Pictures (tools/pictures.py) go to docs/screenshots, each page
at phone (390) and desktop (1440) width; those of the handbook go to docs/handbook/img, at a width that can be read in a
text. `--all` takes every page that a link leads to (tools/all_pages.py), into docs/screenshots/all.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import all_pages
import processes
import services
import setup
from console import ROOT, text
from pictures import HANDBOOK, README, Picture

WIDTHS = {"phone": (390, 844), "desktop": (1440, 900), "text": (820, 620)}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--lang=zh-CN",
]
# The word that names a role in the table of log-ins that the sample prints.
ROLES = {
    "admin": "组织管理员",
    "secretary": "乡镇党委书记",
    "leader": "县级领导",
    "cadre": "乡镇干部",
    "auditor": "监督检查",
    "clerk": "信访工作人员",
    "system": "系统管理员",
    "mine_leader": "煤矿党委书记",
    "scorer": "煤矿政工科",
    "officer": "班组政工联络员",
}


def main() -> int:
    options = parse()
    listed = HANDBOOK if options.handbook else README
    chosen = [picture for picture in listed if not options.only or picture.name in options.only]
    widths = ["text"] if options.handbook else ["phone", "desktop"]
    folder = "handbook/img" if options.handbook else "screenshots/all" if options.all else "screenshots"
    into = options.into or ROOT / "docs" / folder
    processes.stop_on_signals()
    processes.adopt_orphans()
    try:
        with tempfile.TemporaryDirectory(prefix="liaison-screenshots-") as data:
            address, log_ins = start(Path(data))
            if options.all:
                take_all(address, log_ins, into)
            else:
                take(chosen, address, log_ins, widths, into)
            processes.end_everything()
    except processes.Stopped:
        return 130
    finally:
        processes.end_everything()
    return 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools/screenshots.py", description=__doc__.split("\n")[0])
    parser.add_argument("--only", nargs="*", metavar="NAME", choices=[picture.name for picture in [*README, *HANDBOOK]])
    parser.add_argument("--handbook", action="store_true")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--into", type=Path)
    return parser.parse_args()


def start(folder: Path) -> tuple[str, dict[str, tuple[str, str]]]:
    """Serves the sample; returns the address and for each role its user name and password."""
    port = services.free_port()
    argv = [ROOT / "bin" / "run", "--port", str(port), "--data", folder / "data"]
    running = subprocess.Popen(argv, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    assert running.stdout is not None
    log_ins: dict[str, tuple[str, str]] = {}
    for line in running.stdout:
        print(line, end="")
        cells = re.split(r"\s{2,}", line.strip())
        log_ins |= {role: (cells[1], cells[2]) for role, word in ROLES.items() if len(cells) > 2 and word in cells[0]}
        if "Ctrl-C" in line:
            return f"http://127.0.0.1:{port}", log_ins
    raise SystemExit(text("产品未能启动。", "The product did not start."))


def take(
    pictures: list[Picture], address: str, log_ins: dict[str, tuple[str, str]], widths: list[str], into: Path
) -> None:
    from playwright.sync_api import sync_playwright

    into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        # The browser's own words, such as the date in a date field, are Chinese where chromium-l10n is installed.
        chinese = {**os.environ, "LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8", "LC_ALL": "zh_CN.UTF-8"}
        browser = playwright.chromium.launch(executable_path=setup.chromium(), args=FLAGS, env=chinese)
        for role in dict.fromkeys(picture.role for picture in pictures):
            state = log_in(browser, address, *log_ins[role]) if role else None
            for picture in (picture for picture in pictures if picture.role == role):
                for width in widths:
                    shoot(browser, address, picture, width, state, into)
        browser.close()


def take_all(address: str, log_ins: dict[str, tuple[str, str]], into: Path) -> None:
    from playwright.sync_api import sync_playwright

    into.mkdir(parents=True, exist_ok=True)
    for old in into.glob("*.webp"):
        old.unlink()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=setup.chromium(), args=FLAGS)
        states = {role: log_in(browser, address, *log_ins[role]) if role else None for role in all_pages.ORDER}
        windows = {role: window(browser, address, "desktop", state) for role, state in states.items()}
        found = all_pages.find(windows, address)
        for width in ("phone", "desktop"):
            pages = {
                role: window(browser, address, width, state, sharp=False).new_page() for role, state in states.items()
            }
            size = sum(all_pages.shoot(pages[one.role], one, width, into) for one in found)
            print(f"{width}: {len(found)} pages, {size // 1024} kB")
        browser.close()


def window(browser, address: str, width: str, state=None, *, sharp: bool = True):
    columns, rows = WIDTHS[width]
    return browser.new_context(
        base_url=address,
        viewport={"width": columns, "height": rows},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        storage_state=state,
        device_scale_factor=2 if width == "phone" and sharp else 1,
    )


def log_in(browser, address: str, username: str, password: str):
    """The session of a user who came in through the log-in page, as everybody does."""
    context = window(browser, address, "desktop")
    page = context.new_page()
    page.goto("/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    state = context.storage_state()
    context.close()
    return state


def shoot(browser, address: str, picture: Picture, width: str, state, into: Path) -> None:
    context = window(browser, address, width, state)
    page = context.new_page()
    answer = page.goto(picture.path)
    if not answer or not answer.ok:
        raise SystemExit(f"{picture.path}: {answer.status if answer else '?'}")
    for link in picture.follow:
        page.locator(link).first.click()
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    target = into / (f"{picture.name}.png" if width == "text" else f"{picture.name}-{width}.png")
    page.screenshot(path=target, full_page=picture.whole)
    shrink(target)
    print(f"{target.relative_to(ROOT) if target.is_relative_to(ROOT) else target}  {target.stat().st_size // 1024} kB")
    context.close()


def shrink(path: Path) -> None:
    """A screen has few colours: a palette makes the picture a third of its size."""
    from PIL import Image

    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
