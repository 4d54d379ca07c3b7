"""What stands in the open files: by the published rules, from the frozen record, and nothing of a person."""

import hashlib
import json

import pytest
from jsonschema import Draft202012Validator

from accounts.services import IdDocument, set_id_number
from certificates.badges.documents import achievement_document, did_document, issuer_document
from certificates.badges.status import encoded, status_list_document
from certificates.badges.store import NoBadge, attachment, signed_credential, signed_status_list
from certificates.models import Award, BadgeKey, BadgeStatus
from certificates.services import show_full_name
from tests.certificates.badges import schemas
from tests.certificates.badges.conftest import TODAY
from tests.factories.certificates import ISSUED, make_badge_key, make_certificate

pytestmark = pytest.mark.django_db
SITE = "https://kefu.example.cn"


def complaints(document, schema):
    Draft202012Validator.check_schema(schema)
    found = Draft202012Validator(schema).iter_errors(document)
    return [f"{error.json_path}: {error.message}" for error in found]


def credential_of(certificate, *, results=True, name=False):
    return json.loads(signed_credential(certificate, results=results, name=name))


@pytest.mark.parametrize("results", [True, False])
@pytest.mark.parametrize("name", [True, False])
@pytest.mark.parametrize("months", [0, 24])
def test_a_credential_is_as_the_specifications_ask(key, results, name, months):
    document = credential_of(make_certificate(valid_months=months), results=results, name=name)
    assert complaints(document, schemas.CREDENTIAL) == []
    assert ("validUntil" in document, "result" in document["credentialSubject"]) == (bool(months), results)


def test_so_are_issuer_achievement_keys_and_status_list(key):
    certificate = make_certificate()
    assert complaints(issuer_document(), schemas.PROFILE_FILE) == []
    assert complaints(achievement_document(certificate.award), schemas.ACHIEVEMENT_FILE) == []
    assert complaints(did_document(BadgeKey.objects.all()), schemas.DID) == []
    status_list = json.loads(signed_status_list(certificate.badge_status.status_list, now=TODAY))
    assert complaints(status_list, schemas.STATUS_LIST) == []


def test_the_schemas_complain(key):
    document = credential_of(make_certificate())
    del document["credentialSubject"]["achievement"]["criteria"]
    document["credentialSubject"]["identifier"][0]["identityHash"] = "plain"
    document["issuanceDate"] = document["validFrom"]
    assert len(complaints(document, schemas.CREDENTIAL)) == 3


def test_it_says_what_the_paper_says(key):
    certificate = make_certificate(valid_months=24)
    document = credential_of(certificate)
    place = certificate.badge_status
    award = f"{SITE}/badges/achievements/{certificate.award_id}"
    assert document["id"] == f"{SITE}/badges/credentials/{certificate.code}.json#results"
    assert document["name"] == "客户服务改进 · 培训合格证书"
    assert document["issuer"] == {
        "id": "did:web:kefu.example.cn",
        "type": ["Profile"],
        "name": certificate.payload["issuer"],
        "url": f"{SITE}/",
    }
    assert document["validFrom"] == ISSUED.strftime("%Y-%m-%dT%H:%M:%SZ")
    # 23:59:59 in Shanghai.
    assert document["validUntil"] == f"{certificate.payload['expires_on']}T15:59:59Z"
    assert document["credentialStatus"] == {
        "id": f"{SITE}/badges/status/{place.status_list_id}.json#{place.position}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place.position),
        "statusListCredential": f"{SITE}/badges/status/{place.status_list_id}.json",
    }
    subject = document["credentialSubject"]
    assert subject["result"] == [{"type": ["Result"], "value": "86.5", "resultDescription": f"{award}.json#result-1"}]
    assert subject["achievement"]["resultDescription"] == [
        {
            "id": f"{award}.json#result-1",
            "type": ["ResultDescription"],
            "name": certificate.payload["components"][0]["label"],
            "resultType": "ScaledScore",
            "valueMin": "0",
            "valueMax": "100",
            "requiredValue": "60",
        }
    ]
    assert subject["achievement"]["criteria"]["narrative"].startswith("学习《客户服务改进》，共 40 学时。通过“")
    assert "不是国家职业资格证书" in document["description"]
    assert "evidence" not in document


