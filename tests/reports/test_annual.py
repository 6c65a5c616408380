"""The annual workbook: what stands in its cells is what stands in the records."""

import datetime

import pytest
from openpyxl import load_workbook

from core import periods
from reports.exports.annual import AnnualReport, write_annual
from tests import factories as make
from visits.models import Matter

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 8)
# 走访台账 as printed in the domain guide.
LEDGER = (
    "序号,走访日期,走访干部,职务,联系点/村组,走访对象,电话,走访形式,基本情况,反映问题/诉求,"
    "现场答复,承诺事项,责任单位/人,办理时限,办理结果,办结日期,群众评价,备注"
)


def read(unit, *, with_phones=True):
    period = periods.year(datetime.date(2026, 1, 1))
    reader = make.make_user(name="王敏", role="secretary", unit=unit)
    report = AnnualReport(unit, period, reader, datetime.date(2026, 11, 20), with_phones)
    return load_workbook(write_annual(report))


def test_the_ledger_has_the_columns_of_the_paper_form_in_their_order(town):
    assert [cell.value for cell in read(town)["走访台账"][3]] == LEDGER.split(",")


def test_a_visit_with_a_matter_fills_its_row_by_itself(town):
    village = make.make_unit("石桥村", parent=town, kind="village")
    cadre = make.make_cadre("陈静", unit=town, title="党委书记")
    household = make.make_household("李大山", unit=village, phone="13800000001", group_name="三组")
    by = make.make_user(cadre=cadre)
    log = make.make_log(cadre, unit=town, by=by, day=DAY, targets=(household,), content="了解春耕情况。")
    Matter.objects.create(
        log=log, unit=town, unit_path=town.path, text="水渠漏水", reply="当场联系水管站", promise="一周内修好",
        state="solved", solved_on=DAY, solved_on_the_spot=True, due=datetime.date(2026, 3, 15),
    )  # fmt: skip
    row = [cell.value for cell in read(town)["走访台账"][4]]
    assert row[:4] == [1, datetime.datetime(2026, 3, 8), "陈静", "党委书记"]
    assert "石桥村" in row[4]
    assert row[5:12] == [
        "李大山", "13800000001", "入户走访", "了解春耕情况。", "水渠漏水", "当场联系水管站", "一周内修好",
    ]  # fmt: skip
    assert row[13] == datetime.datetime(2026, 3, 15)
    assert row[15] == datetime.datetime(2026, 3, 8)


def test_what_was_said_in_a_talk_is_not_in_the_ledger(town):
    cadre = make.make_cadre(unit=town)
    make.make_log(
        cadre, unit=town, by=make.make_user(cadre=cadre), day=DAY, kind="heart_to_heart", talk="家庭矛盾很大"
    )  # fmt: skip
    sheet = read(town)["走访台账"]
    assert sheet["H4"].value == "谈心谈话"
    assert not [c.value for row in sheet.iter_rows() for c in row if c.value and "家庭矛盾" in str(c.value)]


def test_withdrawn_logs_and_other_years_are_not_in_the_ledger(town):
    cadre = make.make_cadre(unit=town)
    by = make.make_user(cadre=cadre)
    make.make_log(cadre, unit=town, by=by, day=DAY, kind="forum", state="withdrawn", withdrawn_reason="重复登记")
    make.make_log(cadre, unit=town, by=by, day=datetime.date(2025, 12, 31), kind="forum")
    assert read(town)["走访台账"]["A4"].value == "制表人：王敏"


def test_the_summary_has_a_row_for_the_unit_itself_and_each_below_and_a_sum_row(town):
    make.make_unit("石桥村", parent=town, kind="village")
    sheet = read(town)["年度汇总"]
    assert [sheet.cell(row, 2).value for row in (4, 5)] == ["柳溪镇（本级）", "石桥村"]
    assert sheet["A6"].value == "合计"
    assert sheet["C6"].value == "=SUM(C4:C5)"


def test_every_figure_says_how_it_is_defined(town):
    sheet = read(town)["指标说明"]
    headings = [cell.value for cell in read(town)["年度汇总"][3]][2:]
    assert [sheet.cell(row, 1).value for row in range(4, 4 + len(headings))] == headings
    assert all(sheet.cell(row, 2).value for row in range(4, 4 + len(headings)))
