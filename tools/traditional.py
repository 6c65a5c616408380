"""The interface in traditional characters, made from the Chinese of the source by OpenCC (docs/adr/0015).

Characters change, words do not: the terms are those of the regulations. What people wrote is never converted.
"""

import re
from collections.abc import Iterable
from functools import cache

import polib

# Characters as they are set in Taiwan, and commonly understood where traditional ones are read.
STANDARD = "s2tw"
# What OpenCC takes for another word.
FIXED = {
    "采纳": "採納",
    "换发": "換發",
    "金发放": "金發放",
    "须发放": "須發放",
    "回复": "回覆",
    "合并": "合併",
    "编制": "編製",
    "制发": "製發",
    "制卡": "製卡",
    "签领": "簽領",
    "折合": "折合",
    "只用": "只用",
    "台账": "台賬",
    "周": "週",
    "周到": "周到",
    "周围": "周圍",
    "周边": "周邊",
    "周密": "周密",
    "周转": "周轉",
    "“": "「",
    "”": "」",
    "‘": "『",
    "’": "』",
}
WORDS = re.compile("|".join(sorted(map(re.escape, FIXED), key=len, reverse=True)))
HEADER = {
    "Project-Id-Version": "Liaison",
    "Language": "zh_Hant",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
NOTE = "Made by tools/translations.py from the source; changes are made there."


@cache
def _opencc():
    import opencc

    return opencc.OpenCC(STANDARD)


def traditional(text: str) -> str:
    """The text in traditional characters; marks for figures and names stay as they are."""
    plain = WORDS.split(text)
    fixed = [FIXED[word] for word in WORDS.findall(text)] + [""]
    return "".join(_opencc().convert(piece) + word if piece else word for piece, word in zip(plain, fixed, strict=True))


def catalogue(source: Iterable[polib.POEntry], django: Iterable[polib.POEntry], shipped: Iterable[str]) -> polib.POFile:
    """What the pages say in traditional characters. `source`: what the code asks for; `django`: our Chinese for what
    Django says; `shipped`: names in the data that comes with the product. What stays the same is left out."""
    texts = {(entry.msgctxt, entry.msgid): entry.msgid for entry in source}
    plurals = {(entry.msgctxt, entry.msgid): entry.msgid_plural for entry in [*source, *django] if entry.msgid_plural}
    texts |= {(entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural[0] for entry in django}
    texts |= {(None, text): text for text in shipped}
    made = polib.POFile(wrapwidth=0)
    made.header, made.metadata = NOTE, {**HEADER}
    for (context, msgid), chinese in sorted(texts.items(), key=lambda item: (item[0][1], item[0][0] or "")):
        converted = traditional(chinese)
        if converted != msgid:
            made.append(_entry(context, msgid, plurals.get((context, msgid), ""), converted))
    return made


def _entry(context: str | None, msgid: str, plural: str, converted: str) -> polib.POEntry:
    if plural:
        return polib.POEntry(msgctxt=context, msgid=msgid, msgid_plural=plural, msgstr_plural={0: converted})
    return polib.POEntry(msgctxt=context, msgid=msgid, msgstr=converted)