def test_the_record_counts_and_not_the_award_of_today(key):
    certificate = make_certificate()
    before = signed_credential(certificate, results=True, name=False)
    Award.objects.update(title="结业证书", course_title="别的课程", hours=1, code="other")
    certificate.refresh_from_db()
    assert signed_credential(certificate, results=True, name=False) == before


def test_the_same_certificate_gives_the_same_bytes_until_another_key_signs(key):
    certificate = make_certificate()
    first = signed_credential(certificate, results=True, name=False)
    assert signed_credential(certificate, results=True, name=False) == first
    second_key = make_badge_key(TODAY)
    second = signed_credential(certificate, results=True, name=False)
    assert second != first
    (proof,) = json.loads(second)["proof"]
    assert proof["verificationMethod"] == f"did:web:kefu.example.cn#{second_key.name}"
    # The key was not there when the certificate was issued.
    assert proof["created"] == TODAY.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_nothing_of_the_person_is_in_the_file(key):
    certificate = make_certificate("欧阳·买买提")
    user = certificate.person.user
    number = "11010519491231002X"
    set_id_number(person=certificate.person, document=IdDocument.RESIDENT, number=number, actor=user, now=TODAY)
    user.email, user.phone = "ouyang@example.cn", "+8613800000000"
    user.save()
    certificate.refresh_from_db()
    for results in (True, False):
        text = signed_credential(certificate, results=results, name=False).decode()
        secrets = ("欧阳", "买买提", number, number[-4:], "ouyang", "13800000000", user.username, certificate.number)
        assert [secret for secret in secrets if secret in text] == []


def test_the_subject_is_the_number_hashed_with_a_salt_of_its_own(key):
    certificate = make_certificate()
    (identity,) = credential_of(certificate)["credentialSubject"]["identifier"]
    digest = hashlib.sha256((certificate.number + identity["salt"]).encode()).hexdigest()
    assert identity["identityHash"] == f"sha256${digest}"
    assert (identity["hashed"], identity["identityType"], len(identity["salt"])) == (True, "systemId", 32)


def test_the_name_only_when_asked_for(key):
    certificate = make_certificate("张三")
    identities = credential_of(certificate, name=True)["credentialSubject"]["identifier"]
    assert identities[1] == {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": "张三",
        "identityType": "name",
    }


def test_a_pdf_carries_the_results_and_never_the_name(key):
    certificate = make_certificate("张三")
    before = attachment(certificate)
    show_full_name(certificate=certificate, is_shown=True, actor=certificate.person.user, now=TODAY)
    assert attachment(certificate) == before
    assert b"#results" in before
    assert "张三".encode() not in before


def test_without_a_key_there_is_no_badge():
    certificate = make_certificate()
    with pytest.raises(NoBadge):
        signed_credential(certificate, results=True, name=False)
    assert attachment(certificate) == b""


def test_without_its_file_neither(key, settings, tmp_path):
    certificate = make_certificate()
    settings.SIGNING_KEY_FOLDER = tmp_path / "elsewhere"
    with pytest.raises(NoBadge):
        signed_credential(certificate, results=True, name=False)


def test_a_port_is_part_of_the_name(key, settings):
    settings.SITE_URL = "http://127.0.0.1:8019"
    assert issuer_document()["id"] == "did:web:127.0.0.1%3A8019"


def test_a_certificate_without_an_exam_has_no_results(key):
    certificate = make_certificate()
    payload = {**certificate.payload, "components": [], "total": None, "exam_title": ""}
    certificate.payload = payload
    document = credential_of(certificate)
    assert complaints(document, schemas.CREDENTIAL) == []
    assert "result" not in document["credentialSubject"]
    assert document["credentialSubject"]["achievement"]["criteria"]["narrative"] == "学习《客户服务改进》，共 40 学时。"


def test_the_list_is_the_same_within_an_hour(key):
    place = make_certificate().badge_status
    first = signed_status_list(place.status_list, now=TODAY.replace(minute=1))
    assert signed_status_list(place.status_list, now=TODAY.replace(minute=59)) == first
    document = status_list_document(place.status_list, [], now=TODAY.replace(minute=59))
    assert document["credentialSubject"]["encodedList"] == encoded([])


def test_each_certificate_has_a_place_of_its_own(key):
    certificate = make_certificate()
    place = BadgeStatus.objects.get()
    assert (place.certificate, 0 <= place.position < 131_072) == (certificate, True)
