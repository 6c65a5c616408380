"""Every ledger of the annual workbook: its columns as on paper, a record that fills its row, and what is in none."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import transaction
from openpyxl import load_workbook

from accounts.models import RoleGrant
from assessments.models import (
    Adoption,
    AdoptionLevel,
    InformationItem,
    Question,
    Statement,
    StatementSection,
    Survey,
    SurveyResult,
    SurveySubject,
    Verdict,
)
from contacts.models import CardIssue, CardWording, ContactCard, HelpMeasure, HelpPlan
from core import periods
from core.exports import sheets
from duties.models import Obligation, Rule, Rulebook, RulebookVersion
from petitions.models import (
    Attendance,
    Decision,
    Meeting,
    Petitioner,
    RateSnapshot,
    Rating,
    SheetEntry,
    Sponsorship,
    Topic,
    WorkSheet,
)
from reports.exports.annual import AnnualReport, of_figures, of_petitions, write_annual
from tests import factories as make
from tests import factories_assessments_quarter as quarters
from tests.factories_petitions import DAY as CAME_IN
from tests.factories_petitions import make_case
from visits.models import Goods, Matter

DAY = datetime.date(2026, 3, 8)
ON = datetime.date(2026, 11, 20)
AT = datetime.datetime(2026, 3, 8, 9, tzinfo=datetime.UTC)
YEAR = periods.year(DAY)
PHONE, HELPER_PHONE = "13800000001", "13900000002"
# As printed in the domain guide; what stands in brackets says whose sheet a line is of, and is not on the form.
COLUMNS = {
    "年度汇总": "(序号),单位,干部数,联系点,联系户,走访人次,走访户数,覆盖率,收集问题,办结数,办结率,满意率,座谈会,谈心,"
    "接访,下访,约访,包案,承诺,兑现,志愿服务,办实事,慰问金额",
    "走访台账": "序号,走访日期,走访干部,职务,联系点/村组,走访对象,电话,走访形式,基本情况,反映问题/诉求,现场答复,"
    "承诺事项,责任单位/人,办理时限,办理结果,办结日期,群众评价,备注",
    "联系点台账": "序号,联系领导,职务,联系点,类型,负责人,电话,联系户数,应走访/实际次数,发现问题,解决问题,最近走访,备注",
    "信访台账": "编号,信访类型,接件时间,信访人,联系方式,地址,人数,事项类别,内容,受理情况,告知日期,包案领导,"
    "责任单位,承办人,交办/转办日期,时限,进度,处理意见,答复日期,复查/复核,满意度,归档",
    "帮扶台账": "户主,人口,劳动力,户类型,致困原因,帮扶责任人/单位/电话,起止,措施,金额,落实时间,成效",
    "座谈会记录": "主题,时间,地点,主持,记录,参会,序号,发言人,问题建议,责任人,完成时限",
    "工作联系单": "编号,发出单位,主送,日期,事由,内容,要求及时限,签发人,签收人/日期,回复意见,办结确认",
    "季度考核": "(季度),(考核对象),(单位),序号,项目,标准,分值,数据来源,自评,核分,扣分原因",
    "信息采用": "日期,题目,报送人,采用层级,奖金",
    "民主评议": "(序号),姓名,(组织单位),优秀（票）,优秀（%）,合格（票）,合格（%）,基本合格（票）,基本合格（%）,"
    "不合格（票）,不合格（%）,组织评定",
    "述职": "(述职人),(单位),基本情况,走访群众情况,解决问题情况,包案情况,承诺兑现情况,存在的问题,下一步打算,(提交日期)",
}


@pytest.fixture(scope="module")
def books(django_db_setup, django_db_blocker):
    """The workbook of a county by a keeper and by an auditor, and that of a mine; nothing stays in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = SimpleNamespace(**_county(), mine=_mine())
        transaction.set_rollback(True)
    return found


def _book(unit, reader, *, with_phones=False):
    under = reader.access.paths("secretary", "auditor", "petition_clerk")
    report = AnnualReport(unit, YEAR, reader, ON, with_phones, under, purpose="报送县委办")
    return load_workbook(write_annual(report)), report


