"""The machine: room on the disk, folders, type, mail, keys, settings."""

import shutil
import smtplib
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.mail import get_connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.services.identity_keys import under_another_key
from certificates.badges.keys import BadgeKeyUnusable, active_badge_key
from certificates.badges.keys import signer_of as badge_signer_of
from certificates.queries import active_signing_key
from certificates.signing.keys import KeyUnusable, signer_of
from config.health.findings import Finding, fault, good, warning
from config.health.gauges import newest_backup
from courses.printing.fonts import FAMILIES, UnsetCharactersError, missing_fonts
from courses.printing.pdf import RenderingError, html_to_pdf
from exams.sittings.models import KeyPurpose
from exams.sittings.signing import active_key

GIGA = 1 << 30
ROOM_WARNING, ROOM_FAULT = 4 * GIGA, GIGA
BACKUP_EVERY = timedelta(hours=26)
KEY_ENDS_WITHIN = timedelta(days=60)
_PAGE = (
    '<!doctype html><html lang="zh"><head><title>{0}</title><link rel="stylesheet" href="asset:faces.css"></head>'
    '<body style="font-family: {1}"><p>{0}</p></body></html>'
)


def check_room(now: datetime) -> Finding:  # noqa: ARG001 -- every check is asked alike
    """Room on the disk that holds the data: a full one refuses every answer."""
    name, free = _("Disk"), shutil.disk_usage(settings.DATA_DIR).free
    seen = _("%(free).1f GB are free.") % {"free": free / GIGA}
    mend = _("Make room on the disk of DATA_DIR: a full disk refuses every answer. Old backups may go elsewhere.")
    if free < ROOM_FAULT:
        return fault(name, seen, mend)
    return warning(name, seen, mend) if free < ROOM_WARNING else good(name, seen)


def check_storage(now: datetime) -> Finding:  # noqa: ARG001 -- every check is asked alike
    """Whether files can be put away and read again, public and private."""
    name = _("Files")
    for alias in ("default", "private"):
        storage, content = storages[alias], uuid.uuid4().hex.encode()
        try:
            stored = storage.save(f"doctor/{content.decode()}", ContentFile(content))
            with storage.open(stored) as file:
                came_back = file.read() == content
            storage.delete(stored)
        except Exception as error:  # noqa: BLE001 -- each backend fails in its own way
            return fault(
                name,
                f"{alias}: {type(error).__name__}: {error}",
                _("See the rights of its folder, or its access keys."),
            )
        if not came_back:
            return fault(
                name, _("%(storage)s gives back something else.") % {"storage": alias}, _("See where its files lie.")
            )
    return good(name, _("Written, read and deleted in each storage."))


def check_type(now: datetime) -> Finding:  # noqa: ARG001 -- every check is asked alike
    """Whether Chinese can be printed: Pango, and every font of the chain."""
    name = _("Type and printing")
    missing = [font.file_name for font in missing_fonts()]
    if missing:
        return fault(
            name,
            _("Missing: %(fonts)s") % {"fonts": ", ".join(missing)},
            _("Run `make setup`, then `manage.py prepare_fonts`."),
        )
    with override(settings.LANGUAGE_CODE):
        specimen = _PAGE.format(settings.WAGTAIL_SITE_NAME, FAMILIES)
    try:
        size = len(html_to_pdf(specimen, assets={}))
    except (RenderingError, UnsetCharactersError, OSError) as error:
        return fault(name, f"{type(error).__name__}: {error}", _("Run `make setup`: it installs Pango and the fonts."))
    return good(name, _("All fonts are there; a page was printed (%(size)d bytes).") % {"size": size})


def check_mail(now: datetime) -> Finding:  # noqa: ARG001 -- every check is asked alike
    """Whether the mail server can be reached; nothing is sent."""
    name, backend = _("Mail"), str(settings.EMAIL_BACKEND).rpartition(".")[2]
    connection = get_connection(timeout=5) if "smtp" in settings.EMAIL_BACKEND else None
    if connection is None:
        seen = _("Mails are not sent (%(backend)s).") % {"backend": settings.EMAIL_BACKEND}
        mend = _("Set EMAIL_BACKEND and its server in the environment.")
        return warning(name, seen, mend) if settings.PRODUCTION else good(name, seen)
    try:
        connection.open()
        connection.close()
    except (OSError, smtplib.SMTPException) as error:
        return fault(name, f"{settings.EMAIL_HOST}: {error}", _("See EMAIL_HOST, EMAIL_PORT, user and password."))
    return good(name, f"{backend}: {settings.EMAIL_HOST}")


