"""Lists of candidates as workbooks: the template, and reading one."""

from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from exams.bank.interchange.grids import read_grid
from exams.bank.interchange.parsing import FileRefused
from exams.bank.interchange.words import refusal_in_words
from exams.sittings.models import PaperLanguage
from exams.sittings.queries import RosterRow

MOST_ROWS = 3_000
COLUMNS = {
    "username": "用户名",
    "name": "姓名",
    "email": "邮箱",
    "room": "考场",
    "seat": "座位",
    "language": "作答语言",
}
# What the columns are called besides, in lists that people have already.
_CALLED = {
    **{word: name for name, word in COLUMNS.items()},
    **dict.fromkeys(("账号", "登录名", "手机号", "手机", "username", "login name", "phone"), "username"),
    **dict.fromkeys(("电子邮箱", "电子邮件", "e-mail", "email"), "email"),
    **dict.fromkeys(("名字", "考生姓名", "full name", "name"), "name"),
    **dict.fromkeys(("考场号", "教室", "room"), "room"),
    **dict.fromkeys(("语言", "考试语言", "答题语言", "language"), "language"),
    **dict.fromkeys(("座位号", "座号", "seat"), "seat"),
}
# What lists call the languages: codes, English names, and the usual Chinese ones.
_LANGUAGES = {
    **{one.value.casefold(): one.value for one in PaperLanguage},
    **dict.fromkeys(("简体中文", "简体", "中文", "汉语", "simplified chinese", "chinese", "zh"), "zh-Hans"),
    **dict.fromkeys(("繁体中文", "繁體中文", "繁体", "traditional chinese"), "zh-Hant"),
    **dict.fromkeys(("英语", "英文", "english"), "en"),
    **dict.fromkeys(("藏语", "藏文", "tibetan"), "bo"),
    **dict.fromkeys(("蒙古语", "蒙语", "蒙古文", "mongolian"), "mn"),
    **dict.fromkeys(("维吾尔语", "维语", "维吾尔文", "uyghur"), "ug"),
    **dict.fromkeys(("哈萨克语", "哈语", "哈萨克文", "kazakh"), "kk"),
    **dict.fromkeys(("朝鲜语", "朝语", "朝鲜文", "korean"), "ko"),
}
_HELP = (
    "第一行是表头，名称和顺序可以改；每行一名考生。",
    "用户名：登录名、手机号或邮箱，三者之一，必填。",
    "姓名：可不填；填写时必须与账号上的姓名一致，用来防止张冠李戴。",
    "邮箱：可不填；为没有账号的考生新建账号时必填，考生凭它在登录页用“忘记密码”设定密码。",
    "作答语言：可不填，不填即简体中文；可写简体中文、繁体中文、英语、藏语、蒙古语、维吾尔语、哈萨克语、朝鲜语。",
    "考场、座位：可不填，之后再统一编排；填座位时必须填考场，座位写数字。",
)
_WIDTHS = {"username": 24, "name": 16, "email": 28, "room": 16, "seat": 10, "language": 16}
_LOOKED_AT = 12


class RosterRefused(Exception):
    """The list was not read; the message is for the reader."""


def roster_template() -> bytes:
    """An empty list to fill in, with a sheet of help."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "考生名单"
    for place, (name, word) in enumerate(COLUMNS.items(), 1):
        sheet.cell(1, place, word).font = Font(bold=True)
        column = sheet.column_dimensions[get_column_letter(place)]
        column.width = _WIDTHS[name]
        # What is typed stays text: no number loses its zeros.
        column.number_format = "@"
    sheet.freeze_panes = "A2"
    notes = workbook.create_sheet("填写说明")
    notes.column_dimensions["A"].width = 90
    for row, line in enumerate(_HELP, 1):
        notes.cell(row, 1, line)
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def read_roster(data: bytes) -> list[RosterRow]:
    """The candidates of a workbook with the numbers of their rows; raises RosterRefused."""
    try:
        grid = read_grid(data, columns=_LOOKED_AT, rows=MOST_ROWS + 1)
    except FileRefused as refused:
        raise RosterRefused(refusal_in_words(refused)) from refused
    head = next((row for row in grid if any(row)), [])
    columns = {place: _CALLED[cell.lower()] for place, cell in enumerate(head) if cell.lower() in _CALLED}
    if "username" not in columns.values():
        # An address alone says who is meant.
        columns = {place: "username" if name == "email" else name for place, name in columns.items()}
    if "username" not in columns.values():
        raise RosterRefused(_("The first row must name the columns; the column 用户名 is missing."))
    start = grid.index(head) + 1
    rows = []
    for number, cells in enumerate(grid[start:], start + 1):
        said = {columns[place]: cell for place, cell in enumerate(cells) if place in columns and cell}
        if said:
            if "language" in said:
                said["language"] = _LANGUAGES.get(said["language"].casefold(), said["language"])
            rows.append(RosterRow(number, **said))
    if not rows:
        raise RosterRefused(_("Nobody is on the list."))
    if len(rows) > MOST_ROWS:
        raise RosterRefused(_("The list has more than %(limit)d lines; please divide it.") % {"limit": MOST_ROWS})
    return rows
