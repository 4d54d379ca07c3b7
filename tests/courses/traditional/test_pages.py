"""Pages in traditional characters: what is marked is converted, and nothing else of a page changes."""

from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.traditional import in_traditional_characters
from courses.traditional.pages import ATTRIBUTES, LEFT_ALONE, VOID


@pytest.mark.parametrize(
    ("page", "read"),
    [
        # Marked, and not
        ('<p lang="zh-Hans">客户</p><p>客户</p>', '<p lang="zh-Hant">客戶</p><p>客户</p>'),
        ("<P LANG='zh-hans'>客户</P>客户", "<P LANG='zh-Hant'>客戶</P>客户"),
        ('<p lang="zh-hant">客户</p><p lang="en">客户</p>', '<p lang="zh-hant">客户</p><p lang="en">客户</p>'),
        # As written
        ('<p lang="zh-Hans" translate="no">客户</p>', '<p lang="zh-Hans" translate="no">客户</p>'),
        (
            '<div translate="no"><p lang="zh-Hans">客户</p></div><p lang="zh-Hans">客户</p>',
            '<div translate="no"><p lang="zh-Hans">客户</p></div><p lang="zh-Hant">客戶</p>',
        ),
        (
            '<div lang="zh-Hans">客户<b translate="no">张宝发<b>云</b></b>客户</div>',
            '<div lang="zh-Hant">客戶<b translate="no">张宝发<b>云</b></b>客戶</div>',
        ),
        # A sentence of the interface amid content
        (
            '<div lang="zh-Hans">客户<div><b lang="en">“Case”<i>客户</i></b></div>客户</div>客户',
            '<div lang="zh-Hant">客戶<div><b lang="en">“Case”<i>客户</i></b></div>客戶</div>客户',
        ),
        # Attributes: those read or heard, and no other
        (
            '<img lang="zh-Hans" src="/客户.png" alt="客户" title=\'客户\' data-alt="客户">客户',
            '<img lang="zh-Hant" src="/客户.png" alt="客戶" title=\'客戶\' data-alt="客户">客户',
        ),
        (
            '<i lang="zh-Hans"><input value="客户 title=\'客户\'" placeholder=客户 name="客户"></i>',
            '<i lang="zh-Hant"><input value="客户 title=\'客户\'" placeholder=客戶 name="客户"></i>',
        ),
        ('<a lang="zh-Hans" title="a > 客户">客户</a>', '<a lang="zh-Hant" title="a > 客戶">客戶</a>'),
        ('<p title="x" title="客户">客户</p>', '<p title="x" title="客户">客户</p>'),
        # What a form sends back, code, scripts, comments
        (
            '<div lang="zh-Hans"><textarea>客户</textarea><option>客户</option><option value="客户">客户</option></div>',
            '<div lang="zh-Hant"><textarea>客户</textarea><option>客户</option><option value="客户">客戶</option></div>',
        ),
        (
            '<div lang="zh-Hans"><code>客户</code><script>"</p>客户"</script><!-- <p>客户 -->客户</div>',
            '<div lang="zh-Hant"><code>客户</code><script>"</p>客户"</script><!-- <p>客户 -->客戶</div>',
        ),
        # Figures and the feedback that waits in a template
        (
            '<p lang="zh-Hans"><svg aria-label="客户"><path d="M0"/><text>客户</text></svg><template>客户</template></p>',
            '<p lang="zh-Hant"><svg aria-label="客戶"><path d="M0"/><text>客戶</text></svg><template>客戶</template></p>',
        ),
        # What no page of ours sends
        ("<p lang=zh-Hans>客户", "<p lang=zh-Hant>客戶"),
        ('</p><p lang="zh-Hans">1 < 2 客户</p></p>客户', '</p><p lang="zh-Hant">1 < 2 客戶</p></p>客户'),
        ('<div lang="zh-Hans"><script>客户', '<div lang="zh-Hant"><script>客户'),
    ],
)
def test_what_is_marked_is_read_in_traditional_characters(page, read):
    assert in_traditional_characters(page) == read


# Any page

NAMES = st.sampled_from(["p", "div", "span", "td", "svg", "img", "br", "code", "textarea", "option", "template"])
TEXTS = st.text(alphabet='客户发里ab <>&"“', max_size=6)
MARKS = st.fixed_dictionaries(
    {},
    optional={
        "lang": st.sampled_from(["zh-Hans", "zh-hans", "zh-hant", "en", ""]),
        "translate": st.sampled_from(["no", "yes"]),
        "value": TEXTS,
        "href": TEXTS,
        "id": TEXTS,
        "data-title": TEXTS,
        "alt": TEXTS,
        "title": TEXTS,
        "aria-label": TEXTS,
        "hidden": st.none(),
    },
)
TREES = st.recursive(TEXTS, lambda inner: st.tuples(NAMES, MARKS, st.lists(inner, max_size=4)), max_leaves=12)


def written(tree, words=None, *, is_source=False, may_change=True):
    """The tree as HTML; with `words`, as it should read once converted, said again in the plainest way."""
    if isinstance(tree, str):
        text = escape(tree, quote=False)
        return words(text) if words and text and is_source and may_change else text
    name, attributes, inner = tree
    if "lang" in attributes:
        is_source = attributes["lang"].lower() == "zh-hans"
    if "translate" in attributes:
        may_change = attributes["translate"] != "no"
    if name in LEFT_ALONE or (name == "option" and "value" not in attributes):
        may_change = False
    converts = words and is_source and may_change
    said = ""
    for key, value in attributes.items():
        quoted = "" if value is None else f'="{escape(value)}"'
        if converts and key in ATTRIBUTES:
            quoted = "=" + words(quoted[1:])
        said += f" {key}" + ('="zh-Hant"' if converts and key == "lang" else quoted)
    if name in VOID:
        return f"<{name}{said}>"
    whole = "".join(written(one, words, is_source=is_source, may_change=may_change) for one in inner)
    return f"<{name}{said}>{whole}</{name}>"


@given(st.lists(TREES, max_size=4))
def test_of_any_page_only_marked_words_and_spoken_attributes_change(trees):
    page = "".join(written(tree) for tree in trees)
    # Adjacent texts are one text to the reader of a page.
    read = in_traditional_characters(page, words=lambda text: text.replace("客户", "客戶"))
    expected = "".join(written(tree, lambda text: text.replace("客户", "客戶")) for tree in trees)
    assert read == expected


class Skeleton(HTMLParser):
    """A page without what may change."""

    def __init__(self, page):
        super().__init__()
        self.bones = []
        self.feed(page)

    def handle_starttag(self, name, attributes):
        kept = [(key, value) for key, value in attributes if key not in {*ATTRIBUTES, "lang"}]
        self.bones.append((name, kept))

    def handle_endtag(self, name):
        self.bones.append(name)


@given(st.lists(TREES, max_size=4))
def test_tags_and_all_other_attributes_of_any_page_stay(trees):
    page = f'<main lang="zh-Hans">{"".join(written(tree) for tree in trees)}</main>'
    assert Skeleton(in_traditional_characters(page)).bones == Skeleton(page).bones


@given(st.text(alphabet="<>/=\"' !-abcp客户", max_size=60))
def test_a_page_without_marks_stays_whatever_it_is(page):
    assert in_traditional_characters(page) == page