def check_keys(now: datetime) -> Finding:
    """Whether certificates, badges, archives and sealed answers have keys that open."""
    name, signing, badge = _("Signing keys"), active_signing_key(now=now), active_badge_key()
    made = {
        "create_signing_key": signing,
        "create_badge_key": badge,
        "create_archive_key": active_key(KeyPurpose.ARCHIVE),
        "create_sealing_key": active_key(KeyPurpose.SEALING),
    }
    missing = [command for command, key in made.items() if key is None]
    unusable = ""
    try:
        if signing:
            signer_of(signing)
        if badge:
            badge_signer_of(badge)
    except (KeyUnusable, BadgeKeyUnusable) as error:
        unusable = str(error)
    if unusable:
        return fault(name, unusable, _("Put the key files back into SIGNING_KEY_FOLDER, from a backup."))
    if missing:
        return warning(name, _("Not all keys were made."), _("Run: %(commands)s") % {"commands": ", ".join(missing)})
    if signing and signing.expires_at < now + KEY_ENDS_WITHIN:
        ends = f"{signing.expires_at:%Y-%m-%d}"
        return warning(name, _("The signing key ends on %(ends)s.") % {"ends": ends}, _("Run: create_signing_key"))
    return good(name, _("All four keys open."))


def check_identity_keys(now: datetime) -> Finding:  # noqa: ARG001 -- every check is asked alike
    """Whether every ID number is under the present key, and no old one lies about for nothing."""
    name, left = _("Identity numbers"), under_another_key().count()
    if left:
        seen = _("%(count)d numbers are not under the present key.") % {"count": left}
        return warning(name, seen, _("Run: rotate_identity_key. Until it is done, keep FIELD_ENCRYPTION_OLD_KEYS."))
    if settings.FIELD_ENCRYPTION_OLD_KEYS:
        mend = _("Take it out of FIELD_ENCRYPTION_OLD_KEYS.")
        return warning(name, _("An old key is still named, and no number needs it."), mend)
    return good(name, _("All are under the present key."))


def check_backups(now: datetime) -> Finding:
    """Whether the newest backup in the usual folder is of the last day."""
    name, newest = _("Backups"), newest_backup()
    mend = _("Run `manage.py backup` each night; see docs/operations/running.md.")
    if newest is None:
        seen = _("There is none in %(folder)s.") % {"folder": settings.BACKUP_FOLDER}
        return warning(name, seen, mend) if settings.PRODUCTION else good(name, seen)
    seen = _("The newest is %(hours).0f hours old.") % {"hours": (now - newest).total_seconds() / 3600}
    return warning(name, seen, mend) if now - newest > BACKUP_EVERY else good(name, seen)


def check_settings(now: datetime) -> Finding:
    """What only a real installation must have."""
    name, zone = _("Settings"), ZoneInfo(settings.TIME_ZONE)
    seen = _("Time zone %(zone)s, there it is %(time)s; address %(address)s.") % {
        "zone": settings.TIME_ZONE,
        "time": f"{now.astimezone(zone):%Y-%m-%d %H:%M}",
        "address": settings.SITE_URL,
    }
    if settings.DEBUG:
        return warning(name, f"{seen} DEBUG = 1.", _("Set DEBUG=0: error pages show what nobody should see."))
    if settings.PRODUCTION and not settings.SITE_URL.startswith("https://"):
        return fault(name, seen, _("Set SITE_URL to the https address: it is printed into every certificate."))
    return good(name, seen)


def check_static_files(now: datetime) -> Finding:  # noqa: ARG001 -- every check is asked alike
    """Whether style and script were collected."""
    name = _("Style and script")
    if settings.DEBUG:
        return good(name, _("Served from where they stand."))
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        return fault(name, _("They were not collected."), _("Run `manage.py collectstatic --noinput`."))
    return good(name, _("Collected."))
