"""No file that we hand to a spreadsheet holds a formula, whoever typed the text: one function sees to it everywhere."""

import csv
import io

import pytest
from openpyxl import load_workbook
from wagtail.log_actions import log

from exams.bank.interchange.sheets.template import neutral
from tests.architecture.tree import modules, text
from tests.factories.accounts import UserFactory

# Who writes cells, each through `neutral`; what writes none of anybody's words says so.
WRITERS = {
    "certificates/interchange/sheets.py",
    "exams/bank/interchange/exports/formats/xlsx.py",
    "exams/analysis/interchange/workbooks.py",
    "exams/bank/interchange/sheets/template.py",
}
# Templates with nothing but our own words in them.
OWN_WORDS = {"exams/sittings/interchange/roster.py"}
FORMULAS = ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://evil.example")', "＝1+1"]


def test_every_writer_of_cells_is_known_and_neutralises():
    marks = ("csv.writer(", "csv.DictWriter(", "Workbook(", "import xlsxwriter")
    found = {path.as_posix() for path in modules() if any(mark in text(path) for mark in marks)}
    readers = {
        name
        for name in found
        if "load_workbook(" in text_of(name) and "Workbook(" not in text_of(name).replace("load_workbook(", "")
    }
    writers = found - readers
    assert writers <= WRITERS | OWN_WORDS | {"config/reports.py"}, writers - WRITERS
    assert [name for name in WRITERS if "neutral" not in text_of(name)] == []


def text_of(name):
    return next(text(path) for path in modules() if path.as_posix() == name)


@pytest.mark.parametrize("formula", [one for one in FORMULAS if not one.startswith("＝")])
def test_a_formula_becomes_a_text(formula):
    assert neutral(formula) == f"'{formula}"


@pytest.mark.parametrize("plain", ["张三", "3.5", "a=b", "http://example.com", ""])
def test_other_texts_stay_as_they_are(plain):
    assert neutral(plain) == plain


@pytest.mark.django_db
def test_wagtails_own_exports_hold_none_either(client_of):
    """The history names objects by what people called them."""
    user = UserFactory()
    log(instance=user, action="accounts.name", user=user, title='=HYPERLINK("http://evil.example")')
    client = client_of("superuser")
    page = client.get("/admin/reports/site-history/", {"export": "csv"}).getvalue().decode()
    assert "'=HYPERLINK" in str(list(csv.reader(io.StringIO(page))))
    sheet = load_workbook(io.BytesIO(client.get("/admin/reports/site-history/", {"export": "xlsx"}).getvalue())).active
    cells = [
        cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str) and "HYPERLINK" in cell.value
    ]
    assert [(cell.data_type, cell.value[0]) for cell in cells] == [("s", "'")]
