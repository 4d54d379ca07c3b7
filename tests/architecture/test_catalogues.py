"""Chinese is complete: every string of ours has its translation, and the compiled catalogues are the current ones.

Traditional Chinese has no sources of its own: what is compiled must be what is derived from the simplified now.
"""

import ast
import re

import polib
import pytest
from django.utils.translation import trans_real
from django.utils.translation.template import templatize

from config.management.commands.compile_catalogues import read_catalogue, traditional_catalogue, traditional_path
from tests.architecture.tree import ROOT, files, listed, modules, syntax, text

CATALOGUES = files("*.po")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
GETTEXT = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEMPLATE_CALL = re.compile(rf"\b(_|gettext|ngettext|pgettext)\(\s*({LITERAL})(?:\s*,\s*({LITERAL}))?", re.DOTALL)


def test_there_are_catalogues():
    assert [str(path) for path in CATALOGUES if "zh_Hans" in path.parts] != []


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_catalogue_is_complete_and_compiled(path):
    catalogue = polib.pofile(str(ROOT / path))
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []
    assert [entry.msgid for entry in catalogue if not same_placeholders(entry)] == []
    compiled = polib.mofile(str(ROOT / path.with_suffix(".mo")))
    assert messages(compiled) == messages(catalogue)


@pytest.mark.parametrize("path", [path for path in CATALOGUES if "zh_Hans" in path.parts], ids=str)
def test_traditional_catalogue_is_the_one_that_simplified_gives_today(path):
    derived = traditional_catalogue(ROOT / path, read_catalogue(ROOT / path))
    assert [entry.msgid for entry in derived if not same_placeholders(entry)] == []
    compiled = polib.mofile(str(traditional_path(ROOT / path)))
    assert messages(compiled) == messages(derived), "run manage.py compile_catalogues"


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_traditional_chinese_lacks_nothing_that_simplified_has(domain):
    """Django would show the simplified one in its place."""
    simplified, traditional = (
        {key for part in trans_real.DjangoTranslation(language, domain=domain)._catalog._catalogs for key in part}
        for language in ("zh-hans", "zh-hant")
    )
    assert simplified - traditional == set()


def same_placeholders(entry):
    """A plural form may leave out the number; nothing may be added."""
    allowed = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    forms = list(entry.msgstr_plural.values()) or [entry.msgstr]
    return all(set(PLACEHOLDER.findall(form)) <= allowed for form in forms) and (
        bool(entry.msgid_plural) or set(PLACEHOLDER.findall(entry.msgstr)) == allowed
    )


def messages(catalogue):
    return {
        (entry.msgctxt, entry.msgid): entry.msgstr or tuple(entry.msgstr_plural.values())
        for entry in catalogue
        if not entry.obsolete
    }


def test_every_string_of_ours_reads_chinese():
    catalogue = trans_real.translation("zh-hans")._catalog
    missing = {
        f"{path}: {message!r}"
        for path, message in [*strings_of_code(), *strings_of_templates()]
        if catalogue.get(message) is None and catalogue.get((message, 0)) is None
    }
    assert missing == set(), listed(missing)


def strings_of_code():
    for path in modules():
        for node in ast.walk(syntax(path)):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func).rpartition(".")[2]
            literals = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            if name in GETTEXT | PLURAL and literals:
                yield path, literals[0]
            elif name in CONTEXT and len(literals) > 1:
                yield path, "\x04".join(literals[:2])


def strings_of_templates():
    for path in files("*.html", "*.txt"):
        for name, first, second in TEMPLATE_CALL.findall(templatize(text(path))):
            message = ast.literal_eval(first)
            # The engine turns %% back into % before it looks a message up; nothing of ours needs that.
            yield path, f"{message}\x04{ast.literal_eval(second)}" if name == "pgettext" else message
