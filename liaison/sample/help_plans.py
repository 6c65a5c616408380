"""Help plans of paired households in hardship (R7.2): why, what is done, what came of it."""

import datetime
from decimal import Decimal

from contacts.models import HelpMeasure, HelpPlan, Pairing
from liaison.sample.contacts import CHUNK
from liaison.sample.dice import Decks, Dice

# (what, goods, least and most yuan)
MEASURES: list[tuple[str, str, int, int]] = [
    ("协调落实公益性岗位，每月增加固定收入", "", 0, 0),
    ("帮助发展家庭养殖，联系技术人员上门指导", "鸡苗50只", 600, 1200),
    ("帮助发展茶叶种植，提供肥料和技术服务", "复合肥6袋", 700, 1100),
    ("协助申请医疗救助，报销住院费用", "", 0, 0),
    ("协助申请助学金，联系爱心企业资助学费", "", 1000, 3000),
    ("协助申请危房改造补助，联系施工队修缮屋面", "", 2000, 8000),
    ("节日走访慰问，送去生活物资", "大米1袋、食用油1桶", 200, 400),
    ("推荐参加技能培训，介绍到县内企业务工", "", 0, 0),
    ("落实低保政策，按规定核定保障标准", "", 0, 0),
    ("联系村集体流转土地，增加租金收入", "", 0, 0),
    ("帮助销售农产品，组织单位职工以购代帮", "", 500, 2600),
    ("协调家庭医生签约，定期上门随访", "", 0, 0),
    ("帮助改善居住环境，硬化院坝、改造厕所", "水泥20袋", 800, 2000),
    ("协助办理小额信贷，用于扩大生产", "", 0, 0),
    ("送去取暖物资，检查用火用电安全", "棉被2床、棉衣2件", 300, 500),
    ("协助办理残疾人两项补贴", "", 0, 0),
]
RESULTS = [
    "已落实，收入有所增加",
    "已落实，家庭负担减轻",
    "已办结，补助到账",
    "已落实，效果较好",
    "已完成，户主表示满意",
    "已落实，仍需继续跟进",
]
OUTCOMES = [
    "家庭收入稳定增加，基本生活有保障。",
    "主要困难得到缓解，下一年继续跟踪帮扶。",
    "家中劳动力实现就业，收入来源稳定。",
    "住房安全得到保障，生活条件改善。",
    "医疗负担减轻，家庭生活恢复正常。",
    "产业初见成效，全年增收四千元以上。",
]


def draw_up(pairings: list[Pairing], dice: Dice, today: datetime.date) -> None:
    """A plan for each hardship household of each year; last year's are closed."""
    decks = Decks(dice)
    chosen = [p for p in pairings if p.category.code == "hardship_household" and p.start <= today]
    plans = [_plan(pairing, decks, today) for pairing in chosen]
    HelpPlan.objects.bulk_create(plans, batch_size=CHUNK)
    measures = [measure for plan in plans for measure in _measures(plan, decks, dice, today)]
    HelpMeasure.objects.bulk_create(measures, batch_size=CHUNK)


def _plan(pairing: Pairing, decks: Decks, today: datetime.date) -> HelpPlan:
    assert pairing.household is not None
    assert pairing.end is not None
    is_over = pairing.end < today
    return HelpPlan(
        household=pairing.household,
        unit=pairing.unit,
        cadre=pairing.cadre,
        cause=pairing.household.hardship,
        start=pairing.start,
        end=pairing.end,
        outcome=decks.deal(OUTCOMES) if is_over else "",
        closed_on=pairing.end if is_over else None,
    )


def _measures(plan: HelpPlan, decks: Decks, dice: Dice, today: datetime.date) -> list[HelpMeasure]:
    return [_measure(plan, decks.deal(MEASURES), decks, dice, today) for _n in range(dice.choice((2, 2, 3)))]


def _measure(
    plan: HelpPlan, card: tuple[str, str, int, int], decks: Decks, dice: Dice, today: datetime.date
) -> HelpMeasure:
    text, goods, least, most = card
    due = plan.start + datetime.timedelta(days=dice.randrange((plan.end - plan.start).days + 1))
    done = min(due + datetime.timedelta(days=dice.randrange(-20, 15)), plan.end)
    is_done = plan.start <= done < today and (plan.closed_on is not None or dice.chance(0.85))
    return HelpMeasure(
        plan=plan,
        text=text,
        due=due,
        done_on=done if is_done else None,
        amount=Decimal(dice.randrange(least, most, 50)) if most else None,
        goods=goods,
        outcome=decks.deal(RESULTS) if is_done else "",
    )
