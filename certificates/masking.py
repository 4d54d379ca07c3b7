"""Names and numbers as a stranger may see them: the surname stays, the rest is stars."""

import re

STAR = "\N{FULLWIDTH ASTERISK}"
# More stars than this would only tell how long the name is.
MOST_STARS = 4
COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文"
        "司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生公户"
        "公玉公仪梁丘公仲公上公门公山公坚左丘公伯西门公祖第五公乘贯丘公皙南荣东里东宫仲长子书子桑即墨达奚褚师歐陽司馬諸葛",
    )
)
COMPOUND_LENGTH = 2


def masked_name(full_name: str) -> str:
    """One character of the name, two of a compound surname (欧阳), and a star for each that follows, at most four."""
    name = full_name.strip()
    is_compound = name[:COMPOUND_LENGTH] in COMPOUND_SURNAMES and len(name) > COMPOUND_LENGTH
    kept = COMPOUND_LENGTH if is_compound else min(1, len(name) - 1)
    return name[:kept] + STAR * min(len(name) - kept, MOST_STARS)


def masked_number(number: str) -> str:
    """`PX26-***123-8M`: enough to know it again, not enough to look it up."""
    head, serial, check = number.split("-")
    hidden = len(serial) - 3
    return f"{head}-{STAR * hidden}{serial[hidden:]}-{check}"
