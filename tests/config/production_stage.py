"""Production itself, in a process of its own, with a database that holds nothing: `python -m tests.config.production_stage`.

Prints what the login page says of itself, and what becomes of a password that is posted to it.
"""

import io
import json
import sys
from typing import Any
from urllib.parse import urlencode

from config.wsgi import application

PROXY = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_HOST": "kefu.example.cn", "REMOTE_ADDR": "127.0.0.1"}


def ask(method: str, path: str, body: bytes = b"", **environ: str) -> dict[str, Any]:
    """Status, headers and text of one answer."""
    told: dict[str, Any] = {}
    chunks = application(
        {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "SCRIPT_NAME": "",
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
            "wsgi.errors": io.StringIO(),
            **PROXY,
            **environ,
        },
        lambda status, headers, *_more: told.update(status=int(status[:3]), headers=headers),
    )
    return {**told, "text": b"".join(chunks).decode()}


def main() -> None:
    """Ask and print."""
    form = ask("GET", "/accounts/login/")
    token = next(value for name, value in form["headers"] if name == "Set-Cookie").partition(";")[0]
    posted = {
        "login": "li@example.com",
        "password": "only 4 the server",
        "csrfmiddlewaretoken": token.partition("=")[2],
    }
    failed = ask(
        "POST",
        "/accounts/login/",
        urlencode(posted).encode(),
        CONTENT_TYPE="application/x-www-form-urlencoded",
        HTTP_COOKIE=token,
        HTTP_REFERER="https://kefu.example.cn/accounts/login/",
        HTTP_X_REQUEST_ID="number-for-mail",
    )
    save = ask("POST", "/attempts/1/answers", b"{", HTTP_X_LEASE="none")
    sys.stdout.write(json.dumps({"form": form, "failed": failed, "save": save}))


if __name__ == "__main__":
    main()
