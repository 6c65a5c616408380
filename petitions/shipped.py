"""What comes with the product: limits with their articles, fields of matters. An organisation sets its own."""

from django.db.models import Model
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from petitions.deadlines import Limit

# By article of 信访工作条例 ("": local practice); only the objection counts working days.
LIMITS: dict[str, Limit] = {
    limit.code: limit
    for limit in (
        Limit("route", 15, article="22"),
        Limit("say_acceptance", 15, article="23"),
        Limit("object", 5, is_working=True, article="23"),
        Limit("finish", 60, article="34", most_extension=30),
        Limit("ask_review", 30, article="35"),
        Limit("review", 30, article="35"),
        Limit("ask_re_review", 30, article="36"),
        Limit("re_review", 30, article="36"),
        # Local practice: how soon an assignment without a date of its own is answered, and a callback made.
        Limit("assignment", 30),
        Limit("call_back", 15),
    )
}

CLOCK_NAMES = {
    "route": _("登记后转送、交办"),
    "say_acceptance": _("告知是否受理"),
    "object": _("提出异议"),
    "finish": _("办结"),
    "ask_review": _("申请复查"),
    "review": _("作出复查意见"),
    "ask_re_review": _("申请复核"),
    "re_review": _("作出复核意见"),
    "assignment": _("报送交办结果"),
    "call_back": _("回访"),
    "review_again": _("再次研究"),
}


def article_name(article: str) -> str:
    """The source of a limit in words: an article of 信访工作条例, the organisation's own, or what it wrote itself."""
    if not article:
        return str(_("本单位规定"))
    if not article.isdigit():
        return article
    number = in_chinese(int(article)) if (get_language() or "").startswith("zh") else article
    return str(_("《信访工作条例》第%(number)s条") % {"number": number})


def in_chinese(number: int) -> str:
    """A number from 1 to 99 as laws write it: 34 is 三十四."""
    tens, ones = divmod(number, 10)
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + _DIGITS[ones]


_DIGITS = ("", *"一二三四五六七八九")


# What runs against the petitioner, not against an office: never urged, never counted as late.
OF_PETITIONER = frozenset({"ask_review", "ask_re_review"})
# A right that lapses (article 23): it is no duty, and nobody is late with it.
RIGHTS = OF_PETITIONER | {"object"}

FIELDS: list[tuple[str, str]] = [
    ("agriculture", "农业农村"),
    ("land", "土地房产与征收"),
    ("construction", "城乡建设"),
    ("environment", "生态环境"),
    ("labour", "劳动与社会保障"),
    ("civil_affairs", "民政与救助"),
    ("health", "卫生健康"),
    ("education", "教育文化"),
    ("traffic", "交通运输"),
    ("safety", "安全生产"),
    ("public_order", "社会治安与政法"),
    ("enterprise", "企业经营"),
    ("staff", "职工权益"),
    ("style", "干部作风"),
    ("discipline", "纪检监察"),
    ("neighbours", "邻里与家庭纠纷"),
    ("other", "其他"),
]


def load(field: type[Model]) -> None:
    """Enter the shipped fields that are not there yet; what an organisation renamed stays."""
    there = set(field.objects.values_list("code", flat=True))  # type: ignore[attr-defined]
    field.objects.bulk_create(  # type: ignore[attr-defined]
        field(code=code, name=name, order=order * 10) for order, (code, name) in enumerate(FIELDS) if code not in there
    )


# Addresses under /p/ that are pages of their own, so that no form can have them.
RESERVED_SLUGS = ("follow", "case", "a", "u")

# 代字 where a unit has set none. Numbers are Chinese in every language of the interface (GB/T 9704).
MARK = "信"


# What stands behind the 代字 of a unit in the number of a letter: each kind has its own run of numbers.
LETTER_MARKS = {
    "acceptance": "受",
    "forwarding": "转",
    "non_acceptance": "不受",
    "other_path": "导",
    "extension": "延",
    "decision": "处",
    "answer": "答",
    "review": "复查",
    "re_review": "复核",
}


def number_of(mark: str, year: int, serial: int) -> str:
    """ "信〔2026〕5号": hexagonal brackets, no leading zero."""
    return f"{mark}〔{year}〕{serial}号"
