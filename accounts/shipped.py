"""Festivals and seasons that regulations usually name. Pure: duties reckon with them where an organisation has no own.

The only place where they stand: a new organisation begins with a copy that it may change.
"""

MonthDay = tuple[int, int]
FIXED, LUNAR = "fixed", "lunar"
# code, name (data, in Chinese), calendar, month, day, statutory days off from that day on, major.
# The days off count in a year whose announced days are not loaded; where they are, the announced run of days counts.
FESTIVALS: tuple[tuple[str, str, str, int, int, int, bool], ...] = (
    ("new_year", "元旦", FIXED, 1, 1, 1, True),
    ("spring_festival", "春节", LUNAR, 1, 1, 3, True),
    ("lantern", "元宵节", LUNAR, 1, 15, 1, False),
    ("lei_feng_day", "学雷锋纪念日", FIXED, 3, 5, 1, False),
    ("womens_day", "三八妇女节", FIXED, 3, 8, 1, False),
    ("labour_day", "五一国际劳动节", FIXED, 5, 1, 2, True),
    ("dragon_boat", "端午节", LUNAR, 5, 5, 1, True),
    ("party_day", "七一建党节", FIXED, 7, 1, 1, False),
    ("army_day", "八一建军节", FIXED, 8, 1, 1, False),
    ("mid_autumn", "中秋节", LUNAR, 8, 15, 1, True),
    ("teachers_day", "教师节", FIXED, 9, 10, 1, False),
    ("double_ninth", "重阳节", LUNAR, 9, 9, 1, False),
    ("national_day", "国庆节", FIXED, 10, 1, 3, True),
)
# code, name, first day and last day
SEASONS: tuple[tuple[str, str, MonthDay, MonthDay], ...] = (
    ("spring_sowing", "春耕", (3, 1), (4, 30)),
    ("hot_season", "高温季节", (6, 15), (8, 31)),
    ("autumn_harvest", "秋收", (9, 15), (10, 31)),
)
