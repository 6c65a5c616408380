"""Names of people, their spelling for log-ins, and telephone numbers from ranges that are given to nobody."""

# Vocabulary is kept as running text: one word after the other, lines as long as they are read best.
# ruff: noqa: E501, SIM905

from dataclasses import dataclass

from liaison.sample.dice import Dice

# Each name with its spelling; common ones first.
_SURNAMES = """
王 wang 李 li 张 zhang 刘 liu 陈 chen 杨 yang 黄 huang 赵 zhao 吴 wu 周 zhou 徐 xu 孙 sun 马 ma 朱 zhu 胡 hu 郭 guo
何 he 林 lin 罗 luo 高 gao 郑 zheng 梁 liang 谢 xie 宋 song 唐 tang 许 xu 韩 han 冯 feng 邓 deng 曹 cao 彭 peng
曾 zeng 肖 xiao 田 tian 董 dong 袁 yuan 潘 pan 于 yu 蒋 jiang 蔡 cai 余 yu 杜 du 叶 ye 程 cheng 苏 su 魏 wei 吕 lv
丁 ding 任 ren 沈 shen 姚 yao 卢 lu 姜 jiang 崔 cui 钟 zhong 谭 tan 陆 lu 汪 wang 范 fan 金 jin 石 shi 廖 liao 贾 jia
夏 xia 韦 wei 付 fu 方 fang 白 bai 邹 zou 孟 meng 熊 xiong 秦 qin 邱 qiu 江 jiang 尹 yin 薛 xue 闫 yan 段 duan
雷 lei 侯 hou 龙 long 史 shi 陶 tao 黎 li 贺 he 顾 gu 毛 mao 郝 hao 龚 gong 邵 shao 万 wan 钱 qian 严 yan
""".split()
SURNAMES = list(zip(_SURNAMES[::2], _SURNAMES[1::2], strict=True))

# (gender, generation) → first and second characters; a third of the younger generations bear one character only.
_GIVEN = {
    ("m", "old"): (
        "建 jian 国 guo 志 zhi 德 de 长 chang 永 yong 明 ming 福 fu 金 jin 玉 yu 文 wen 庆 qing 保 bao 广 guang 春 chun 世 shi",
        "国 guo 华 hua 军 jun 民 min 生 sheng 林 lin 山 shan 贵 gui 才 cai 明 ming 祥 xiang 富 fu 清 qing 江 jiang 义 yi 根 gen",
    ),
    ("f", "old"): (
        "桂 gui 秀 xiu 玉 yu 淑 shu 春 chun 凤 feng 素 su 月 yue 兰 lan 翠 cui 金 jin 爱 ai 美 mei 惠 hui 冬 dong 银 yin",
        "英 ying 兰 lan 珍 zhen 芳 fang 华 hua 梅 mei 云 yun 香 xiang 莲 lian 琴 qin 娥 e 芝 zhi 荣 rong 花 hua 仙 xian 贞 zhen",
    ),
    ("m", "middle"): (
        "志 zhi 海 hai 文 wen 晓 xiao 立 li 永 yong 少 shao 建 jian 宏 hong 国 guo 新 xin 卫 wei 学 xue 正 zheng 俊 jun 世 shi",
        "强 qiang 涛 tao 斌 bin 辉 hui 平 ping 军 jun 波 bo 伟 wei 东 dong 峰 feng 刚 gang 明 ming 勇 yong 松 song 民 min 杰 jie",
    ),
    ("f", "middle"): (
        "丽 li 红 hong 晓 xiao 艳 yan 海 hai 雪 xue 春 chun 小 xiao 文 wen 玉 yu 秋 qiu 慧 hui 建 jian 亚 ya 静 jing 爱 ai",
        "娟 juan 梅 mei 燕 yan 霞 xia 萍 ping 琴 qin 玲 ling 华 hua 敏 min 芬 fen 英 ying 丽 li 红 hong 莉 li 芳 fang 蓉 rong",
    ),
    ("m", "young"): (
        "浩 hao 宇 yu 俊 jun 子 zi 天 tian 嘉 jia 思 si 泽 ze 鹏 peng 文 wen 家 jia 一 yi 智 zhi 晨 chen 睿 rui 逸 yi",
        "然 ran 轩 xuan 杰 jie 阳 yang 宇 yu 航 hang 博 bo 豪 hao 凡 fan 鑫 xin 伟 wei 晨 chen 翔 xiang 铭 ming 霖 lin 远 yuan",
    ),
    ("f", "young"): (
        "雨 yu 欣 xin 思 si 梦 meng 佳 jia 诗 shi 雅 ya 婷 ting 晓 xiao 子 zi 心 xin 若 ruo 语 yu 静 jing 嘉 jia 馨 xin",
        "涵 han 怡 yi 琪 qi 婷 ting 颖 ying 妍 yan 彤 tong 瑶 yao 雯 wen 洁 jie 萱 xuan 悦 yue 宁 ning 琳 lin 玥 yue 然 ran",
    ),
}


def _pairs(text: str) -> list[tuple[str, str]]:
    words = text.split()
    return list(zip(words[::2], words[1::2], strict=True))


GIVEN = {key: (_pairs(first), _pairs(second)) for key, (first, second) in _GIVEN.items()}


@dataclass(frozen=True)
class Name:
    """A full name and its spelling without blanks ("zhangguohua")."""

    text: str
    spelling: str


def generation(birth_year: int) -> str:
    return "old" if birth_year < 1965 else "middle" if birth_year < 1988 else "young"


def person(dice: Dice, gender: str, birth_year: int, surname: tuple[str, str] | None = None) -> Name:
    surname = surname or dice.choice(SURNAMES[:40] if dice.chance(0.7) else SURNAMES)
    era = generation(birth_year)
    first, second = GIVEN[gender, era]
    single = era != "old" and dice.chance(0.16)
    given = [dice.choice(second)] if single else [dice.choice(first), dice.choice(second)]
    if len(given) == 2 and given[0] == given[1]:
        given = given[1:]
    return Name(surname[0] + "".join(c for c, _s in given), surname[1] + "".join(s for _c, s in given))


def phone(dice: Dice) -> str:
    """Well-formed, and plainly invented: all begin with 138 0000 or 139 0000."""
    return f"{dice.choice(('138', '139'))}0000{dice.randrange(10_000):04d}"
