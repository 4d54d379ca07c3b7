"""Make the key that signs archives and chain roots from now on."""

from exams.sittings.management.key_command import KeyCommand
from exams.sittings.models import KeyPurpose


class Command(KeyCommand):
    help = (
        "Make an Ed25519 key that signs archives and chain roots from now on. The key so far is retired; what it signed "
        "stays genuine. Publish the fingerprint: a verifier compares it."
    )
    purpose = KeyPurpose.ARCHIVE
