"""What people bring up on visits, how it was answered, and which department answers for it."""

from typing import NamedTuple


class MatterCard(NamedTuple):
    # field of the department that answers for it ("" = the town itself), what was said, what was answered
    field: str
    text: str
    reply: str
    # Whether it may be settled on the spot.
    on_the_spot: bool = False


HOUSEHOLD_MATTERS = [
    MatterCard("road", "通组公路有一段约200米路基塌陷，雨天车辆通行不便", "已安排养护队回填夯实，并设置警示标志"),
    MatterCard("road", "村口弯道视线差，希望加装凸面镜和减速带", "已现场勘查，安装凸面镜2面、减速带3道"),
    MatterCard("road", "班车到站时间不固定，老人赶集不方便", "已与客运公司协商，逢集日增开一班"),
    MatterCard("", "屋后排水沟淤堵，下雨时积水进院", "当天组织人员清淤，排水已恢复", True),
    MatterCard("", "组里路灯坏了两盏，晚上出行不安全", "已通知维修人员更换灯泡", True),
    MatterCard("", "垃圾收集点离家较远，希望就近增设垃圾桶", "已增设分类垃圾桶4个，明确每日清运"),
    MatterCard("", "与邻居因院墙边界有争议", "组织双方到现场丈量，当场达成一致意见", True),
    MatterCard("", "村里文化广场健身器材损坏，小孩玩耍有隐患", "已拆除损坏器材，新器材列入采购计划"),
    MatterCard("", "反映办事时间与农忙冲突，希望能代办", "由驻村干部代办，材料已收齐", True),
    MatterCard("water", "夏季用水高峰水压不足，高处几户经常停水", "已更换增压泵，水压恢复正常"),
    MatterCard("water", "灌溉渠有两处渗漏，影响下游稻田用水", "已列入小型水利维修计划并完成修补"),
    MatterCard("water", "自来水偶有浑浊，担心水质", "已取样检测，结果合格，并清洗蓄水池"),
    MatterCard("water", "水费计量有疑问，觉得比往年多", "上门核对水表，发现管道渗漏，已更换接头", True),
    MatterCard("insurance", "不清楚异地住院怎样报销", "当面讲解备案流程，并帮助在手机上完成备案", True),
    MatterCard("insurance", "慢性病门诊用药报销比例不了解", "已发放政策明白卡并逐项说明", True),
    MatterCard("insurance", "大病住院后自付费用较高，希望得到救助", "符合医疗救助条件，已协助提交申请并获批"),
    MatterCard("welfare", "家中老人失能，想了解护理补贴", "符合条件，已协助申报，次月发放"),
    MatterCard("welfare", "低保复核材料不知道如何准备", "现场列出清单，并帮助填写申请表", True),
    MatterCard("welfare", "独居老人日间无人照料，希望有助餐服务", "已纳入社区助餐点服务对象"),
    MatterCard("health", "村卫生室常用药品种类少，希望增加", "已协调卫生院增配药品18种"),
    MatterCard("health", "家庭医生随访次数少，希望上门量血压", "已与签约医生对接，每月上门一次"),
    MatterCard("school", "孩子上学路远，希望开通校车", "已协调学校和客运公司，增设上下学接送点"),
    MatterCard("school", "学校周边放学时段拥堵，存在安全隐患", "已安排护学岗，并划定接送区"),
    MatterCard("school", "家庭困难，担心孩子大学学费", "已协助办理生源地助学贷款"),
    MatterCard("work", "想在家门口务工，不知道哪里招人", "提供县内招工信息6条，并登记求职意向", True),
    MatterCard("work", "外地务工工资拖欠两个月", "已转劳动监察部门，欠薪追回"),
    MatterCard("work", "养老保险断缴，想了解如何补缴", "已核实参保记录，说明补缴办法", True),
    MatterCard("work", "希望举办电工、养殖等技能培训", "已列入下期培训计划，登记报名"),
    MatterCard("farm", "柑橘出现病虫害，不知道用什么药", "联系农技人员到地头指导，提出防治意见", True),
    MatterCard("farm", "粮食直补资金到账比往年晚", "经核实系账号变更，已更正并补发"),
    MatterCard("farm", "想扩大养殖规模，缺少资金", "介绍小额信贷政策，协助提交申请"),
    MatterCard("farm", "机耕道狭窄，收割机进不了田", "已列入高标准农田建设项目"),
    MatterCard("farm", "茶叶滞销，希望帮助联系销路", "联系电商服务站收购，已签订收购意向"),
    MatterCard("land", "宅基地确权证书一直未领到", "经查证书已制作，送证上门"),
    MatterCard("land", "征地补偿面积与实测有出入", "已组织复测，差额部分按标准补齐"),
    MatterCard("housing", "房屋年久失修，屋面漏雨", "经鉴定符合危房改造条件，已完成修缮"),
    MatterCard("housing", "小区化粪池满溢，气味大", "已联系疏通，并要求物业定期清掏"),
    MatterCard("housing", "老旧小区改造后单元门禁经常失灵", "施工单位已返修，门禁恢复正常"),
    MatterCard("housing", "楼道堆放杂物，影响通行", "与物业一起清理，并与住户沟通", True),
    MatterCard("environment", "附近养殖场气味大，夏天开不了窗", "已督促养殖场完善粪污处理设施"),
    MatterCard("environment", "河道边有人倾倒垃圾", "已清理并安装监控和警示牌"),
    MatterCard("safety", "经常接到诈骗电话，老人容易上当", "现场讲解防骗知识，帮助安装防诈软件", True),
    MatterCard("market", "集市上有摊位短斤少两", "已在集市设公平秤，并加强巡查"),
    MatterCard("veterans", "优抚补助标准调整后不清楚数额", "当面核对发放明细，并说明调整依据", True),
    MatterCard("veterans", "退役后希望参加就业培训", "已登记并推荐参加适应性培训"),
    MatterCard("disabled", "轮椅使用多年已损坏，希望更换", "已申请辅助器具，送到家中"),
    MatterCard("forest", "野猪下山毁坏庄稼", "已核实损失，按野生动物致害保险理赔"),
    MatterCard("law", "继承房产手续不清楚", "联系村法律顾问当面解答", True),
    MatterCard("culture", "希望农闲时多安排文艺演出和电影放映", "已列入文化下乡安排"),
    MatterCard("emergency", "屋后山坡雨季有落石，担心安全", "已纳入地质灾害巡查点，修建防护网"),
    MatterCard("service", "老年人不会用手机缴费，希望保留现金窗口", "已在便民服务中心保留人工窗口"),
]
ENTERPRISE_MATTERS = [
    MatterCard("enterprise", "用工紧张，旺季缺熟练工人", "已组织专场招聘，输送工人23名"),
    MatterCard("enterprise", "流动资金周转困难", "已组织银企对接，落实贷款"),
    MatterCard("enterprise", "厂区外道路破损，货车进出不便", "已安排修补，恢复通行"),
    MatterCard("enterprise", "电力增容手续办理较慢", "已协调供电公司现场办理"),
    MatterCard("environment", "排污许可变更所需材料不清楚", "已派专人上门辅导", True),
    MatterCard("work", "职工技能等级认定渠道不清楚", "已提供认定机构名单和补贴政策", True),
    MatterCard("safety", "厂区周边夜间治安巡逻较少", "已增加夜间巡逻班次"),
    MatterCard("market", "产品检测要送到外地，周期长", "已与市级检测机构商定集中取样"),
    MatterCard("land", "扩建厂房缺少用地指标", "已纳入下一批次用地计划"),
]
PROJECT_MATTERS = [
    MatterCard("land", "尚有一宗用地手续未办结", "已召开协调会，手续办理完毕"),
    MatterCard("housing", "施工许可变更需要多个部门盖章", "已由审批窗口牵头并联办理"),
    MatterCard("road", "运输车辆过境影响沿线群众出行", "已调整运输路线和时段，并安排洒水"),
    MatterCard("", "两户青苗补偿尚未谈妥", "已上门做工作，签订补偿协议"),
    MatterCard("water", "施工区与供水管线交叉，迁改方案未定", "已组织现场会审，确定迁改方案"),
    MatterCard("emergency", "施工现场汛期排水能力不足", "已督促施工单位增设排水泵", True),
    MatterCard("work", "部分农民工工资专户拨付不及时", "已督促总包单位按月足额拨付"),
]
VILLAGE_MATTERS = [
    MatterCard("farm", "村集体经济项目缺少技术支持", "已联系农技专家结对指导"),
    MatterCard("water", "蓄水池容量不足，旱季供水紧张", "已纳入城乡供水一体化工程"),
    MatterCard("road", "产业路未硬化，农产品外运困难", "已列入以工代赈项目"),
    MatterCard("culture", "农家书屋图书更新慢", "已补充图书120册"),
    MatterCard("health", "卫生室缺少一名医生", "已由卫生院派驻医生，每周坐诊三天"),
    MatterCard("", "网格员补助发放不及时", "已补发，并明确按月发放"),
    MatterCard("emergency", "防汛物资储备不足", "已调拨编织袋500条、水泵2台"),
    MatterCard("", "便民服务室人手不足", "已调整一名工作人员到服务室值班", True),
    MatterCard("forest", "公益林护林员名额偏少", "已增加一名护林员"),
]
UNIT_MATTERS = [
    MatterCard("school", "教师周转房紧张", "近期先租房解决，周转房已列入建设计划"),
    MatterCard("work", "编制空缺，工作人员超负荷", "已列入本年度招聘计划"),
    MatterCard("", "办公设备老化，影响窗口办事效率", "已调剂电脑4台", True),
    MatterCard("housing", "办公楼屋面渗漏", "已安排维修，渗漏问题解决"),
    MatterCard("", "基层报表多，重复填报", "已梳理合并报表7项", True),
    MatterCard("safety", "门前道路车速快，存在安全隐患", "已设置减速带和警示灯"),
]
COMMUNITY_MATTERS = [
    MatterCard("housing", "小区停车位不足，夜间乱停车占用消防通道", "已施划车位46个，清理消防通道"),
    MatterCard("housing", "部分楼栋屋面渗漏，维修资金使用手续复杂", "已指导业委会启动应急维修程序"),
    MatterCard("", "社区活动室面积小，老年人活动场地不足", "已腾出办公用房两间改作活动室"),
    MatterCard("", "社区承担的证明事项偏多", "已按清单取消证明7项", True),
    MatterCard("emergency", "电动车充电设施不足，存在飞线充电", "已新装充电桩12个，并劝导整改"),
    MatterCard("environment", "沿街餐饮油烟扰民", "已督促商户安装油烟净化设备"),
    MatterCard("road", "小区门前路口无红绿灯，学生过街不安全", "已安装信号灯并施划斑马线"),
    MatterCard("welfare", "社区食堂就餐补贴标准不明确", "已公布补贴标准和申领办法", True),
    MatterCard("safety", "夜间广场噪音影响休息", "已与队伍负责人商定活动时间"),
    MatterCard("health", "社区卫生服务站药品品种少", "已增配常用药品"),
]
# Cases that a leader chooses to go down with.
OUTREACH_MATTERS = [
    MatterCard("land", "征地补偿标准和面积存在争议", "经复核补足差额，反映人息诉"),
    MatterCard("work", "工程项目拖欠农民工工资", "已督促总包单位分两期支付完毕"),
    MatterCard("housing", "安置房质量问题长期未解决", "施工单位返修，第三方检测合格"),
    MatterCard("law", "邻里相邻权纠纷多次调解未果", "经调解双方签订协议"),
    MatterCard("insurance", "历史参保年限认定有争议", "已调取档案核实，补记参保年限"),
    MatterCard("water", "施工破坏水源，要求恢复供水", "已新建取水点，恢复供水"),
    MatterCard("housing", "商品房迟迟办不了产权证", "已协调补办手续，开始分批发证"),
    MatterCard("road", "修路占地青苗费未付", "已核实面积并兑付到户"),
    MatterCard("environment", "采石场粉尘和震动影响生活", "已限时作业并安装喷淋设施，房屋损坏予以赔偿"),
    MatterCard("", "村务公开不及时，对集体资金使用有疑问", "已公布账目，召开村民代表会议说明"),
]
POINT_MATTERS = {
    "private_enterprise": ENTERPRISE_MATTERS,
    "key_project": PROJECT_MATTERS,
    "grassroots_unit": UNIT_MATTERS,
    "community": COMMUNITY_MATTERS,
}
# What is said with others listening: nothing of one's own household.
_PUBLIC = ("road", "water", "farm", "health", "environment", "culture", "emergency", "service")
_SHARED = [card for card in HOUSEHOLD_MATTERS if card.field in _PUBLIC]
FORUM_VILLAGE = [*_SHARED, *VILLAGE_MATTERS]
FORUM_TOWN = [*(card for card in _SHARED if card.field not in ("farm", "emergency", "road")), *COMMUNITY_MATTERS]

PROMISES = [
    "一周内答复办理情况",
    "协调有关部门现场查看后答复",
    "十五个工作日内给出解决方案",
    "本月底前完成",
    "列入近期工作安排，进展及时告知",
    "下次走访时回访落实情况",
]
