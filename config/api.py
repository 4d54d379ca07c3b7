"""The REST API, version 1: what each app offers, under one roof. OpenAPI at /api/v1/openapi.json.

A change that breaks a caller makes a version 2 beside it; fields may be added at any time.
"""

from dataclasses import dataclass
from typing import Any

from ninja import NinjaAPI, Router
from ninja.openapi.schema import OpenAPISchema

from accounts.api.account import router as account
from accounts.api.problems import MEDIA_TYPE, answer_problems
from accounts.api.tokens import RATE, TokenAuth, TokenThrottle
from certificates.api import router as certificates
from exams.marking.api import router as marking
from exams.sittings.api import router as sittings

FIRST_REFUSAL = 400


class Api(NinjaAPI):
    """Says in its contract what refusals are: problems, of a media type of their own."""

    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**asked)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, response in operation["responses"].items():
                    if int(status) >= FIRST_REFUSAL and "application/json" in response.get("content", {}):
                        response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}
        return schema


api = Api(
    title="Customer Service Manager Academy",
    version="1",
    description=(
        "Registrations, released results and certificates. Every request carries a token with a scope; "
        "times are ISO 8601 with their offset, marks are decimal strings, refusals are RFC 9457 problems."
    ),
    urls_namespace="api",
    # Its pages load scripts from elsewhere or inline: config.views.api_reference is ours.
    docs_url=None,
    throttle=[TokenThrottle(RATE)],
)
answer_problems(api)

_PARTS: tuple[Router, ...] = (account, sittings, marking, certificates)
for part in _PARTS:
    api.add_router("", part)


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the reference."""

    method: str
    path: str
    # Empty where every token may.
    scope: str
    says: str


def operations() -> list[Operation]:
    """Everything that the API can do, in the order of its parts."""
    return [
        Operation(method, f"/api/v1{path}", scope_of(operation.auth_param), operation.description or "")
        for part in _PARTS
        for path, view in part.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    ]


def scope_of(auth: object) -> str:
    """What an operation asks of a token; raises TypeError for one that asks for none."""
    if not isinstance(auth, TokenAuth):
        raise TypeError("every operation asks for a token")
    return auth.scope
