"""The REST API keeps its own contract: whatever a caller sends, an answer that the OpenAPI file knows, and never a 500."""

from datetime import timedelta

import pytest
import schemathesis
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from ninja.throttling import SimpleRateThrottle
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.api import api, operations, scope_of
from tests.factories.certificates import make_award
from tests.factories.sittings import make_room
from tests.factories.systems import make_access_token
from tests.personas import make_persona

EXAMPLES = 6
CONTRACT = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
CONTRACT.app = get_wsgi_application()
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def token(db, connection_stays, monkeypatch):
    """Of somebody who may everything, in a world with a row of each kind."""
    cache.clear()
    # Hundreds of questions in a second are what this is for.
    monkeypatch.setattr(SimpleRateThrottle, "allow_request", lambda _self, _request: True)
    room = make_room(opens_at=timezone.now() - timedelta(hours=1))
    make_award(room.exam)
    return make_access_token(make_persona("superuser")).secret


@CONTRACT.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
)
def test_every_answer_is_one_of_the_contract(case, token):
    case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
    response = case.call()
    assert response.status_code != 401
    case.validate_response(response, checks=CHECKS)


def test_every_operation_asks_for_a_token():
    assert len(operations()) == 15
    assert {one.path for one in operations() if not one.scope} == {"/api/v1/token"}
    with pytest.raises(TypeError):
        scope_of(None)


def test_the_contract_names_problems_for_every_operation():
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert {"401", "403", "422", "429"} <= {str(code) for code in operation["responses"]}, (path, method)


@pytest.mark.django_db
def test_people_can_read_what_can_be_asked(client):
    page = client.get("/api/v1/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "外部系统接口" in page
    assert all(f"{one.method} {one.path}" in page for one in operations())
    contract = client.get("/api/v1/openapi.json").json()
    assert contract["info"]["version"] == "1"