def _county():
    county = make.make_unit("青山县", kind="county")
    town = make.make_unit("柳溪镇", parent=county, kind="township")
    office = make.make_unit("民政局", parent=county)
    cadre = make.make_cadre("陈静", unit=town, title="党委书记", phone=HELPER_PHONE)
    by = make.make_user("keeper", cadre=cadre, role="secretary", unit=county)
    RoleGrant.objects.create(user=by, role="petition_clerk", unit=county, start=make.START)
    _visits(town, cadre, by)
    _petitions(county, town, office, cadre, by)
    _duties(town, cadre)
    keeper, report = _book(county, by, with_phones=True)
    auditor, _report = _book(county, make.make_user(name="审计", role="auditor", unit=county))
    summary = [[row.value(figure.code) for figure in of_figures.ANNUAL] for row in report.figures.rows]
    return {"keeper": keeper, "auditor": auditor, "summary": summary}


def _visits(town, cadre, by):
    home = make.make_household(
        "李大山", unit=town, phone=PHONE, group_name="三组", size=3, labourers=1, kind="hardship"
    )
    point = make.make_point("石桥村", unit=town, head_name="赵主任", phone=PHONE)
    make.make_pairing(cadre, point, unit=town)
    make.make_pairing(cadre, home, unit=town, category="ordinary_household")
    log = make.make_log(cadre, unit=town, by=by, day=DAY, targets=(home, point), content="=春耕")
    Goods.objects.create(log=log, item="大米", amount=Decimal("120.50"))
    matter = _matter(log, town, "水渠漏水", state="solved", solved_on=DAY, solved_on_the_spot=True, reply="已报修")
    case = make_case(town, matter=matter, text="水渠漏水", state="closed", closed_on=DAY)
    Rating.objects.create(case=case, value="satisfied", at=AT)
    _matter(log, town, "绝密检举", sealed=True)
    make.make_log(cadre, unit=town, by=by, day=DAY, kind="heart_to_heart", talk="家庭矛盾")
    forum = make.make_log(cadre, unit=town, by=by, day=DAY, kind="forum", people_count=12)
    _matter(forum, town, "班车太少", due=ON)
    plan = HelpPlan.objects.create(household=home, unit=town, cadre=cadre, cause="缺少技术", start=DAY, end=ON)
    HelpMeasure.objects.create(plan=plan, text="送技术", amount=300, done_on=DAY, outcome="增收")
    HelpMeasure.objects.create(plan=plan, text="建大棚")
    card = ContactCard.objects.create(unit=town, cadre=cadre, made_on=DAY)
    words = {"name": "陈静", "unit_name": "柳溪镇", "title": "党委书记", "area": "三组"}
    wording = CardWording.objects.create(
        card=card, number=1, made_on=DAY, heading="连心卡", service_scope="全镇", duties="联系群众",
        supervision_phone="12345", **words,
    )  # fmt: skip
    CardIssue.objects.create(card=card, wording=wording, household=home, handed_on=DAY, handed_by=cadre, stale_since=ON)


def _matter(log, unit, text, **fields):
    return Matter.objects.create(log=log, unit=unit, unit_path=unit.path, text=text, **fields)


def _petitions(county, town, office, cadre, by):
    case = make_case(county, handling_unit=town, text="欠薪", state="in_hand", next_due=ON)
    Petitioner.objects.create(case=case, name="钱来也", phone="13700000003", address="河边")
    Sponsorship.objects.create(case=case, leader=cadre, start=DAY)
    hidden = make_case(county, kind="accusation", text="举报贪污")
    times = {"drafted_by": by, "drafted_on": DAY, "signed_by": by, "sent_on": DAY, "due": ON, "year": 2026}
    texts = {"text": "请核对名册", "request": "书面回复"}
    sheet = WorkSheet.objects.create(
        sender=town, receiver=office, number="柳〔2026〕1号", serial=1, subject="核对低保", state="closed",
        received_on=DAY, closed_on=ON, reply="已核对", **texts, **times,
    )  # fmt: skip
    SheetEntry.objects.create(sheet=sheet, action="sign_for", to_state="in_hand", by=by, at=AT)
    WorkSheet.objects.create(
        sender=town, receiver=office, number="柳〔2026〕2号", serial=2, subject="举报核查", state="sent", case=hidden,
        **texts, **times,
    )  # fmt: skip
    meeting = Meeting.objects.create(
        unit=town, kind="coordination", title="协调会", on=DAY, place="会议室", chair=cadre, state="held"
    )
    Attendance.objects.create(meeting=meeting, cadre=cadre, was_there=True)
    made = {"unit": town, "meeting": meeting, "handed_in_by": by, "handed_in_at": AT}
    topic = Topic.objects.create(title="修路", text="路面破损", proposer=cadre, **made)
    Decision.objects.create(topic=topic, text="年内修好", unit=town, cadre=cadre, due=ON)
    Topic.objects.create(title="举报事项", text="举报贪污", case=hidden, **made)
    RateSnapshot.objects.create(
        unit=town, unit_path=town.path, year=2026, quarter=1, response_due=4, response_met=3, solution_due=2,
        solution_met=2, satisfaction_due=0, satisfaction_met=0, made_at=AT,
    )  # fmt: skip


