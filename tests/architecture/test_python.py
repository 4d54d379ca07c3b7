"""Habits that neither ruff nor import-linter can see."""

import ast
from pathlib import Path

from tests.architecture.tree import APPS, CHINESE, ROOT, app_of, is_higher, listed, modules, syntax

# The clock is read where a request, a task or a command comes in, and handed down as `now`.
CLOCK_READERS = {
    *(
        "api",
        "middleware",
        "management",
        "receivers",
        "tasks",
        "views",
        "viewsets",
        "reports",
        "wagtail_hooks",
        "back_office",
    ),
}
CLOCKS = {
    "timezone.now",
    "timezone.localdate",
    "timezone.localtime",
    "datetime.now",
    "datetime.utcnow",
    "date.today",
    "datetime.date.today",
    "datetime.datetime.now",
}
CLOCK_EXCEPTIONS = {
    "accounts/forms.py": "allauth's sign-up view hands its form no clock",
    "accounts/providers.py": "allauth's sign-in hands its adapter no clock",
    "accounts/sessions.py": "Django's session middleware hands its store no clock",
}
# Chinese that is data, not interface: anything else is an English msgid with its translation.
CHINESE_IN_CODE: dict[str, str] = {
    "exams/bank/interchange/examiner_text/open_answers.py": "what open answers look like: patterns",
    "exams/bank/interchange/examiner_text/writing.py": "pages as Chinese examiners write them",
    "exams/bank/interchange/exports/contract.py": "words of the items' own language",
    "exams/bank/interchange/exports/formats/docx.py": "a Word page as Chinese examiners lay it out",
    "exams/bank/interchange/exports/formats/qti.py": "words of the items' own language",
    "exams/bank/interchange/exports/word.py": "fonts of Chinese pages",
    "exams/bank/interchange/labels.py": "labels that stand in files, in the language of the items",
    "exams/bank/interchange/moodle/questions.py": "words of the items' own language",
    "exams/bank/interchange/rich_text.py": "what stands in for an alternative text",
    "exams/bank/interchange/sources.py": "labels of a row's text",
    "exams/bank/lint/blanks.py": "words that a marker takes for each other",
    "exams/bank/lint/explanations.py": "the word that names a heading",
    "exams/bank/lint/options.py": "words of Chinese items: patterns",
    "exams/bank/lint/statements.py": "absolute words: a pattern",
    "exams/bank/lint/stems.py": "words of Chinese questions: patterns",
    "exams/bank/item_types/guidance.py": "words for keys, in the language of the items",
    "exams/bank/item_types/in_basket/__init__.py": "kinds of document, in the language of the items",
    "exams/bank/item_types/unfinished.py": "what stands in for an explanation: patterns",
    "exams/bank/item_types/requirements.py": "words for keys, in the language of the items",
    "exams/bank/item_types/fill_in/normalisation.py": "how a percentage is said",
    "certificates/badges/documents.py": "what a certificate is given for, in the language of the certificate",
    "certificates/interchange/lists.py": "how the columns of a list are called",
    "certificates/forms/designs.py": "words that the paper begins with, which is Chinese",
    "certificates/rendering/design.py": "what the seal begins with",
    "certificates/rendering/proof.py": "the certificate of nobody",
    "certificates/rendering/sheet.py": "names of an exam's parts as certificates hold them",
    "certificates/rendering/wording.py": "days as the paper says them",
    "certificates/masking.py": "compound surnames: a table",
    "certificates/signing/authority.py": "names in certificates, which are Chinese first",
    "certificates/rendering/drawing.py": "the seal is cut in Chinese, whatever the reader's language",
    "exams/papers/booklet/word.py": "a Word page as Chinese examiners lay it out",
    "exams/papers/booklet/words.py": "a paper as Chinese examiners word it, in the language of the items",
    "exams/sittings/interchange/roster.py": "the workbook is for Chinese exam offices: names of its columns and its help",
    "courses/models/pages.py": "how a chapter's number stands in its title",
    "config/settings.py": "the site's name and the names of languages in themselves",
    "accounts/passwords.py": "words that no password may be made of: a table",
    "courses/tokeniser.py": "the ranges of Chinese characters",
    "courses/samples.py": "blocks of a lesson as they stand in a good one",
    "exams/bank/interchange/mapping.py": "what stands in for an explanation, in the language of the items",
    "exams/bank/interchange/examiner_text/vocabulary.py": "the words of Chinese examiners: tables",
    "exams/bank/interchange/examiner_text/lines.py": "what lines of Chinese examiners look like: patterns",
    "exams/bank/interchange/examiner_text/sections.py": "what the title of the answers looks like: a pattern",
    "exams/bank/interchange/examiner_text/cases.py": "what cases look like: patterns",
    "exams/bank/interchange/examiner_text/keys.py": "what answers look like: patterns",
    "exams/bank/interchange/examiner_text/questions.py": "what marks look like, and the label of a type in a source",
    "exams/bank/interchange/sheets/columns.py": "the names of columns: tables",
    "exams/bank/interchange/sheets/rows.py": "labels of a row's text",
    "exams/bank/interchange/sheets/template.py": "the workbook is for Chinese examiners, whatever the reader's language",
    "exams/bank/interchange/sheets/pictures.py": "what Excel calls a picture that nobody has described",
    "exams/bank/interchange/formats/xlsx.py": "the names of the template's sheets",
    "exams/bank/interchange/word/numbering.py": "Chinese numerals: a table",
    "exams/bank/interchange/word/paragraphs.py": "what stands in for an alternative text, in the language of the items",
    "exams/bank/item_types/numerals.py": "Chinese numerals: a table",
    "exams/bank/item_types/quantities.py": "units, signs and brackets as Chinese writes them",
    "exams/bank/item_types/true_false/__init__.py": "the two answers, in the language of the items",
}


