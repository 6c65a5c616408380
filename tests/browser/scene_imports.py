"""One workbook that waits to be brought in, and one that was."""

from typing import TYPE_CHECKING

from core import clock
from reports.actions import importing

if TYPE_CHECKING:
    from tests.browser.scene import Scene


def build_imports(scene: "Scene") -> None:
    stamp = {"by": scene.users["organisation_admin"], "at": clock.now()}
    rows = {"name": "杏花村", "kind": "村", "parent": scene.town.name}
    for digest, name in (("a", "杏花村"), ("b", "梨园村")):
        batch = importing.check_in(
            "units",
            unit=scene.county,
            file_name=f"{name}.xlsx",
            digest=digest,
            rows=[("单位", 2, {**rows, "name": name})],
            unknown=["备用"],
            **stamp,
        )
        if digest == "a":
            seen = importing.plan(batch, **stamp).fingerprint
            importing.apply_import(batch, fingerprint=seen, **stamp)