def _duties(town, cadre):
    book = Rulebook.objects.create(code="r01", title="联系点制度", unit=town)
    version = RulebookVersion.objects.create(rulebook=book, number=1, effective_from=make.START, data={}, loaded_at=AT)
    rule = Rule.objects.create(
        version=version, code="1.9", title="到点走访", clause="到点。", kind="duty", spec={"measure": {"of": "count"}}
    )
    pairing = cadre.pairings.get(contact_point__isnull=False)
    window = {"window_start": make.START, "window_end": YEAR.end, "due": datetime.date(2026, 6, 30)}
    Obligation.objects.create(
        rule=rule, cadre=cadre, home=town, unit_path=town.path, pairing=pairing, target_key=pairing.target_key,
        required=4, achieved=1, **window,
    )  # fmt: skip


def _mine():
    mine = quarters.make_mine()
    quarters.sheet_of(mine, "closed")
    officer, shift = mine.officer.cadre, mine.shift
    item = InformationItem.objects.create(
        officer=officer, unit=shift, unit_path=shift.path, on=DAY, title="食堂价高", reported_at=AT
    )
    for code, amount in (("section", 5), ("mine", 30)):
        level = AdoptionLevel.objects.filter(code=code).first() or AdoptionLevel.objects.create(
            code=code, name=code, unit_kind="mine", amount=amount, order=amount, effective_from=make.START
        )
        Adoption.objects.create(item=item, level=level, code=code, unit=mine.mine, on=DAY, amount=amount, adopted_at=AT)
    _appraisal(mine.mine, officer)
    statement = Statement.objects.create(
        cadre=officer, home=shift, unit_path=shift.path, year=2026, state="submitted", submitted_on=ON,
        figures={"visits": "9"},
    )  # fmt: skip
    StatementSection.objects.create(statement=statement, code="visits", order=2, text="走访{visits}次。")
    reader = make.make_user(name="政工部", role="secretary", unit=mine.mine)
    return _book(mine.mine, reader)[0]


def _appraisal(unit, cadre):
    survey = Survey.objects.create(
        unit=unit, unit_path=unit.path, kind="appraisal", title="评议", opens_on=DAY, closes_on=DAY, state="published",
        drawn_on=DAY, closed_on=DAY, published_on=DAY,
    )  # fmt: skip
    question = Question.objects.create(survey=survey, number=1, kind="grade", text="等次", is_of_each=True)
    subject = SurveySubject.objects.create(survey=survey, number=1, kind="member", cadre=cadre, name=cadre.name)
    votes = {"excellent": 6, "qualified": 4}
    SurveyResult.objects.create(
        survey=survey, question=question, subject=subject, is_total=True, answers=10, votes=votes
    )
    decided_by = make.make_user(name="组织")
    Verdict.objects.create(subject=subject, grade="excellent", decided_by=decided_by, decided_on=DAY)


def row(book, name, number=1):
    """The values of a row of the table; days without their time."""
    values = [cell.value for cell in book[name][3 + number]]
    return [value.date() if isinstance(value, datetime.datetime) else value for value in values]


def everything(book):
    return "\n".join(
        str(value) for sheet in book for line in sheet.iter_rows(values_only=True) for value in line if value
    )


