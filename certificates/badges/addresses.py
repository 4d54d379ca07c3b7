"""Where the parts of a badge stand. These addresses are signed into badges: they never change."""

from urllib.parse import quote, urlsplit

from django.conf import settings

from certificates.presentation import site_address

RESULTS = "#results"


def issuer_did() -> str:
    """The site as did:web; a port is part of the name, its colon written as %3A."""
    return "did:web:" + quote(urlsplit(settings.SITE_URL).netloc, safe="")


def key_address(name: str) -> str:
    """What a proof calls its key."""
    return f"{issuer_did()}#{name}"


def achievement_address(award_id: int) -> str:
    """By id: a code can be edited."""
    return site_address("certificates:badge_achievement", award_id)


def picture_address(award_id: int) -> str:
    return site_address("certificates:badge_picture", award_id)


def credential_address(code: str) -> str:
    return site_address("certificates:badge_credential", code)


def status_list_address(list_id: int) -> str:
    return site_address("certificates:badge_status_list", list_id)


def code_in(address: str) -> str:
    """The code of a credential's id, empty where the address is none of this site's credentials."""
    start, end = credential_address("*").split("*")
    plain = address.removesuffix(RESULTS)
    return plain[len(start) : -len(end)] if plain.startswith(start) and plain.endswith(end) else ""
