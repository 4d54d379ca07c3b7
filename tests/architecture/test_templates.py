"""Templates obey the layer law and a strict content policy; no page, style or script names an outside origin."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import APPS, app_of, files, is_higher, listed, modules, text

TAG = re.compile(r"{%-?\s*(load|url|include|extends)\s+(.+?)\s*-?%}")
STRING = re.compile(r"""["']([^"']+)["']""")
COMMENT = re.compile(r"{#.*?#}|{% comment .*?%}.*?{% endcomment %}|<!--.*?-->", re.DOTALL)
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*="),
    "style element": re.compile(r"<style\b"),
    "script element": re.compile(r"""<script\b(?![^>]*\b(?:src=|type="(?:application/(?:ld\+)?json|importmap)"))"""),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*="),
    "javascript address": re.compile(r"""["']javascript:"""),
}
# Names of XML vocabularies, which nothing fetches.
VOCABULARIES = {"www.w3.org"}
ORIGIN = re.compile(r"""(?:https?:|url\(["']?|["'=]\s*)//([a-z0-9.-]+\.[a-z]{2,})""", re.IGNORECASE)
# Not pages of the site: what is set on paper brings its own sheet and its own ink.
PRINTED = {"pdf", "print.css"}

TEMPLATES = files("*.html", "*.txt")
TAG_LIBRARIES = {path.stem: app_of(path) for path in modules() if path.parent.name == "templatetags"}
NAMESPACES = {path.rpartition("/")[2]: path for path in APPS}
# The frame that every app's pages stand in belongs to config, and may be extended from below.
FRAME = re.compile(r"(base|shell/\w+|forms/\w+)\.(html|svg)")


def owner(kind: str, name: str) -> str | None:
    """The app that a tag's argument belongs to, where it is one of ours."""
    if kind == "load":
        return TAG_LIBRARIES.get(name)
    if kind == "url":
        return NAMESPACES.get(name.partition(":")[0]) if ":" in name else None
    if FRAME.fullmatch(name):
        return None
    return NAMESPACES.get(Path(name).parts[0])


def named(kind: str, arguments: str) -> list[str]:
    if kind == "load":
        return re.sub(r"^.*\bfrom\s+", "", arguments).split()
    return STRING.findall(arguments)[:1]


@pytest.mark.parametrize(
    ("markup", "faults"),
    [
        ('<p style="color: red">', ["style attribute"]),
        ("<style>p { color: red }</style>", ["style element"]),
        ("<script>go()</script>", ["script element"]),
        ('<script type="module" src="/static/a.js"></script>', []),
        ('<script type="application/json" id="data">{}</script>', []),
        ('<button onclick="go()">', ["event handler"]),
        ('<a href="javascript:go()">', ["javascript address"]),
        ('<p data-style="a" class="once">', []),
    ],
)
def test_inline_patterns_bite(markup, faults):
    assert [what for what, pattern in INLINE.items() if pattern.search(markup)] == faults


@pytest.mark.parametrize(
    ("source", "hosts"),
    [
        ('<script src="https://cdn.example.com/a.js">', ["cdn.example.com"]),
        ('<img src="//img.example.com/a.png">', ["img.example.com"]),
        ("@font-face { src: url(//fonts.example.com/a.woff2) }", ["fonts.example.com"]),
        ('<svg xmlns="http://www.w3.org/2000/svg">', ["www.w3.org"]),
        ("// a comment of example.com", []),
        ('<a href="/lessons/a.html">', []),
    ],
)
def test_origin_pattern_bites(source, hosts):
    assert ORIGIN.findall(source) == hosts


def test_templates_name_nothing_of_a_higher_app():
    upward = set()
    for path in TEMPLATES:
        for kind, arguments in TAG.findall(text(path)):
            for name in named(kind, arguments):
                app = owner(kind, name)
                if app and is_higher(app, app_of(path)):
                    upward.add(f"{path}: {kind} {name}")
    assert upward == set(), listed(upward)


def test_templates_hold_no_inline_style_script_or_handler():
    found = {
        f"{path}: {what}"
        for path in TEMPLATES
        if not PRINTED & set(path.parts)
        for what, pattern in INLINE.items()
        if pattern.search(COMMENT.sub("", text(path)))
    }
    assert found == set(), listed(found)


def test_nothing_names_an_outside_origin():
    found = {
        f"{path}: {host}"
        for path in files("*.html", "*.css", "*.js", "*.svg") + files("*.svg", under=("content",))
        for host in ORIGIN.findall(text(path))
        if host.lower() not in VOCABULARIES
    }
    assert found == set(), listed(found)


def test_style_sheets_import_nothing():
    assert [str(path) for path in files("*.css") if "@import" in text(path)] == []


def test_colours_come_from_the_tokens():
    """A hex colour stands in tokens.css or in a sheet for paper, nowhere else."""
    literal = re.compile(r"#[0-9a-fA-F]{3,8}\b")
    found = {
        f"{path}: {colour}"
        for path in files("*.css")
        if path.name != "tokens.css" and not PRINTED & set(path.parts)
        for colour in literal.findall(re.sub(r"/\*.*?\*/", "", text(path), flags=re.DOTALL))
    }
    assert found == set(), listed(found)
