"""The log of what happens at the doors of accounts: sign-ins, failures, proofs, new passwords and codes."""

from datetime import datetime

from accounts.models import AccountAct, AccountEvent, User


def log_account_event(
    *, act: AccountAct, account: User | None, actor: User | None, now: datetime, kind: str = ""
) -> None:
    """Write one line. `kind`: how it was proved or tried ("password", "totp", "webauthn", "socialaccount")."""
    AccountEvent.objects.create(
        act=act, account=account, actor=actor, at=now, details={"type": kind[:32]} if kind else {}
    )