def test_only_the_edge_reads_the_clock():
    reads = set()
    for path in modules():
        if str(path) in CLOCK_EXCEPTIONS or CLOCK_READERS & {
            part.removesuffix(".py") for part in path.relative_to(app_of(path)).parts
        }:
            continue
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Call) and not node.args and ast.unparse(node.func) in CLOCKS:
                reads.add(f"{path}:{node.lineno}")
    assert reads == set(), listed(reads)


def test_interface_text_is_english_and_translated():
    found = {}
    for path in modules():
        lines = [node.lineno for node in strings(syntax(path)) if CHINESE.search(node.value)]
        if lines and str(path) not in CHINESE_IN_CODE:
            found[str(path)] = lines
    assert found == {}, listed(found.items())
    stale = [
        name for name in CHINESE_IN_CODE if not any(CHINESE.search(node.value) for node in strings(syntax(Path(name))))
    ]
    assert stale == []


def strings(tree):
    """String constants but docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node


def test_code_names_no_url_of_a_higher_app():
    owners = {path.split("/")[-1]: path for path in APPS}
    upward = set()
    for path in modules():
        for node in strings(syntax(path)):
            owner = owners.get(node.value.partition(":")[0])
            if ":" in node.value and " " not in node.value and owner and is_higher(owner, app_of(path)):
                upward.add(f"{path}:{node.lineno} {node.value}")
    assert upward == set(), listed(upward)


def test_every_noqa_and_type_ignore_says_why():
    bare = {
        f"{path}:{number}"
        for path in modules(under=("accounts", "bench", "certificates", "config", "courses", "exams"))
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1)
        if "# noqa" in line and " -- " not in line.partition("# noqa")[2]
    }
    assert bare == set(), listed(bare)


def test_nobody_acts_as_somebody_else():
    """Impersonation is absent: nothing of ours signs anybody in; that is allauth's alone, step by step."""
    forbidden = {"login", "alogin", "force_login"}
    calls = {
        f"{path}:{node.lineno}"
        for path in modules()
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Call)
        and (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")) in forbidden
    }
    assert calls == set(), listed(calls)
