"""What the published specifications ask of the files, in our own words, as JSON Schemas.

Open Badges 3.0 (AchievementCredential, Profile, Achievement), W3C Verifiable Credentials 2.0, Bitstring Status List 1.0,
Data Integrity 1.0 and Decentralised Identifiers 1.0. The originals are under a licence of their own and are not copied;
what they say and how these differ stands in docs/howto/open_badges.md.
Where the original allows other members, these do not: a member that nobody knows is not signed either.
"""

URI = {"type": "string", "pattern": r"^(https?://|did:|urn:)\S+$"}
TEXT = {"type": "string", "minLength": 1}
INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
CREDENTIALS_CONTEXT = {"const": "https://www.w3.org/ns/credentials/v2"}
BADGES_CONTEXT = {
    "type": "string",
    "pattern": r"^https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json$",
}


def closed(required, optional=()):
    """An object with these members and no others."""
    return {
        "type": "object",
        "properties": {**required, **dict(optional)},
        "required": list(required),
        "additionalProperties": False,
    }


def kind(name):
    return {"type": "array", "contains": {"const": name}, "items": TEXT, "minItems": 1, "uniqueItems": True}


IMAGE = closed({"id": URI, "type": {"const": "Image"}}, {"caption": TEXT})
PROFILE_MEMBERS = {"id": URI, "type": kind("Profile")}
PROFILE_OPTIONAL = {"name": TEXT, "url": URI, "description": TEXT, "email": TEXT, "image": IMAGE}
PROFILE = closed(PROFILE_MEMBERS, PROFILE_OPTIONAL)
IDENTITY_TYPES = (
    *("name", "sourcedId", "systemId", "productId", "userName", "accountId", "emailAddress", "nationalIdentityNumber"),
    *("isbn", "issn", "lisSourcedId", "oneRosterSourcedId", "sisSourcedId", "ltiContextId", "ltiDeploymentId"),
    *("ltiToolId", "ltiPlatformId", "ltiUserId", "identifier"),
)
IDENTITY = {
    **closed(
        {
            "type": {"const": "IdentityObject"},
            "hashed": {"type": "boolean"},
            "identityHash": TEXT,
            "identityType": {"enum": list(IDENTITY_TYPES)},
        },
        {"salt": TEXT},
    ),
    "if": {"properties": {"hashed": {"const": True}}},
    "then": {"properties": {"identityHash": {"pattern": r"^(sha256\$[0-9a-fA-F]{64}|md5\$[0-9a-fA-F]{32})$"}}},
}
RESULT_TYPES = (
    *("GradePointAverage", "LetterGrade", "Percent", "PerformanceLevel", "PredictedScore", "RawScore", "Result"),
    *("RubricCriterion", "RubricCriterionLevel", "RubricScore", "ScaledScore", "Status"),
)
RESULT_DESCRIPTION = closed(
    {"id": URI, "type": kind("ResultDescription"), "name": TEXT, "resultType": {"enum": list(RESULT_TYPES)}},
    {"requiredValue": TEXT, "valueMin": TEXT, "valueMax": TEXT},
)
RESULT = closed({"type": kind("Result")}, {"value": TEXT, "resultDescription": URI})
ACHIEVEMENT_TYPES = ("Achievement", "Award", "Badge", "Certificate", "CertificateOfCompletion", "Course", "License")
ACHIEVEMENT_MEMBERS = {
    "id": URI,
    "type": kind("Achievement"),
    "name": TEXT,
    "description": TEXT,
    "criteria": {**closed({}, {"id": URI, "narrative": TEXT}), "minProperties": 1},
}
ACHIEVEMENT_OPTIONAL = {
    "achievementType": {"enum": list(ACHIEVEMENT_TYPES)},
    "image": IMAGE,
    "inLanguage": {"type": "string", "pattern": r"^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$"},
    "creator": PROFILE,
    "resultDescription": {"type": "array", "items": RESULT_DESCRIPTION, "minItems": 1},
}
ACHIEVEMENT = closed(ACHIEVEMENT_MEMBERS, ACHIEVEMENT_OPTIONAL)
SUBJECT = {
    **closed(
        {"type": kind("AchievementSubject"), "achievement": ACHIEVEMENT},
        {
            "id": URI,
            "identifier": {"type": "array", "items": IDENTITY, "minItems": 1},
            "result": {"type": "array", "items": RESULT, "minItems": 1},
        },
    ),
    "anyOf": [{"required": ["id"]}, {"required": ["identifier"]}],
}
STATUS_ENTRY = closed(
    {
        "id": URI,
        "type": {"const": "BitstringStatusListEntry"},
        "statusPurpose": {"enum": ["revocation", "suspension"]},
        "statusListIndex": {"type": "string", "pattern": r"^(0|[1-9]\d*)$"},
        "statusListCredential": URI,
    },
)
PROOF = closed(
    {
        "type": {"const": "DataIntegrityProof"},
        "cryptosuite": {"const": "eddsa-rdfc-2022"},
        "created": INSTANT,
        "verificationMethod": {"type": "string", "pattern": r"^did:web:[^#]+#.+$"},
        "proofPurpose": {"const": "assertionMethod"},
        # 64 bytes in base 58.
        "proofValue": {"type": "string", "pattern": r"^z[1-9A-HJ-NP-Za-km-z]{86,88}$"},
    }
)
CREDENTIAL = closed(
    {
        "@context": {
            "type": "array",
            "prefixItems": [CREDENTIALS_CONTEXT, BADGES_CONTEXT],
            "items": URI,
            "minItems": 2,
        },
        "id": URI,
        "type": {
            "type": "array",
            "allOf": [
                {"contains": {"const": "VerifiableCredential"}},
                {"contains": {"enum": ["OpenBadgeCredential", "AchievementCredential"]}},
            ],
            "uniqueItems": True,
        },
        "name": TEXT,
        "issuer": PROFILE,
        "validFrom": INSTANT,
        "credentialSubject": SUBJECT,
        "proof": {"type": "array", "items": PROOF, "minItems": 1, "maxItems": 1},
    },
    {
        "description": TEXT,
        "image": IMAGE,
        "awardedDate": INSTANT,
        "validUntil": INSTANT,
        "credentialStatus": STATUS_ENTRY,
        "credentialSchema": {
            "type": "array",
            "items": closed({"id": URI, "type": {"const": "1EdTechJsonSchemaValidator2019"}}),
        },
    },
)
STATUS_LIST = closed(
    {
        "@context": {"type": "array", "prefixItems": [CREDENTIALS_CONTEXT], "items": URI, "minItems": 1},
        "id": URI,
        "type": {
            "type": "array",
            "allOf": [
                {"contains": {"const": "VerifiableCredential"}},
                {"contains": {"const": "BitstringStatusListCredential"}},
            ],
        },
        "issuer": URI,
        "validFrom": INSTANT,
        "credentialSubject": closed(
            {
                "id": URI,
                "type": {"const": "BitstringStatusList"},
                "statusPurpose": {"enum": ["revocation", "suspension"]},
                # Multibase: u, then base 64 for addresses without padding.
                "encodedList": {"type": "string", "pattern": r"^u[A-Za-z0-9_-]+$"},
            },
            {"ttl": {"type": "integer", "minimum": 0}},
        ),
        "proof": PROOF,
    },
    {"validUntil": INSTANT},
)
OPEN_CONTEXTS = {"@context": {"type": "array", "prefixItems": [CREDENTIALS_CONTEXT, BADGES_CONTEXT], "minItems": 2}}
PROFILE_FILE = closed({**OPEN_CONTEXTS, **PROFILE_MEMBERS, "name": TEXT}, PROFILE_OPTIONAL)
ACHIEVEMENT_FILE = closed({**OPEN_CONTEXTS, **ACHIEVEMENT_MEMBERS}, ACHIEVEMENT_OPTIONAL)
DID = closed(
    {
        "@context": {
            "type": "array",
            "prefixItems": [
                {"const": "https://www.w3.org/ns/did/v1"},
                {"const": "https://w3id.org/security/multikey/v1"},
            ],
        },
        "id": {"type": "string", "pattern": r"^did:web:[A-Za-z0-9.%-]+$"},
        "verificationMethod": {
            "type": "array",
            "minItems": 1,
            "items": closed(
                {
                    "id": {"type": "string", "pattern": r"^did:web:[^#]+#[\w-]+$"},
                    "type": {"const": "Multikey"},
                    "controller": {"type": "string", "pattern": r"^did:web:"},
                    # 0xed01 and 32 bytes in base 58.
                    "publicKeyMultibase": {"type": "string", "pattern": r"^z6Mk[1-9A-HJ-NP-Za-km-z]{44}$"},
                }
            ),
        },
        "assertionMethod": {"type": "array", "items": TEXT, "minItems": 1},
    }
)
