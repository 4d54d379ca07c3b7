"""The child that looks through a PDF: bytes in, the number of its pages or a refusal out. Run as `python -I pdf_process.py`."""

import json
import sys
from io import BytesIO
from pathlib import Path

import pikepdf

MEMORY = 300 * 1024 * 1024
CPU_SECONDS = 10
MOST_PAGES = 30
# What a proof on paper never needs: scripts, programs to start, other files within, forms that send themselves.
_ACTS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition"}
_KEYS = ("/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/AA", "/RichMediaContent")


def main() -> None:
    """Read standard input."""
    limit_resources(memory=MEMORY, cpu_seconds=CPU_SECONDS)
    data = sys.stdin.buffer.read()
    json.dump(_answer(data), sys.stdout)


def _answer(data: bytes) -> dict[str, str | int]:
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                return {"refused": "encrypted"}
            pages = len(pdf.pages)
            if not 1 <= pages <= MOST_PAGES:
                return {"refused": "pages"}
            return {"refused": "active"} if any(_acts(one) for one in pdf.objects) else {"pages": pages}
    except pikepdf.PasswordError:
        return {"refused": "encrypted"}
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return {"refused": "damaged"}


def _acts(one: object) -> bool:
    if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        return False
    return any(key in one for key in _KEYS) or str(one.get("/S", "")) in _ACTS or _has_acting_child(one)


def _has_acting_child(one: pikepdf.Dictionary | pikepdf.Stream) -> bool:
    """Actions that stand within their owner are no objects of their own."""
    inner = [one.get(key) for key in ("/A", "/OpenAction", "/Names")]
    found = (each for each in inner if isinstance(each, pikepdf.Dictionary))
    return any(any(key in each for key in _KEYS) or str(each.get("/S", "")) in _ACTS for each in found)


if __name__ == "__main__":
    # -I leaves out the folder that the project stands in.
    sys.path.insert(0, str(Path(__file__).parents[3]))

from accounts.closed_process import limit_resources  # noqa: E402 -- after the path is set

if __name__ == "__main__":
    main()
