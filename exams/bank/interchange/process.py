"""The child that reads a file that is no plain text: bytes on standard input, JSON on standard output.

Run as a file of its own (python -I process.py FORMAT): it gives up what it will not need before it looks at the first
byte. Whatever ends it without an answer (memory, time, a crash of a library) was the file's doing; the parent says so.
"""

import json
import sys
from pathlib import Path

# Beyond what Python and its libraries take by themselves.
MEMORY = 100 * 1024 * 1024
CPU_SECONDS = 20


def main(name: str) -> None:
    """Read standard input as the format `name`."""
    found = FORMATS[name]
    limit_resources(memory=MEMORY, cpu_seconds=CPU_SECONDS)
    data = sys.stdin.buffer.read()
    answer: dict[str, object]
    try:
        batch = found.read(data, limits=LIMITS)
    except FileRefused as refused:
        answer = {"refused": finding_to_json(refused.finding)}
    else:
        for item in batch.items:
            give_body(item)
        answer = {"batch": batch_to_json(batch)}
    # Piece by piece: pictures would stand in memory twice.
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    # -I leaves out the folder that the project stands in.
    sys.path.insert(0, str(Path(__file__).parents[3]))

from accounts.closed_process import limit_resources  # noqa: E402 -- after the path is set
from exams.bank.interchange.mapping import give_body  # noqa: E402 -- as above
from exams.bank.interchange.parsing import LIMITS, FileRefused  # noqa: E402 -- as above
from exams.bank.interchange.registry import FORMATS  # noqa: E402 -- as above
from exams.bank.interchange.wire import batch_to_json, finding_to_json  # noqa: E402 -- as above

if __name__ == "__main__":
    main(sys.argv[1])
