"""Safe Exam Browser: its configuration file, the key of that configuration, and what a request proves. Pure.

The rules are SEB's own (safeexambrowser.org/developer: Config Key, File Format). The Config Key is the SHA-256 of the
settings as "SEB-JSON": keys sorted without regard to case, no white space, no escapes, no `originatorVersion`, no empty
dictionaries. A request proves a key by the SHA-256 of its absolute URL, without the fragment, and the key.
"""

import base64
import gzip
import hashlib
import plistlib
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

Settings = dict[str, Any]
CONFIG_KEY_HEADER = "X-SafeExamBrowser-ConfigKeyHash"
EXAM_KEY_HEADER = "X-SafeExamBrowser-RequestHash"


def settings_of(*, start_url: str, site_url: str, quit_password: str = "") -> Settings:
    """The configuration of one sitting: kiosk, this site alone, no reading of other things, no copies out."""
    settings: Settings = {
        "allowDictation": False,
        "allowDictionaryLookup": False,
        "allowDownUploads": True,
        "allowPreferencesWindow": False,
        "allowQuit": True,
        "allowScreenSharing": False,
        "allowSpellCheck": False,
        "allowSwitchToApplications": False,
        "allowVirtualMachine": False,
        # A candidate whose page hangs must be able to load it again: answers are kept.
        "browserWindowAllowReload": True,
        "browserViewMode": 1,
        # Since the exam pages prove the key by script as well, the modern engine may be used.
        "browserWindowWebView": 3,
        "clipboardPolicy": 2,
        "enablePrintScreen": False,
        "enablePrivateClipboard": True,
        "examSessionClearCookiesOnEnd": True,
        "examSessionClearCookiesOnStart": False,
        "sebConfigPurpose": 0,
        "sendBrowserExamKey": True,
        "showReloadButton": True,
        "showTime": True,
        "startURL": start_url,
        "URLFilterEnable": True,
        "URLFilterEnableContentFilter": False,
        "URLFilterRules": [{"action": 1, "active": True, "expression": f"{site_url.rstrip('/')}/*", "regex": False}],
    }
    if quit_password:
        settings["hashedQuitPassword"] = hashlib.sha256(quit_password.encode()).hexdigest()
    return settings


def config_file(settings: Settings) -> bytes:
    """The `.seb` file, unencrypted: a property list, packed twice, with the mark of plain data; the same bytes again."""
    packed = gzip.compress(plistlib.dumps(settings, sort_keys=True), mtime=0)
    return gzip.compress(b"plnd" + packed, mtime=0)


def read_config_file(content: bytes) -> Settings:
    """The settings in an unencrypted `.seb` file; raises ValueError for anything else."""
    try:
        inner = gzip.decompress(content)
        if not inner.startswith(b"plnd"):
            raise ValueError("not an unencrypted SEB file")
        settings: Settings = plistlib.loads(gzip.decompress(inner[4:]))
    except (OSError, EOFError, plistlib.InvalidFileException) as error:
        raise ValueError("not a SEB file") from error
    return settings


def seb_json(settings: Settings) -> str:
    """The settings as SEB writes them before it takes their digest."""
    return _json({key: value for key, value in settings.items() if key != "originatorVersion"})


def _json(value: Any) -> str:
    if isinstance(value, dict):
        kept = {key: one for key, one in value.items() if one != {}}
        pairs = (f'"{key}":{_json(kept[key])}' for key in sorted(kept, key=str.lower))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_json, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return f'"{base64.b64encode(value).decode()}"'
    if isinstance(value, datetime):
        return f'"{value:%Y-%m-%dT%H:%M:%SZ}"'
    return f'"{value}"' if isinstance(value, str) else str(value)


def config_key(settings: Settings) -> str:
    """The Config Key: 64 hexadecimal digits, the same in every version of SEB."""
    return hashlib.sha256(seb_json(settings).encode()).hexdigest()


def request_hash(url: str, key: str) -> str:
    """What SEB shows on a request for `url` (its fragment left out) to prove that it has `key`."""
    return hashlib.sha256((url.partition("#")[0] + key).encode()).hexdigest()


def proves(shown: str, *, keys: Iterable[str], urls: Iterable[str]) -> bool:
    """Whether `shown` is the proof of one of the keys at one of the addresses; takes as long for a wrong one."""
    hashes = [request_hash(url, key) for key in keys for url in urls]
    # Summed up, so that every one is compared, whichever fits.
    return sum(secrets.compare_digest(shown.lower().encode(), one.encode()) for one in hashes) > 0