@pytest.mark.parametrize("name", COLUMNS)
def test_a_ledger_has_the_columns_of_the_paper_form_in_their_order(books, name):
    assert [cell.value for cell in books.keeper[name][3]] == COLUMNS[name].replace("(", "").replace(")", "").split(",")


def test_the_cover_says_who_made_it_when_and_what_for_and_leads_to_every_sheet(books):
    cover = books.keeper.worksheets[0]
    texts = [cell.value for line in cover.iter_rows() for cell in line]
    assert cover.title == "封面"
    assert {"青山县", "2026年度联系群众工作报表", "陈静", "2026年11月20日", "报送县委办"} <= set(texts)
    leading = [cell.hyperlink.location for line in cover.iter_rows() for cell in line if cell.hyperlink]
    assert leading == [f"'{name}'!A1" for name in books.keeper.sheetnames[1:]]


def test_a_visit_with_a_matter_and_its_rating(books):
    assert row(books.keeper, "走访台账") == [
        1, DAY, "陈静", "党委书记", "柳溪镇三组、石桥村", "李大山", PHONE, "入户走访", "=春耕", "水渠漏水", "已报修",
        None, "柳溪镇", None, "当场解决", DAY, "满意", None,
    ]  # fmt: skip
    assert books.keeper["走访台账"]["I4"].data_type == "s"


def test_a_contact_point_counts_what_was_owed_done_heard_and_solved(books):
    assert row(books.keeper, "联系点台账") == [
        1, "陈静", "党委书记", "石桥村", "村（社区）", "赵主任", PHONE, 1, "4/1", 1, 1, DAY, None,
    ]  # fmt: skip
    assert books.keeper["联系点台账"]["J5"].value == "=SUM(J4:J4)"


def test_petitioners_stand_there_by_pseudonym_whoever_made_it(books):
    found = [row(books.keeper, "信访台账", number) for number in (1, 2)]
    (line,) = [values for values in found if values[8] == "欠薪"]
    assert line[1:8] == ["申诉求决", CAME_IN, "信访人1", None, None, 1, None]
    assert (line[11], line[12], line[15]) == ("陈静", "柳溪镇", ON)


def test_help_is_a_row_for_each_measure_with_a_sum(books):
    term = "2026-03-08至2026-11-20"
    helper = f"陈静\n柳溪镇\n{HELPER_PHONE}"
    first = ["李大山", 3, 1, "困难户", "缺少技术", helper, term, "送技术", 300, DAY, "增收"]
    rows = [row(books.keeper, "帮扶台账", number) for number in (1, 2)]
    assert first in rows
    assert [*first[:7], "建大棚", "—", None, None] in rows
    assert books.keeper["帮扶台账"]["I6"].value == "=SUM(I4:I5)"


def test_a_card_says_who_holds_it_and_whether_it_still_holds(books):
    assert row(books.keeper, "连心卡发放") == [
        1, "陈静", "柳溪镇", "党委书记", "三组", "李大山", "柳溪镇", 1, DAY, "陈静", "内容已变更，待换发", ON,
    ]  # fmt: skip


def test_meetings_and_forums_hold_what_was_brought_up_and_who_answers_for_it(books):
    assert row(books.keeper, "座谈会记录") == [
        "协调会", "2026-03-08 09:00", "会议室", "陈静", None, "陈静", 1, "陈静", "修路\n路面破损\n议定：年内修好",
        "柳溪镇（陈静）", ON,
    ]  # fmt: skip
    forum = row(books.keeper, "座谈会记录", 2)
    assert (forum[0], forum[5], forum[8], forum[10]) == ("柳溪镇座谈会", "陈静；其他参会人员（12人）", "班车太少", ON)


def test_a_work_contact_sheet_says_who_signed_for_it_and_that_it_is_closed(books):
    assert row(books.keeper, "工作联系单") == [
        "柳〔2026〕1号", "柳溪镇", "民政局", DAY, "核对低保", "请核对名册", "书面回复\n2026-11-20", "陈静",
        "陈静 2026-03-08", "已核对", "已销号 2026-11-20",
    ]  # fmt: skip


