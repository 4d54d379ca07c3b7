"""Make the key to which runners seal answer files from now on."""

from exams.sittings.management.key_command import KeyCommand
from exams.sittings.models import KeyPurpose


class Command(KeyCommand):
    help = (
        "Make a P-256 key to which the exam page seals answer files from now on. The key so far is retired; files that "
        "were sealed to it still open, as long as its file is kept."
    )
    purpose = KeyPurpose.SEALING
