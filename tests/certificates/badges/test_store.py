"""Places in the status lists: by lot, for ever, and the bits of those that no longer count."""

import pytest
from django.db import DatabaseError, transaction
from openbadgeslib.ob3 import decode_encoded_list, set_indices

from certificates.badges import store
from certificates.badges.status import LENGTH, encoded
from certificates.badges.store import ended_positions, give_place
from certificates.models import BadgeStatus, StatusList
from certificates.services import revoke_certificate, supersede_certificate
from tests.certificates.badges.conftest import TODAY
from tests.factories.certificates import make_certificate, make_officer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("positions", [[], [0], [7, 8], [131_071], [0, 5, 64_000, 131_071]])
def test_the_library_reads_our_bits(positions):
    bits = decode_encoded_list(encoded(positions))
    assert (len(bits), set_indices(bits)) == (LENGTH // 8, frozenset(positions))


def test_the_bit_is_set_when_a_certificate_is_revoked_or_replaced():
    certificate = make_certificate()
    place = certificate.badge_status
    assert ended_positions(place.status_list) == []
    newer = supersede_certificate(certificate=certificate, code="reissue", reason="x", actor=make_officer(), now=TODAY)
    assert ended_positions(place.status_list) == [place.position]
    revoke_certificate(certificate=newer, reason="x", actor=make_officer("second"), now=TODAY)
    assert set(ended_positions(place.status_list)) == {place.position, newer.badge_status.position}


def test_a_list_without_room_is_followed_by_another(monkeypatch):
    certificate = make_certificate()
    place = certificate.badge_status
    monkeypatch.setattr(store.secrets, "randbelow", lambda _end: place.position)
    newer = supersede_certificate(certificate=certificate, code="reissue", reason="x", actor=make_officer(), now=TODAY)
    assert StatusList.objects.count() == 2
    assert newer.badge_status.status_list_id > place.status_list_id
    assert newer.badge_status.position == place.position


@pytest.mark.parametrize(
    "act",
    [
        lambda place: BadgeStatus.objects.update(position=(place.position + 1) % LENGTH),
        lambda place: place.delete(),
        lambda place: give_place(place.certificate, now=TODAY),
    ],
    ids=["moved", "deleted", "second"],
)
def test_a_place_is_for_ever(act):
    place = make_certificate().badge_status
    with pytest.raises(DatabaseError), transaction.atomic():
        act(place)
    assert BadgeStatus.objects.values_list("position").get() == (place.position,)
