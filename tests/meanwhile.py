"""What another process does at the worst moment, without a second process: between two statements of the first one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def meanwhile(words: str, act: Callable[[], object]) -> Iterator[None]:
    """`act` follows the first statement that has these words in it; there has to be one."""
    waiting = [act]

    def watch(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if waiting and words in sql:
            waiting.pop()()
        return answer

    with connection.execute_wrapper(watch):
        yield
    assert not waiting, f"no statement says {words}"
