"""Saving designs and their pictures, and reading them for the press."""

import hashlib
import json
from datetime import datetime
from importlib.resources import files

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from certificates.models import Award, Design, DesignPicture, DesignVersion
from certificates.payload import payload_digest
from certificates.rendering.design import DesignSpec
from certificates.rendering.sheet import PrintedDesign
from certificates.rules import may_design

SHIPPED = files("certificates.rendering").joinpath("shipped")


class DesignDamaged(Exception):
    """A version or a picture is not there, or not what was saved."""


def save_design(
    *, design: Design | None, name: str, spec: DesignSpec, actor: User | None, now: datetime
) -> DesignVersion:
    """The design under this name with this look: a new version, or the latest one where the look is the same.

    Certificates that were issued keep theirs. No actor: the platform itself. Raises PermissionDenied.
    """
    if actor is not None and not may_design(actor):
        raise PermissionDenied
    with transaction.atomic():
        if design is None:
            design = Design.objects.create(name=name)
        else:
            design = Design.objects.select_for_update().get(pk=design.pk)
            design.name = name
            design.save()
        latest = design.versions.first()
        if latest is not None and latest.sha256 == spec.digest:
            return latest
        number = (design.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        return DesignVersion.objects.create(
            design=design, number=number, spec=spec.to_json(), sha256=spec.digest, made_by=actor, made_at=now
        )


def keep_picture(data: bytes, *, actor: User, now: datetime) -> str:
    """The digest under which a picture that `rendering.artwork` encoded is kept; the same picture is kept once."""
    if not may_design(actor):
        raise PermissionDenied
    digest = hashlib.sha256(data).hexdigest()
    if not DesignPicture.objects.filter(sha256=digest).exists():
        picture = DesignPicture(sha256=digest, uploaded_by=actor, uploaded_at=now)
        picture.file.save(digest, ContentFile(data), save=False)
        DesignPicture.objects.bulk_create([picture], ignore_conflicts=True)
    return digest


def latest_design(award: Award) -> DesignVersion | None:
    """What new certificates of the award take; None where it has no design."""
    return DesignVersion.objects.filter(design=award.design_id).first() if award.design_id else None


def printed_design(digest: str) -> PrintedDesign:
    """The version of this digest with its pictures; raises DesignDamaged."""
    version = DesignVersion.objects.filter(sha256=digest).first()
    if version is None:
        raise DesignDamaged(digest)
    # As it was stored: what a later schema adds is not part of it.
    if payload_digest(version.spec) != digest:
        raise DesignDamaged(digest)
    return with_pictures(DesignSpec.from_json(version.spec))


def with_pictures(spec: DesignSpec) -> PrintedDesign:
    """The design with its pictures; raises DesignDamaged where one is missing or was touched."""
    pictures = {}
    for picture in DesignPicture.objects.filter(sha256__in=spec.pictures):
        try:
            with picture.file.open() as file:
                pictures[picture.sha256] = file.read()
        except OSError as error:
            raise DesignDamaged(picture.sha256) from error
    if any(hashlib.sha256(pictures.get(digest, b"")).hexdigest() != digest for digest in spec.pictures):
        raise DesignDamaged(spec.digest)
    return PrintedDesign(spec, pictures)


def load_shipped_designs(*, now: datetime) -> list[Design]:
    """The designs that come with the platform, those that are not there yet by name; an officer's changes stay."""
    loaded = []
    for file in sorted(SHIPPED.iterdir(), key=lambda one: one.name):
        shipped = json.loads(file.read_text(encoding="utf-8"))
        if not Design.objects.filter(name=shipped["name"]).exists():
            version = save_design(
                design=None, name=shipped["name"], spec=DesignSpec.from_json(shipped["spec"]), actor=None, now=now
            )
            loaded.append(version.design)
    return loaded
