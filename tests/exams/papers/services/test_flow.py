from exams.papers.services.flow import Network


def _pushes(network, count=10):
    return sum(network.push("s", "t") for _ in range(count))


def test_flow_is_bounded_by_the_narrowest_edge():
    network = Network()
    network.connect("s", "a", capacity=5)
    network.connect("a", "t", capacity=3)

    assert _pushes(network) == 3


def test_a_unit_is_rerouted_where_a_later_one_needs_its_place():
    network = Network()
    for node in "ab":
        network.connect("s", node, capacity=1)
    first = network.connect("a", "x", capacity=1)
    second = network.connect("a", "y", capacity=1, cost=1)
    third = network.connect("b", "x", capacity=1, cost=9)
    for node in "xy":
        network.connect(node, "t", capacity=1)

    assert _pushes(network) == 2
    assert (first.flow, second.flow, third.flow) == (0, 1, 1)


def test_the_cheapest_way_is_taken_first():
    network = Network()
    dear = network.connect("s", "t", capacity=1, cost=2)
    cheap = network.connect("s", "t", capacity=1, cost=1)

    network.push("s", "t")

    assert (cheap.flow, dear.flow) == (1, 0)


def test_reachable_is_everything_a_further_unit_could_be_routed_to():
    network = Network()
    network.connect("s", "a", capacity=1)
    network.connect("a", "t", capacity=1)
    network.connect("b", "a", capacity=1)
    network.push("b", "t")

    assert network.reachable("s") == {"s", "a", "b"}
    assert network.reachable("t") == {"t", "a", "b"}
