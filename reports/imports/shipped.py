"""Words that stand in workbooks of offices, and the examples in the templates: data in Chinese, whatever language the
page speaks."""

YES = {"是", "有", "√", "✓", "y", "yes", "true", "1", "对"}
NO = {"否", "无", "×", "✗", "x", "n", "no", "false", "0", "不是"}
# A row that begins so is the sum or the signatures, no row of the register.
FOOT = ("合计", "小计", "总计", "共计")
SIGNED = ("制表", "填表", "审核", "填报", "备注:", "说明:", "注:", "负责人签")
# A column that only counts the rows.
COUNTER = {"序号", "编号", "no", "no."}
# What other ledgers call a column, by the heading of the template.
ALSO = {
    "电话": ("联系电话", "手机", "手机号", "手机号码", "联系方式", "电话号码"),
    "电子邮箱": ("邮箱", "电子邮件"),
    "单位": ("所在单位", "工作单位", "部门"),
    "工号": ("职工号", "人员编号", "员工编号"),
    "职务": ("现任职务", "职务名称"),
    "任职日期": ("任职时间", "任现职时间"),
    "出生年月": ("出生日期",),
    "中共党员": ("是否党员", "党员"),
    "地址": ("住址", "详细地址", "家庭住址"),
    "户主": ("户主姓名",),
    "所在村（社区）": ("所在村", "村", "村(社区)", "行政村", "所在单位"),
    "村民小组": ("组", "小组", "组别"),
    "人口": ("家庭人口", "人口数"),
    "成员姓名": ("家庭成员", "群众姓名"),
    "走访日期": ("走访时间", "日期", "时间"),
    "走访干部": ("走访人", "走访人员"),
    "走访对象": ("联系对象", "对象"),
    "走访形式": ("形式", "方式"),
    "基本情况": ("走访内容", "内容"),
    "反映问题": ("收集问题", "诉求", "反映的问题"),
    "答复": ("当场答复", "办理情况"),
    "结对干部": ("联系领导", "联系干部", "干部姓名"),
    "联系对象": ("结对对象", "对象"),
    "上级单位": ("隶属单位",),
    "单位名称": ("名称",),
    "安排": ("放假或上班",),
    "名称": ("联系点名称", "节日", "节日名称"),
}
EXAMPLE_SHEET, NOTES_SHEET, LISTS_SHEET = "填写示例", "填写说明", "选项"

# By kind, then one row for each example, by the key of the column.
EXAMPLES = {
    "units": [
        {"name": "河口镇", "kind": "乡镇", "short_name": "河口", "order": "1"},
        {"parent": "河口镇", "name": "柳林村", "kind": "村", "opened_on": "2020-01-01"},
        {"parent": "河口镇/柳林村", "name": "柳林村党支部", "kind": "党支部"},
    ],
    "cadres": [
        {
            "name": "李建国",
            "staff_number": "001023",
            "unit": "河口镇",
            "title": "党委书记",
            "position": "主要负责人",
            "rank": "乡科级正职",
            "start": "2024-03-08",
            "gender": "男",
            "birth_month": "1978-05",
            "phone": "13800000001",
            "is_party_member": "是",
        },
        {
            "name": "李建国",
            "staff_number": "001023",
            "unit": "柳林村",
            "title": "包村领导",
            "position": "班子成员",
            "is_main": "否",
            "start": "2025-01-01",
        },
        {"name": "王小梅", "unit": "柳林村", "title": "村委会主任", "start": "2023-06-01", "phone": "0511-80000002"},
    ],
    "points": [
        {
            "name": "柳林村",
            "unit": "河口镇/柳林村",
            "category": "村（社区）",
            "head_name": "张德福",
            "phone": "13800000003",
            "opened_on": "2025-01-01",
        },
        {"name": "河口食品厂", "unit": "河口镇", "category": "民营企业", "address": "河口镇工业路1号"},
    ],
    "households": [
        {
            "head_name": "陈大山",
            "unit": "柳林村",
            "group_name": "三组",
            "kind": "困难户",
            "size": "3",
            "labourers": "1",
            "phone": "13800000004",
            "address": "柳林村三组12号",
            "hardship": "因病",
            "registered_on": "2025-03-01",
            "member_name": "陈小山",
            "member_phone": "13800000005",
        },
        {"member_name": "周桂兰", "member_kind": "老党员"},
        {"head_name": "刘长贵", "unit": "柳林村", "group_name": "一组", "kind": "一般户", "size": "4"},
    ],
    "pairings": [
        {
            "cadre": "李建国",
            "staff_number": "001023",
            "category": "村（社区）",
            "target": "柳林村",
            "place": "柳林村",
            "start": "2026-01-01",
            "end": "2026-12-31",
        },
        {"cadre": "王小梅", "category": "困难户", "target": "陈大山", "place": "柳林村", "start": "2026-01-01"},
    ],
    "logs": [
        {
            "first_day": "2025-03-08",
            "kind": "入户走访",
            "cadres": "李建国（001023）、王小梅",
            "targets": "陈大山（柳林村）",
            "content": "了解春耕准备和家庭收入情况。",
            "matter": "通往三组的路灯损坏。",
            "reply": "当场联系供电所，次日修复。",
        },
        {"first_day": "2025-05-20", "kind": "座谈会", "cadres": "李建国（001023）", "people_count": "18"},
    ],
    "calendar": [
        {"day": "2026-10-01", "state": "放假", "name": "国庆节"},
        {"day": "2026-10-10", "state": "上班", "name": "国庆节"},
    ],
}
