"""Invented names of counties, towns, villages, enterprises and projects; the usual names of county departments."""

# Vocabulary is kept as running text: one word after the other, lines as long as they are read best.
# ruff: noqa: SIM905

from liaison.sample.dice import Dice

REGION = "云川市"
FIRST_COUNTY = "青禾"
_COUNTY_FIRST = "云松岚澄沐棠芦枫蓝霁"
_COUNTY_SECOND = "汀岫塬砚峪湾坪屿渚禾"

TOWNS = (
    "石桥 柳湾 白塔 青岩 双河 大岭 龙泉沟 平川 红岩 梨园 长坪 上坪 黄土坡 永和 三岔河 竹溪 马鞍 金鸡 高崖 枣林 古渡 "
    "桃源岭 南坪 清水沟 东坝 牛角湾 松林 麦川 银杏 西津"
).split()
STREETS = "城关 滨河 新城 东门 文昌 北苑".split()
VILLAGES = (
    "上河湾 杨树沟 大槐树 柳家营 前岭 后坡 王家坪 小河口 石门 李家庄 红旗 东坡 西沟 赵家湾 河西 龙王庙 青石板 黄泥岗 "
    "周家院 新建 团结 双井 桥头 樟木 张家畈 塘坊 松树坪 下川 马家堡 沙坝 岩湾 茶园 高庄 刘家洼 胜利 桂花 五里 麻柳 "
    "苏家垭 枫香 板栗园 孙家店 水磨 凉水井 朝阳 花石 陈家坝 狮子岩 大塘 三合 荷叶 秦家沟 柿树 火石 郑家寨 中坝 白果 "
    "何家岭 响水 莲花 雷公 许家台 丰收 瓦窑 罗家山 向阳 田坝 竹园 黑龙潭 韩家峪 槐荫 清泉 吴家岗 曹家渡 梅子 碾子沟"
).split()
COMMUNITIES = (
    "解放路 滨江 西门 学府 北大街 文化路 东升 幸福里 电厂 锦绣 和平 南关 铁路 百花 光明 迎宾 广场 桃李园 凤凰 康宁 "
    "金桥 荷塘 书院 兴业"
).split()

# (name, short name, what it answers for in matters; first the ones every sample has)
DEPARTMENTS = [
    ("县委组织部", "县委组织部", "party"),
    ("信访局", "信访局", "petition"),
    ("卫生健康局", "卫健局", "health"),
    ("人力资源和社会保障局", "人社局", "work"),
    ("民政局", "民政局", "welfare"),
    ("教育局", "教育局", "school"),
    ("交通运输局", "交通局", "road"),
    ("水利局", "水利局", "water"),
    ("农业农村局", "农业农村局", "farm"),
    ("自然资源局", "自然资源局", "land"),
    ("住房和城乡建设局", "住建局", "housing"),
    ("医疗保障局", "医保局", "insurance"),
    ("总工会", "总工会", "union"),
    ("发展和改革局", "发改局", ""),
    ("公安局", "公安局", "safety"),
    ("财政局", "财政局", ""),
    ("司法局", "司法局", "law"),
    ("生态环境局", "生态环境局", "environment"),
    ("文化和旅游局", "文旅局", "culture"),
    ("退役军人事务局", "退役军人局", "veterans"),
    ("市场监督管理局", "市场监管局", "market"),
    ("应急管理局", "应急局", "emergency"),
    ("林业局", "林业局", "forest"),
    ("商务和工业信息化局", "商工信局", "enterprise"),
    ("行政审批服务局", "审批局", "service"),
    ("县委宣传部", "县委宣传部", ""),
    ("县委统一战线工作部", "县委统战部", ""),
    ("县委政法委员会", "县委政法委", ""),
    ("妇女联合会", "妇联", ""),
    ("残疾人联合会", "残联", "disabled"),
]

ENTERPRISE_FIRST = (
    "禾丰 恒川 云溪源 鼎诚 金穗 顺达 绿野 宏图 锦源 远山 博瑞 华垚 新沃 嘉禾苑 众创 瑞丰源 天和 东篱".split()
)
ENTERPRISE_SECOND = [
    "农产品加工有限公司",
    "食品有限公司",
    "建材有限公司",
    "纺织有限公司",
    "机械制造有限公司",
    "茶业有限公司",
    "包装制品有限公司",
    "生态养殖有限公司",
    "电子科技有限公司",
    "物流有限公司",
]
PROJECTS = [
    "城乡供水一体化工程",
    "县人民医院迁建项目",
    "农村公路改造提升工程",
    "高标准农田建设项目",
    "污水处理厂扩建工程",
    "老旧小区改造二期",
    "职业教育中心建设项目",
    "冷链物流园项目",
    "中小河流治理工程",
    "电商产业园项目",
    "标准化厂房建设项目",
    "城南综合养老服务中心",
    "水库除险加固工程",
    "生活垃圾处理项目",
    "光伏发电项目",
    "乡村旅游环线工程",
    "中心敬老院改建项目",
    "农产品批发市场",
    "智慧灌区项目",
    "第三幼儿园新建项目",
    "殡仪馆迁建项目",
    "客运站综合改造工程",
    "林下经济示范基地",
    "城区停车场建设项目",
    "数字乡村平台项目",
    "粮食仓储设施项目",
]
GRASSROOTS = ["中心小学", "卫生院", "农业服务中心", "供电所", "司法所", "中心幼儿园", "敬老院", "水管站"]


def county(number: int) -> str:
    """The name of the county with this number (0 is the first), without 县."""
    if number == 0:
        return FIRST_COUNTY
    first, second = divmod(number - 1, len(_COUNTY_SECOND))
    return _COUNTY_FIRST[first % len(_COUNTY_FIRST)] + _COUNTY_SECOND[second]


def address(dice: Dice, *, in_town: bool) -> str:
    """Within the village or the community, as it is said there."""
    if in_town:
        return f"{dice.randrange(1, 19)}栋{dice.randrange(1, 5)}单元{dice.randrange(1, 8)}0{dice.randrange(1, 4)}室"
    return f"{dice.randrange(1, 9)}组{dice.randrange(1, 60)}号"
