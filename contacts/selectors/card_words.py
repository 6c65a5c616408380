"""The lines of a card as they are printed: for the page, the paper, and to see whether there is room for them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from contacts.cards import BACK_SIZES, FRONT_SIZES, WALL_SIZES, Face, back_size, front_size, wall_size


@dataclass(frozen=True)
class Line:
    label: str
    text: str

    def __str__(self) -> str:
        return f"{self.label}：{self.text}"


def back_of(face: Face) -> list[Line]:
    """服务范围, 职责, 办事流程, 办事电话: those that are filled in. The supervision number stands by itself below."""
    lines = [
        Line(_("服务范围"), face.service_scope),
        Line(_("职责"), face.duties),
        Line(_("办事流程"), face.procedure),
        Line(_("办事电话"), face.service_phone),
    ]
    return [line for line in lines if line.text]


def back_lines(face: Face) -> list[str]:
    return [str(line) for line in back_of(face)]


def front_lines(face: Face) -> list[str]:
    """Unit and post, and the area served: what stands in one size under the name."""
    return [face.unit_name, face.title, f"{_('联系点（户）')}：{face.area}" if face.area else ""]


def front_step(face: Face) -> int:
    """Which of the sizes of a card's front, 1 the largest. What was let through fits at one of them."""
    return _step(FRONT_SIZES, front_size(front_lines(face)))


def back_step(face: Face) -> int:
    return _step(BACK_SIZES, back_size(back_lines(face), has_code=bool(face.form_path)))


def wall_step(face: Face) -> int:
    return _step(WALL_SIZES, wall_size([face.area, *(line.text for line in back_of(face)), face.supervision_phone]))


def _step(sizes: tuple[float, ...], size: float | None) -> int:
    return sizes.index(size) + 1 if size is not None else len(sizes)
