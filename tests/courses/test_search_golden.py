"""The golden queries are those that the content as it ships asks for; test_published_content.py asks them."""

from tests.courses.golden import draw, read_golden

GOLDEN = read_golden()


def test_golden_set_is_drawn_from_the_content_as_it_is():
    """Where this fails: `python -m tests.courses.golden`, and look at what changed."""
    assert GOLDEN["drawn"] == draw()


def test_golden_set_is_large_and_of_every_kind():
    queries = {row["q"] for row in GOLDEN["typed"] + GOLDEN["drawn"]}
    assert len(queries) >= 200
    assert sum(len(query) == 2 for query in queries) >= 50
    origins = {row["from"] for row in GOLDEN["drawn"]}
    assert {"term", "traditional", "full width"} < origins
    assert {origin.partition(".")[0] for origin in origins if origin[0] == "C"} == {f"C00{n}" for n in range(5)}
