import pytest

from courses.figures import FigureRefused, read_figure
from tests.architecture.tree import ROOT
from tests.factories.courses import SVG

FIGURES = sorted((ROOT / "content").glob("courses/*/*/figures/*.svg"))


def test_figure_is_written_anew_as_one_labelled_picture():
    assert read_figure(SVG).inline('一横 "一竖" <b>') == (
        '<svg viewBox="0 0 640 200" role="img" aria-label="一横 &quot;一竖&quot; &lt;b&gt;" font-family="inherit">'
        '<rect x="0" y="0" width="10" height="10" fill="var(--ink, #2a2520)"></rect></svg>'
    )


def test_words_of_a_figure_are_escaped():
    svg = SVG.replace("</svg>", '<text x="1" y="2" font-size="15">1 &lt; 2 &amp; <![CDATA[<img>]]></text></svg>')
    assert read_figure(svg).shapes.endswith('<text x="1" y="2" font-size="15">1 &lt; 2 &amp; &lt;img&gt;</text>')


def test_title_and_description_are_kept_apart():
    assert (read_figure(SVG).title, read_figure(SVG).description) == ("两个方向", "一横一竖")


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("<rect", "<script>alert(1)</script><rect", 4, "插图里不能用元素“script”。"),
        ("<rect", "<style>*{}</style><rect", 4, "插图里不能用元素“style”。"),
        ("<rect", '<a href="/x"><rect', 4, "插图里不能用元素“a”。"),
        ("<rect", '<image href="x.png"/><rect', 4, "插图里不能用元素“image”。"),
        ("<rect", "<foreignObject/><rect", 4, "插图里不能用元素“foreignObject”。"),
        ("<rect", "<title>b</title><rect", 4, "插图里不能用元素“title”。"),
        ("<rect", '<rect id="x"', 4, "插图里不能用属性“id”。"),
        ("<rect", '<rect onclick="x()"', 4, "插图里不能用属性“onclick”。"),
        ("<rect", '<rect style="fill:red"', 4, "插图里不能用属性“style”。"),
        ("<rect", '<rect class="x"', 4, "插图里不能用属性“class”。"),
        ("var(--ink, #2a2520)", "#ff0000", 4, "“#ff0000”不是本站的颜色，请用 var(--…)。"),
        ("var(--ink, #2a2520)", "url(#x)", 4, "“url(#x)”不是本站的颜色，请用 var(--…)。"),
        ("var(--ink, #2a2520)", "var(--other)", 4, "“var(--other)”不是本站的颜色，请用 var(--…)。"),
        ('x="0"', 'transform="url(http://x)"', 4, "“transform”的值不能是“url(http://x)”。"),
        ("<rect", '<text font-size="14">小</text><rect', 4, "插图里的字号不小于 15。"),
        ("<rect", '<text font-family="Arial">小</text><rect', 4, "插图沿用页面字体：font-family 只能是“inherit”。"),
        ("  <rect", "  散字 <rect", 4, "文字必须放在 text 元素里。"),
        ("<rect", "<?xml-stylesheet href='x'?><rect", 4, "插图里不能有处理指令。"),
        ("  <desc>一横一竖</desc>\n", "", 3, "插图开头必须先是 title，再是 desc。"),
        ("<title>两个方向</title>", "<title> </title>", 2, "插图的“title”是空的。"),
        ("<title>", '<title lang="zh">', 2, "插图里不能用属性“lang”。"),
        (' viewBox="0 0 640 200"', "", 1, "插图要有 viewBox，例如“0 0 640 400”。"),
        ("viewBox", 'width="640" viewBox', 1, "插图不能自带 width 或 height，只写 viewBox。"),
        ("http://www.w3.org/2000/svg", "http://example.com", 1, "最外层必须是带 SVG 命名空间的 svg 元素。"),
        ("</svg>", "", 6, "SVG 不合语法：no element found"),
    ],
)  # fmt: skip
def test_what_must_not_be_shown_is_refused_with_its_line(old, new, line, reason):
    assert old in SVG
    with pytest.raises(FigureRefused) as refusal:
        read_figure(SVG.replace(old, new, 1))
    assert (refusal.value.line, refusal.value.reason) == (line, reason)


@pytest.mark.parametrize(
    "head",
    [
        "<!DOCTYPE svg>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]>",
        "<!DOCTYPE svg SYSTEM 'http://example.com/svg.dtd'>",
    ],
)
def test_document_types_and_entities_are_refused(head):
    with pytest.raises(FigureRefused, match="文档类型声明"):
        read_figure(head + SVG)


def test_figure_that_is_too_long_is_refused_unread():
    with pytest.raises(FigureRefused, match="60000"):
        read_figure("<" * 60_001)


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.name)
def test_figures_of_the_published_content_are_sound(path):
    figure = read_figure(path.read_text(encoding="utf-8"))
    assert figure.view_box.startswith("0 0 640 ")
