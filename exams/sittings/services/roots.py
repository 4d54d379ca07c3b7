"""Anchoring the answer log: a signed root each hour over every head that has moved."""

from datetime import datetime, timedelta

from exams.sittings.chain import leaf_hash, merkle_levels, root_hash
from exams.sittings.models import Attempt, ChainRoot, KeyPurpose
from exams.sittings.signing import key_for, sign
from exams.sittings.writer import exclusive_write

EVERY = timedelta(hours=1)
# A save whose moment lies before a root may have been committed after it.
OVERLAP = timedelta(minutes=10)


def anchor_chains(*, now: datetime, everything: bool = False) -> ChainRoot | None:
    """Sign a root over the heads that moved since the last one; None where none did.

    `everything` looks at all attempts, should the server's clock have been wrong for a while. Raises KeyUnusable where
    the key cannot be opened; then nothing is stored.
    """
    key = key_for(KeyPurpose.ARCHIVE, now=now)
    with exclusive_write():
        last = ChainRoot.objects.select_for_update().order_by("-number").first()
        heads = _moved_heads(last, everything=everything)
        if not heads:
            return None
        number, previous = (last.number + 1, last.hash) if last else (1, "")
        merkle_root = merkle_levels([leaf_hash(*head) for head in heads])[-1][0]
        whole = root_hash(number=number, at=now, previous=previous, merkle_root=merkle_root, heads=len(heads))
        return ChainRoot.objects.create(
            number=number,
            at=now,
            previous=previous,
            merkle_root=merkle_root,
            heads=heads,
            hash=whole,
            signature=sign(key, whole.encode()),
            key=key,
        )


def anchor_if_due(*, now: datetime) -> ChainRoot | None:
    """Anchor when the last root is an hour old."""
    if ChainRoot.objects.filter(at__gt=now - EVERY).exists():
        return None
    return anchor_chains(now=now)


def _moved_heads(last: ChainRoot | None, *, everything: bool) -> list[tuple[int, int, str]]:
    """The heads that no root stands for yet, by attempt."""
    attempts, roots = Attempt.objects.filter(head_position__gt=0), ChainRoot.objects.all()
    if last is not None and not everything:
        attempts = attempts.filter(last_saved_at__gte=last.at - OVERLAP)
        roots = roots.filter(at__gte=last.at - OVERLAP)
    anchored = {
        attempt: (position, head)
        for heads in roots.order_by("number").values_list("heads", flat=True).iterator()
        for attempt, position, head in heads
    }
    rows = attempts.order_by("pk").values_list("pk", "head_position", "head_hash")
    return [row for row in rows.iterator() if anchored.get(row[0]) != row[1:]]
