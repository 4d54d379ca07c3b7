"""What a token is: for the system that holds it."""

from datetime import datetime
from typing import Any

from ninja import Router, Schema

from accounts.api.problems import REFUSALS
from accounts.api.tokens import ApiRequest, TokenAuth, anybody

router = Router()


class TokenOut(Schema):
    """The token of this request. `exams`: codes of the exams that it is for; empty means all."""

    name: str
    prefix: str
    scopes: list[str]
    exams: list[str]
    owner: str
    expires_at: datetime


@router.get(
    "/token", auth=TokenAuth("", may=anybody), response={200: TokenOut, **REFUSALS}, tags=["token"], url_name="token"
)
def token(request: ApiRequest) -> dict[str, Any]:
    """Which token this is, what it may, and until when."""
    held = request.auth
    return {
        "name": held.name,
        "prefix": held.prefix,
        "scopes": held.scopes,
        "exams": held.exams,
        "owner": held.owner.username,
        "expires_at": held.expires_at,
    }
