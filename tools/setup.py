"""Everything that bin/run and bin/test need, from system packages to collected static files.

Each step leaves a stamp (a hash of what it was made from) and is skipped while the stamp still fits.
Standard library only: this runs before anything is installed.
"""

import ctypes
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from console import ROOT, Refused, StepFailed, Steps, say, text

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CACHE = ROOT / ".cache"
COLLECTED = ROOT / "build" / "collected"
# nodejs of older releases brings an npm that cannot read our lock file.
OLDEST_NODE = 16


# --- system packages ----------------------------------------------------------------------------


def has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_venv() -> bool:
    """Debian cuts ensurepip out of the python3 package; without it no virtual environment gets pip."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


def node_version() -> int:
    """0 where there is no usable Node.js with npm."""
    if not shutil.which("node") or not shutil.which("npm"):
        return 0
    answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", answer)
    return int(found[1]) if found else 0


def chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for name in names if (path := shutil.which(name))), None)


def postgresql_bin() -> Path | None:
    """The folder with initdb and postgres; Debian keeps it off the PATH."""
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    folders = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(folders, key=lambda path: int(path.parts[-3]), reverse=True)
    return newest[0].parent if newest else None


def venv_package() -> str:
    """The one that belongs to the Python that runs this script."""
    ours = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return "python3-venv" if os.path.realpath("/usr/bin/python3").endswith(ours) else f"{ours}-venv"


RUN_NEEDS: dict[str, Callable[[], object]] = {
    "nodejs": lambda: node_version() >= OLDEST_NODE,
    "npm": lambda: shutil.which("npm"),
    "gettext": lambda: shutil.which("msgfmt"),
    "libpango-1.0-0": lambda: has_library("libpango-1.0.so.0"),
    "libpangoft2-1.0-0": lambda: has_library("libpangoft2-1.0.so.0"),
    "libharfbuzz0b": lambda: has_library("libharfbuzz.so.0"),
    "libharfbuzz-subset0": lambda: has_library("libharfbuzz-subset.so.0"),
}
TEST_NEEDS: dict[str, Callable[[], object]] = {
    **RUN_NEEDS,
    "chromium": chromium,
    "postgresql": postgresql_bin,
    "redis-server": lambda: shutil.which("redis-server"),
}


def missing_packages(needs: dict[str, Callable[[], object]]) -> list[str]:
    lacking = [name for name, present in needs.items() if not present()]
    return lacking if has_venv() or PYTHON.exists() else [venv_package(), *lacking]


def system_packages(steps: Steps, needs: dict[str, Callable[[], object]]) -> None:
    """Installs through apt where we may, otherwise says exactly what to install. Raises Refused."""
    lacking = missing_packages(needs)
    if not lacking:
        return
    apt = apt_command()
    if apt is None:
        lacking = [name for name in lacking if name != "chromium" or is_offered(name)]
    if apt is None and lacking:
        raise Refused(
            text(
                f"缺少系统软件包：{' '.join(lacking)}\n请先执行：sudo apt-get install {' '.join(lacking)}",
                f"System packages are missing: {' '.join(lacking)}\n"
                f"Please run first: sudo apt-get install {' '.join(lacking)}",
            )
        )
    if apt is None:
        return
    with steps.step(f"安装系统软件包 {' '.join(lacking)}", f"System packages {' '.join(lacking)}"):
        steps.command(*apt, "update", "-q")
        # Releases cut some of them differently; what counts is what is usable in the end.
        steps.command(*apt, "install", "-y", "-q", "--no-install-recommends", *filter(is_offered, lacking))
        if still := [name for name in missing_packages(needs) if name != "chromium" or is_offered(name)]:
            raise StepFailed(steps.title, unusable(still))


def is_offered(package: str) -> bool:
    """Whether apt could install it. Ubuntu, for one, has Chromium only as a snap; see `browser`."""
    asked = ["apt-cache", "policy", package]
    try:
        answer = subprocess.run(asked, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    except OSError:
        return False
    return bool(re.search(r"Candidate: [^(\s]", answer.stdout))


def apt_command() -> list[str] | None:
    """None where we may not install."""
    if not shutil.which("apt-get"):
        return None
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=120"]
    if os.geteuid() == 0:
        return apt
    allowed = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    return ["sudo", "-n", *apt] if allowed else None


def unusable(packages: list[str]) -> str:
    return text(
        f"已安装，但仍不可用：{' '.join(packages)}（Node.js 需 {OLDEST_NODE} 或更新版本）",
        f"installed, but still not usable: {' '.join(packages)} (Node.js must be {OLDEST_NODE} or newer)",
    )


# --- stamps -------------------------------------------------------------------------------------


def digest_of(paths: Iterable[Path], *more: str) -> str:
    """A hash over contents; a missing file counts as empty."""
    digest = hashlib.sha256("\0".join(more).encode())
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path).encode())
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def fits(stamp: Path, digest: str) -> bool:
    return stamp.is_file() and stamp.read_text() == digest


def put_stamp(stamp: Path, digest: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest)


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Two set-ups at once would tread on each other: the second one waits, and says so."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("另一个安装正在进行，等待其完成……", "Another set-up is running; waiting for it …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


# --- steps --------------------------------------------------------------------------------------


def python_packages(steps: Steps, requirements: Path) -> None:
    stamp = VENV / f"{requirements.stem}.stamp"
    # The version and the place: a virtual environment survives neither an upgrade nor a move.
    digest = digest_of([requirements], sys.version, str(VENV))
    if fits(stamp, digest) and PYTHON.exists():
        return
    with steps.step("安装 Python 依赖", "Python packages"):
        if not works(PYTHON):
            steps.command(sys.executable, "-m", "venv", "--clear", VENV)
        install(steps, requirements)
    put_stamp(stamp, digest)


def works(python: Path) -> bool:
    """False also for the virtual environment of a project folder that was moved or copied."""
    ask = [python, "-c", "import sys; print(sys.prefix)"]
    try:
        answer = subprocess.run(ask, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    return Path(answer.strip()) == VENV


def install(steps: Steps, requirements: Path) -> None:
    """With uv, which takes a tenth of the time; where it cannot be had or fails, pip has the last word."""
    uv = VENV / "bin" / "uv"
    with suppress(StepFailed):
        if not uv.exists():
            steps.command(PYTHON, "-m", "pip", "install", "-q", "uv")
        steps.command(uv, "pip", "install", "-q", "--python", PYTHON, "-r", requirements, env=uv_environment())
        return
    steps.command(PYTHON, "-m", "pip", "install", "-q", "-r", requirements)


def uv_environment() -> dict[str, str]:
    """By itself uv trusts only its own list, and not the authority that a closed network may have of its own."""
    has_list = Path("/etc/ssl/certs/ca-certificates.crt").is_file()
    return {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"} if has_list else {}


def front_end(steps: Steps) -> None:
    stamp = ROOT / "node_modules" / ".liaison.stamp"
    digest = digest_of([ROOT / "package-lock.json", ROOT / "package.json"])
    if not fits(stamp, digest):
        with steps.step("安装前端库", "Front-end libraries"):
            steps.command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        put_stamp(stamp, digest)
    stamp = CACHE / "assets.stamp"
    digest = digest_of([ROOT / "tools" / "assets.py", ROOT / "package-lock.json"])
    if not fits(stamp, digest) or not (ROOT / "build" / "static").is_dir():
        with steps.step("准备前端文件和字体", "Front-end files and fonts"):
            steps.command(PYTHON, ROOT / "tools" / "assets.py")
        put_stamp(stamp, digest)


def translations(steps: Steps) -> None:
    sources = list((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    stamp, digest = CACHE / "messages.stamp", digest_of(sources)
    if fits(stamp, digest) and all(source.with_suffix(".mo").is_file() for source in sources):
        return
    with steps.step("编译界面译文", "Translations"):
        for source in sources:
            steps.command("msgfmt", "--check-format", "-o", source.with_suffix(".mo"), source)
    put_stamp(stamp, digest)


def handbook(steps: Steps) -> None:
    """The pages under /help/. What builds them is installed only when they must be built."""
    wanted = ROOT / "requirements-handbook.txt"
    sources = [path for path in (ROOT / "docs" / "handbook").rglob("*") if path.suffix in {".md", ".py", ".png"}]
    stamp, digest = CACHE / "handbook.stamp", digest_of([*sources, wanted, ROOT / "tools" / "handbook.py"])
    if fits(stamp, digest) and (ROOT / "build" / "handbook" / "index.json").is_file():
        return
    with steps.step("生成使用手册", "Handbook"):
        install(steps, wanted)
        steps.command(PYTHON, ROOT / "tools" / "handbook.py")
    put_stamp(stamp, digest)


def static_files(steps: Steps) -> None:
    folders = [ROOT / "static", ROOT / "build" / "static"]
    listing = [
        f"{path} {info.st_size} {info.st_mtime_ns}"
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (info := path.stat())
    ]
    digest = digest_of([ROOT / "requirements.txt"], *listing)
    stamp = CACHE / "collected.stamp"
    if fits(stamp, digest) and (COLLECTED / "staticfiles.json").is_file():
        return
    with steps.step("汇集静态文件", "Static files"):
        # Its own data folder: the settings make one, and this step has no business in the real one.
        env = {"LIAISON_DATA": str(CACHE / "setup-data"), "LIAISON_DEBUG": "0", "LIAISON_STATIC_ROOT": str(COLLECTED)}
        steps.command(PYTHON, "manage.py", "collectstatic", "--noinput", "--verbosity", "0", env=env)
    put_stamp(stamp, digest)


def browser(steps: Steps) -> None:
    """Where the system has no Chromium to offer, the one that Playwright brings."""
    kept = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    if not chromium() and not list(kept.glob("chromium*")):
        with steps.step("下载 Chromium", "Chromium"):
            with_libraries = ["--with-deps"] if apt_command() else []
            steps.command(PYTHON, "-m", "playwright", "install", *with_libraries, "chromium")


def set_up(steps: Steps, *, for_tests: bool = False) -> None:
    """Raises Refused where something must be installed by hand, StepFailed where a step breaks off."""
    with only_one(CACHE / "setup.lock"):
        system_packages(steps, TEST_NEEDS if for_tests else RUN_NEEDS)
        python_packages(steps, ROOT / ("requirements-dev.txt" if for_tests else "requirements.txt"))
        front_end(steps)
        translations(steps)
        handbook(steps)
        static_files(steps)
        if for_tests:
            browser(steps)
