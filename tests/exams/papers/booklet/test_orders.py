from hypothesis import given
from hypothesis import strategies as st

from exams.papers.booklet.orders import ORDERS, Place, arranged, order_code, order_seed

TYPES = ("single_choice", "multiple_choice", "true_false")
PLACES = st.lists(
    st.builds(
        lambda kind, count: (kind, tuple("abcdefgh"[:count])),
        st.sampled_from(TYPES),
        st.integers(min_value=0, max_value=8),
    ),
    max_size=30,
).map(lambda rows: [Place(slot, kind, options) for slot, (kind, options) in enumerate(rows, start=1)])


@given(PLACES, st.integers(min_value=-(2**63), max_value=2**63 - 1), st.sampled_from(ORDERS))
def test_every_order_holds_the_same_questions_section_by_section(places, seed, order):
    authored = arranged(places, seed=seed, form="A", order=1)
    sections = arranged(places, seed=seed, form="A", order=order)

    assert [{place.item_type for place in section} for section in sections] == [
        {section[0].item_type} for section in authored
    ]
    for section, own in zip(sections, authored, strict=True):
        assert sorted(place.slot for place in section) == [place.slot for place in own]
        options = {place.slot: place.options for place in own}
        assert all(sorted(place.options) == sorted(options[place.slot]) for place in section)


@given(PLACES, st.integers(min_value=0, max_value=2**31), st.sampled_from(ORDERS))
def test_the_same_seed_gives_the_same_order_however_the_questions_come(places, seed, order):
    assert arranged(places, seed=seed, form="A", order=order) == arranged(
        places[::-1], seed=seed, form="A", order=order
    )


def test_the_first_order_is_the_authors_and_sections_stand_by_their_first_question():
    places = [Place(1, "multiple_choice", ("a", "b")), Place(2, "single_choice"), Place(3, "multiple_choice")]

    assert arranged(places, seed=7, form="A", order=1) == [[places[0], places[2]], [places[1]]]


def test_orders_of_one_paper_differ_and_stay_what_they_are():
    places = [Place(slot, "single_choice", ("a", "b", "c", "d")) for slot in range(1, 7)]

    orders = {order: arranged(places, seed=7, form="A", order=order)[0] for order in ORDERS}

    assert {order: [place.slot for place in drawn] for order, drawn in orders.items()} == {
        1: [1, 2, 3, 4, 5, 6],
        2: [5, 6, 4, 3, 2, 1],
        3: [4, 6, 1, 5, 2, 3],
        4: [4, 6, 5, 2, 1, 3],
    }
    assert order_code("A", 2) == "A2"
    assert order_seed(seed=7, form="A", order=2) != order_seed(seed=7, form="B", order=2)
