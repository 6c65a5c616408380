"""What stands out, in sentences: right for none, one and many, and never a share of few."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.figures import BY_CODE, FIGURES
from reports.papers.sentences import LEAST, Facts, findings
from reports.wording import shown

COUNTS = [figure.code for figure in FIGURES if not figure.rate_of]


def reading(**counts):
    def read(code):
        if not (of := BY_CODE[code].rate_of):
            return counts.get(code, 0)
        part, whole = (counts.get(each, 0) for each in of)
        return part / whole if whole else None

    return read


def told(now, before=None, name="上季度", **people):
    return findings(Facts(reading(**now), reading(**(before or {})), name if before else "", **people))


def about(word, *args, **kwargs):
    return next((text for text in told(*args, **kwargs) if word in text), "")


DUTIES = {"owed": 42, "settled": 40, "done": 30, "on_time": 28, "overdue": 10}


def test_duties_with_their_rate_and_how_it_moved():
    text = about("责任事项", DUTIES, {"settled": 50, "on_time": 30})
    assert text == (
        "本期应完成责任事项42件，已完成30件，逾期未完成10件，尚未到期2件，按期完成率70.0%，比上季度上升10.0个百分点。"
    )


def test_when_everything_is_done_nothing_else_is_said_of_duties():
    assert about("责任事项", {"owed": 3, "settled": 3, "done": 3}) == "本期应完成责任事项3件，全部完成。"
    assert told({})[0] == "本期没有到期的责任事项。"


def test_how_many_cadres_are_behind_and_never_who():
    assert "承担责任事项的干部42名，其中10名有事项逾期未完成。" in told(DUTIES, bound=42, behind=10)
    assert "承担责任事项的干部1名，没有逾期未完成的事项。" in told(DUTIES, bound=1, behind=0)
    assert "承担责任事项的干部2名，都有事项逾期未完成。" in told(DUTIES, bound=2, behind=2)


def test_matters_with_their_rate_compared():
    text = about("收集问题", {"matters": 31, "solved": 29}, {"matters": 20, "solved": 18})
    assert text == "本期收集问题31件，办结29件，办结率93.5%，比上季度上升3.5个百分点。"


def test_one_matter_and_none():
    assert about("问题", {"matters": 1, "solved": 1}) == "本期收集问题1件，已办结。"
    assert about("问题", {"matters": 1}) == "本期收集问题1件，尚未办结。"
    assert about("问题", {"matters": 3, "solved": 3}) == "本期收集问题3件，已全部办结。"
    assert about("收集到问题", {}) == "本期走访没有收集到问题。"


def test_of_few_no_share_is_told_and_none_is_compared_with_few():
    assert about("收集问题", {"matters": 4, "solved": 3}) == "本期收集问题4件，办结3件。"
    text = about("收集问题", {"matters": 10, "solved": 9}, {"matters": 4, "solved": 1})
    assert text == "本期收集问题10件，办结9件，办结率90.0%。"


def test_more_fewer_and_as_many_visits():
    texts = [about("走访", {"visit_people": 12}, {"visit_people": before}) for before in (10, 15, 12)]
    assert texts == [
        "本期走访12人次，比上季度增加2人次。",
        "本期走访12人次，比上季度减少3人次。",
        "本期走访12人次，与上季度持平。",
    ]
    assert about("走访", {"visit_people": 12}) == "本期走访12人次。"


def test_the_points_can_be_reckoned_from_what_is_printed():
    """Of 2/3 and 1/3 the paper says 66.7% and 33.3%: the difference on it is 33.4."""
    text = about("联系户", {"households": 9, "covered": 6}, {"households": 9, "covered": 3})
    assert text == "联系户共9户，已走访6户，覆盖率66.7%，比上季度上升33.4个百分点。"


@given(
    st.dictionaries(st.sampled_from(COUNTS), st.integers(0, 20)),
    st.dictionaries(st.sampled_from(COUNTS), st.integers(0, 20)),
)
@settings(max_examples=25, deadline=None)
def test_every_sentence_is_whole_and_every_share_is_of_enough(now, before):
    texts = findings(Facts(reading(**now), reading(**before), "上季度"))
    for text in texts:
        assert text.endswith("。")
        assert not re.search(r"None|%\(|，，|，。|。。", text)
        assert now.get("matters", 0) >= LEAST or "办结率" not in text or "按期" in text
    if (count := now.get("matters", 0)) > 0:
        assert f"收集问题{shown(count)}件" in "".join(texts)
