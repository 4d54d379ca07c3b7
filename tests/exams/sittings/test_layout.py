"""Drawing the order from a seed."""

from hypothesis import given
from hypothesis import strategies as st

from exams.sittings.layout import draw_layout, snapshot_digest

papers = (
    st.integers(1, 30)
    .flatmap(
        lambda size: st.lists(
            st.sampled_from([(), ("a", "b", "c", "d"), ("a", "b", "c")]), min_size=size, max_size=size
        )
    )
    .map(lambda options: list(enumerate(options, start=1)))
)


@given(papers, st.integers(0, 2**62), st.booleans(), st.booleans())
def test_every_item_and_option_once_and_the_same_again(paper, seed, items, options):
    first = draw_layout(paper, seed=seed, shuffle_items=items, shuffle_options=options)
    assert sorted(entry["slot"] for entry in first) == [slot for slot, _ in paper]
    assert {entry["slot"]: sorted(entry["options"]) for entry in first} == {s: sorted(o) for s, o in paper}
    assert draw_layout(paper, seed=seed, shuffle_items=items, shuffle_options=options) == first


@given(papers, st.integers(0, 2**62))
def test_without_shuffling_the_order_is_the_papers(paper, seed):
    layout = draw_layout(paper, seed=seed, shuffle_items=False, shuffle_options=False)
    assert layout == [{"slot": slot, "options": list(options)} for slot, options in paper]


KNOWN = [
    {"slot": 1, "options": ["b", "c", "a", "d"]},
    {"slot": 2, "options": []},
    {"slot": 3, "options": ["b", "a", "c"]},
]
KNOWN_DIGEST = "db044948f043770ddffdb3892af973c7b835efb426e269d1e1393b456ff00f49"


def test_a_known_draw():
    layout = draw_layout(
        [(1, ("a", "b", "c", "d")), (2, ()), (3, ("a", "b", "c"))],
        seed=20261123,
        shuffle_items=True,
        shuffle_options=True,
    )
    assert layout == KNOWN
    assert snapshot_digest(paper_digest="d" * 64, seed=20261123, layout=layout) == KNOWN_DIGEST