def test_an_obligation_says_by_which_rule_it_is_owed_and_where_it_stands(books):
    assert row(books.keeper, "责任落实") == [
        1, "陈静", "柳溪镇", "联系点制度", "1.9 到点走访", "石桥村", "2026年", datetime.date(2026, 6, 30), 4, 1,
        None, "已逾期",
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_three_rates_are_for_who_reads_their_page():
    town = make.make_unit("柳溪镇", kind="township")
    counts = {f"{kind}_{side}": 1 for kind in ("response", "solution", "satisfaction") for side in ("due", "met")}
    RateSnapshot.objects.create(unit=town, unit_path=town.path, year=2026, quarter=1, made_at=AT, **counts)
    for role, rows in (("leader", 1), ("personnel", 0)):
        report = AnnualReport(town, YEAR, make.make_user(role=role, unit=town), ON, False)
        assert len(list(of_petitions.RATES.rows(report))) == rows
        assert bool(of_petitions.RATES.remarks(report)) is not bool(rows)


def test_the_three_rates_stand_there_with_the_counts_behind_them(books):
    assert row(books.keeper, "三率") == [1, "柳溪镇", "第1季度", 4, 3, 0.75, 2, 2, 1, 0, 0, "—", 0]
    assert books.keeper["三率"]["F5"].value == '=IF(SUM(D4:D4)=0,"—",SUMPRODUCT(F4:F4,D4:D4)/SUM(D4:D4))'


def test_scores_stand_there_line_by_line(books):
    line = row(books.mine, "季度考核")
    assert line[0] == "2026年第1季度"
    assert (line[3], line[9]) == (1, 9)


def test_an_item_adopted_at_two_levels_stands_there_once_with_the_higher(books):
    assert row(books.mine, "信息采用")[:2] == [DAY, "食堂价高"]
    assert row(books.mine, "信息采用")[4] == 30
    assert row(books.mine, "信息采用", 2)[0] == "合计"


def test_an_appraisal_has_votes_shares_and_the_verdict(books):
    assert row(books.mine, "民主评议")[3:] == [6, 0.6, 4, 0.4, 0, 0, 0, 0, "优秀"]


def test_a_statement_holds_its_figures(books):
    assert row(books.mine, "述职")[3] == "走访9次。"


def test_the_summary_is_the_rollup(books):
    rows = [row(books.keeper, "年度汇总", number) for number in range(1, len(books.summary) + 1)]
    expected = [["—" if value is None else value for value in values] for values in books.summary]
    assert [values[2:] for values in rows] == expected


def test_the_sums_of_the_ledgers_are_those_of_the_summary(books):
    heading = [cell.value for cell in books.keeper["年度汇总"][3]]
    total = {name: sum(values[n - 2] or 0 for values in books.summary) for n, name in enumerate(heading) if n > 1}
    visits = books.keeper["走访台账"]
    heard = sum(1 for line in visits.iter_rows(min_row=4, max_row=6, values_only=True) if line[9])
    carried_out = [line for line in books.keeper["帮扶台账"].iter_rows(min_row=4, values_only=True) if line[9]]
    assert (total["收集问题"], total["办实事"]) == (heard, len(carried_out))
    assert total["慰问金额"] == Decimal("120.50")


@pytest.mark.parametrize("secret", ["贪污", "举报", "绝密检举", "家庭矛盾", "钱来也", "13700000003"])
def test_accusations_sealed_matters_talks_and_petitioners_are_in_no_workbook(books, secret):
    assert secret not in everything(books.keeper)
    assert secret not in everything(books.auditor)


def test_telephone_numbers_are_only_in_that_of_a_keeper(books):
    assert PHONE in everything(books.keeper)
    assert not {PHONE, HELPER_PHONE} & set(everything(books.auditor).split())


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(db, monkeypatch):
    monkeypatch.setattr(sheets, "MAX_DATA_ROWS", 2)
    town = make.make_unit("柳溪镇", kind="township")
    by = make.make_user(cadre=make.make_cadre(unit=town), role="secretary", unit=town)
    for _number in range(3):
        make.make_log(by.cadre, unit=town, by=by, day=DAY, kind="forum")
    book, _report = _book(town, by)
    assert book["走访台账 (2)"]["A4"].value == 3
    assert all(len(name) <= 31 for name in book.sheetnames)
