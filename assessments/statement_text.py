"""Texts of a statement: drafted from the records, with figures as marks that follow them.

A mark is stored by its code ("{visits}") and shown by its name in the reader's language ("{走访次数}").
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import SectionCode
from assessments.statement_figures import BY_CODE, FIGURES, About, Figure
from core.errors import DomainError
from core.wording import joined

MARK = re.compile(r"\{([^{}\n]{1,40})\}")
MISSED_SHOWN = 5

# What is said where one of these figures is not zero.
SENTENCES: tuple[tuple[SectionCode, tuple[str, ...], Any], ...] = (
    (
        SectionCode.BASICS,
        ("points", "households", "residents"),
        gettext_lazy("全年联系基层联系点{points}个、联系户{households}户、联系群众{residents}人。"),
    ),
    (
        SectionCode.VISITS,
        ("visits",),
        gettext_lazy("全年到基层走访{visits}次，其中入户走访{home_visits}次，走访群众{reached}户。"),
    ),
    (SectionCode.VISITS, ("days_there",), gettext_lazy("驻点调研、同吃同住共{days_there}天。")),
    (SectionCode.VISITS, ("forums", "talks"), gettext_lazy("参加座谈会{forums}次，开展谈心谈话{talks}次。")),
    (SectionCode.VISITS, ("courtesy",), gettext_lazy("走访慰问{courtesy}次，慰问金额{money}元。")),
    (
        SectionCode.VISITS,
        ("receptions", "outreach", "appointments"),
        gettext_lazy("接待群众来访{receptions}次，带案下访{outreach}次，约访{appointments}次。"),
    ),
    (
        SectionCode.PROBLEMS_SOLVED,
        ("matters",),
        gettext_lazy("共收集群众诉求{matters}件，已办结{solved}件，其中当场解决{on_the_spot}件。"),
    ),
    (SectionCode.SPONSORED, ("sponsored",), gettext_lazy("包案{sponsored}件，其中已办结{sponsored_done}件。")),
    (SectionCode.COMMITMENTS, ("promised",), gettext_lazy("公开承诺{promised}件，已兑现{kept}件。")),
    (SectionCode.SHORTCOMINGS, ("owed",), gettext_lazy("按制度应完成联系任务{owed}项，已完成{met}项。")),
    (SectionCode.SHORTCOMINGS, ("missed",), gettext_lazy("还有{missed}项没有按期完成。")),
)
# What is said where there is nothing.
NOTHING = {
    SectionCode.VISITS: gettext_lazy("本年度没有走访记录。"),
    SectionCode.PROBLEMS_SOLVED: gettext_lazy("本年度没有收集到群众诉求。"),
    SectionCode.SPONSORED: gettext_lazy("本年度没有承担包案任务。"),
    SectionCode.COMMITMENTS: gettext_lazy("本年度没有作出公开承诺。"),
}


def drafted(about: About, found: Mapping[str, Any], post: str) -> dict[str, str]:
    """The text of every section, by its code. `post`: unit and title, "" where there is none."""
    said: dict[str, list[str]] = {code: [] for code in SectionCode.values}
    if post:
        said[SectionCode.BASICS].append(_("本人任%(post)s。") % {"post": post})
    for section, codes, sentence in SENTENCES:
        if any(found[code] for code in codes):
            said[section].append(str(sentence))
    if found["missed"]:
        said[SectionCode.SHORTCOMINGS].append(_missed(about))
    return {code: "".join(lines) or str(NOTHING.get(SectionCode(code), "")) for code, lines in said.items()}


def _missed(about: About) -> str:
    """Which duties these were, the most frequent first."""
    titles = about.obligations.unmet().order_by("due").values_list("rule__title", flat=True)
    distinct = list(dict.fromkeys(titles))
    listed = joined(distinct[:MISSED_SHOWN])
    if len(distinct) > MISSED_SHOWN:
        return _("没有完成的有%(titles)s等。") % {"titles": listed}
    return _("没有完成的有%(titles)s。") % {"titles": listed}


def with_names(text: str) -> str:
    """As an author edits it: marks by name."""
    return MARK.sub(lambda mark: f"{{{BY_CODE[mark[1]].name}}}" if mark[1] in BY_CODE else mark[0], text)


def with_codes(text: str) -> str:
    """As it is stored: marks by code. Raises DomainError naming the marks that stand for no figure."""
    names = _names()
    wrong = [mark for mark in MARK.findall(text) if mark.strip() not in names]
    if wrong:
        raise DomainError(
            _("没有名为%(names)s的数据，请从右侧列出的数据中选用，或直接写出文字。")
            % {"names": joined(dict.fromkeys(wrong))}
        )
    return MARK.sub(lambda mark: f"{{{names[mark[1].strip()]}}}", text)


def _names() -> dict[str, str]:
    """Every name of a figure in every language, and its code."""
    found = {figure.code: figure.code for figure in FIGURES}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(figure.name): figure.code for figure in FIGURES}
    return found


def parts(text: str) -> Iterator[tuple[str, Figure | None]]:
    """The text in pieces: plain ones with None, and figures with their mark's name."""
    last = 0
    for mark in MARK.finditer(text):
        figure = BY_CODE.get(mark[1])
        if figure is None:
            continue
        yield text[last : mark.start()], None
        yield str(figure.name), figure
        last = mark.end()
    yield text[last:], None


def filled(text: str, found: Mapping[str, Any]) -> str:
    """The text with its figures in place of the marks."""
    return "".join(str(found.get(figure.code, "")) if figure else piece for piece, figure in parts(text))
