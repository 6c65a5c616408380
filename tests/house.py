"""How test_house.py reads the repository."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("liaison", "reports", "assessments", "duties", "petitions", "visits", "contacts", "accounts", "core")
# 号 alone belongs to the number of a document, 青政〔2026〕5号, which is the same in every language.
CHINESE = re.compile(r"[\u4e00-\u53f6\u53f8-\u9fff]")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "gettext_noop"}
PROPER_NAMES = {"简体中文", "繁體中文", "宋体", "黑体", "仿宋", "楷体", "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312"}
# Addresses of petitions that the people use without an account.
PEOPLES = (
    "follow",
    *("public_form", "public_qr", "public_done", "public_case", "public_leave"),
    *("public_information", "public_rating", "public_reopen", "public_review", "public_withdraw"),
)
# The same of assessments.
EVERYBODYS = (
    *("public_commitments", "public_commitment_rate", "public_delegates"),
    *("answer", "answer_send", "answer_done", "answer_code"),
)
# The same of reports: what units publish.
PUBLISHED = ("public_index", "public_page", "public_feed", "public_year", "public_item", "public_file")
# The read API: a key lets in, not a log-in.
INTERFACE = ("openapi-json", "api-root", "units", "rollups", "obligations", "logs", "cases")
ACTION = ast.Constant | ast.IfExp


def files(folder: str, pattern: str) -> list[Path]:
    """Files of the repository, without what was fetched, built or generated."""
    tops = [ROOT / folder] if folder else [ROOT / app for app in APPS]
    found = [path for top in tops for path in top.rglob(pattern) if path.is_file()]
    return sorted(path for path in found if "__pycache__" not in path.parts)


def is_product(path: Path) -> bool:
    return "migrations" not in path.parts and "formats" not in path.parts


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def without_comments(template: str) -> str:
    return re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", template, flags=re.DOTALL)


def untranslated(template: str) -> list[str]:
    """Lines with Chinese outside {% translate %}, {% blocktranslate %}, comments, _() and Chinese by name."""
    text = re.sub(r"<(\w+)[^>]*lang=\"zh-Hans\".*?</\1>", "", without_comments(template))
    text = re.sub(r"\{% blocktranslate.*?\{% endblocktranslate %\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\b_\(\"[^\"]*\"\)", "", text)
    text = re.sub(r"\{% translate \"[^\"]*\".*?%\}", "", text)
    return [line.strip() for line in text.splitlines() if CHINESE.search(line)]


def untranslated_strings(source: str) -> list[str]:
    """Chinese strings outside gettext calls and docstrings."""
    tree = ast.parse(source)
    allowed = {id(node) for call in ast.walk(tree) if _is_gettext(call) for node in ast.walk(call)}
    allowed |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    chinese = [node for node in strings if CHINESE.search(node.value) and node.value not in PROPER_NAMES]
    return [f"{node.lineno}: {node.value}" for node in chinese if id(node) not in allowed]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """(name, lines from def to end) of every function in a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def is_view_module(path: Path) -> bool:
    in_package = path.parent.name == "views" and path.name not in {"__init__.py", "base.py"}
    return path.name in {"views.py", "pages.py"} or in_package


def tests_of(path: Path) -> list[Path]:
    """The tests that are named after a module of views."""
    return list((ROOT / "tests" / path.relative_to(ROOT).parts[0]).rglob(f"test_*{path.stem}*.py"))


def recorded_actions(path: Path) -> Iterator[str]:
    """The names under which a file's actions stand in the audit trail; a helper of an app may leave out "app."."""
    app = path.relative_to(ROOT).parts[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and _called(node).rpartition(".")[2] in {"record", "_record"} and node.args:
            named = [part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)]
            yield from (name if "." in name else f"{app}.{name}" for name in named if isinstance(node.args[0], ACTION))


def recorded_in_parts(path: Path) -> Iterator[str]:
    """What stands before the name of a step that is put in when it is recorded: "petitions." of f"petitions.{step}"."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and _called(node).endswith("record") and node.args:
            first = node.args[0]
            if isinstance(first, ast.JoinedStr) and isinstance(first.values[0], ast.Constant):
                yield str(first.values[0].value)


def named_steps(path: Path) -> Iterator[str]:
    """Strings that are passed to functions: among them the names of steps."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def _is_gettext(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _called(node).rpartition(".")[2] in GETTEXT


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func) if isinstance(call.func, ast.Name | ast.Attribute) else ""
