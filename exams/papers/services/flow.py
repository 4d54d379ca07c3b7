"""Min-cost flow by successive shortest paths: small, exact and deterministic. It knows nothing of papers."""

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass

Node = Hashable


@dataclass(slots=True)
class Edge:
    """One direction of an edge; `mate` is the way back, with the flow as its capacity."""

    target: Node
    capacity: int
    cost: int
    mate: "Edge | None" = None

    @property
    def flow(self) -> int:
        return self.mate.capacity if self.mate else 0


class Network:
    """Edges with capacities and costs; flow is pushed one unit at a time along the cheapest way left."""

    def __init__(self) -> None:
        self._edges: dict[Node, list[Edge]] = {}

    def connect(self, source: Node, target: Node, *, capacity: int, cost: int = 0) -> Edge:
        forth, back = Edge(target, capacity, cost), Edge(source, 0, -cost)
        forth.mate, back.mate = back, forth
        self._edges.setdefault(source, []).append(forth)
        self._edges.setdefault(target, []).append(back)
        return forth

    def push(self, source: Node, sink: Node) -> bool:
        """Push one unit from source to sink as cheaply as possible, re-routing earlier units where it must."""
        arrived_by = self._cheapest_tree(source)
        if sink not in arrived_by:
            return False
        node = sink
        while node != source:
            edge = arrived_by[node]
            if edge.mate is None:  # pragma: no cover -- connect() makes pairs
                raise AssertionError
            edge.capacity -= 1
            edge.mate.capacity += 1
            node = edge.mate.target
        return True

    def reachable(self, source: Node) -> set[Node]:
        """Everything that one unit more from `source` could still be routed to."""
        return {source, *self._cheapest_tree(source)}

    def _cheapest_tree(self, source: Node) -> dict[Node, Edge]:
        """For each reachable node the last edge of a cheapest way to it (Bellman-Ford with a queue)."""
        cost: dict[Node, int] = {source: 0}
        arrived_by: dict[Node, Edge] = {}
        queue: deque[Node] = deque([source])
        waiting = {source}
        while queue:
            node = queue.popleft()
            waiting.discard(node)
            for edge in self._edges.get(node, ()):
                reached = cost[node] + edge.cost
                if edge.capacity > 0 and (edge.target not in cost or reached < cost[edge.target]):
                    cost[edge.target] = reached
                    arrived_by[edge.target] = edge
                    if edge.target not in waiting:
                        waiting.add(edge.target)
                        queue.append(edge.target)
        return arrived_by
