"""One simulated candidate: the requests that a browser makes on exam day, each timed to its last byte."""

import asyncio
import random
import re
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import aiohttp
import orjson
from yarl import URL

from bench.measure import Recorder

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
_ITEMS = re.compile(r"/papers/[0-9a-f]{64}/items/")
_RESULT = re.compile(r"/results/\d+/")
ANSWERS_PER_SAVE = 5


class Unexpected(Exception):
    """A reply that the journey cannot go on from."""


@dataclass
class Candidate:
    """A user name, a place, and what the user will answer."""

    username: str
    number: str
    # What is saved: (slot, value) in the order given.
    answers: list[tuple[int, Any]]
    session: aiohttp.ClientSession
    base: str
    recorder: Recorder
    attempt: str = ""
    lease: str = ""
    sent: int = field(default=0)

    async def request(
        self, step: str, method: str, path: str, *, expect: HTTPStatus = HTTPStatus.OK, **more: Any
    ) -> tuple[str, str]:
        """One request; returns where it redirects to and its text. Raises Unexpected on any other status.

        Sent away by the gate of the logins (503 and Retry-After), it comes again as the login page does.
        """
        begun = time.perf_counter()
        url = URL(self.base + path, encoded=True)
        try:
            async with self.session.request(method, url, allow_redirects=False, **more) as reply:
                text = (await reply.read()).decode()
        except (aiohttp.ClientError, TimeoutError) as error:
            self.recorder.errors[f"{step}: {type(error).__name__}"] += 1
            raise Unexpected from error
        self.recorder.seconds[step].append(time.perf_counter() - begun)
        if reply.status == HTTPStatus.SERVICE_UNAVAILABLE and "Retry-After" in reply.headers:
            self.recorder.sent_away += 1
            await asyncio.sleep(int(reply.headers["Retry-After"]) * random.uniform(0.5, 1.5))
            return await self.request(step, method, path, expect=expect, **more)
        if reply.status != expect:
            self.recorder.errors[f"{step}: {reply.status}"] += 1
            raise Unexpected
        return reply.headers.get("Location", ""), text

    async def post_form(self, step: str, path: str, **fields: str) -> str:
        """Send a form that is answered by a redirect; returns where to."""
        token = {"csrfmiddlewaretoken": self.cookie("csrftoken")}
        target, _text = await self.request(step, "POST", path, expect=HTTPStatus.FOUND, data=token | fields)
        return target

    async def sign_in(self, password: str) -> None:
        """From the link in the admission letter through the login form."""
        _to, page = await self.request("login_page", "GET", f"/accounts/login/?next=/exams/{self.number}/")
        found = _TOKEN.search(page)
        if found is None:
            raise Unexpected
        await self.request(
            "login",
            "POST",
            "/accounts/login/",
            expect=HTTPStatus.FOUND,
            data={
                "login": self.username,
                "password": password,
                "csrfmiddlewaretoken": found[1],
                "next": f"/exams/{self.number}/",
            },
        )

    async def pledge(self) -> None:
        """The rules, and 我已阅读."""
        place = f"/exams/{self.number}/"
        await self.request("registration", "GET", place)
        await self.post_form("pledge", f"{place}pledge/", read="on")
        await self.request("registration", "GET", place)

    async def start(self) -> None:
        """Press the button."""
        target = await self.post_form("start", f"/exams/{self.number}/start/")
        self.attempt = target.strip("/").rpartition("/")[2]

    async def first_view(self) -> None:
        """The runner page, and the items it fetches once."""
        _to, page = await self.request("runner", "GET", f"/attempts/{self.attempt}/")
        self.lease = self.cookie(f"lease-{self.attempt}", f"/attempts/{self.attempt}/")
        items = _ITEMS.search(page)
        if items is None:
            raise Unexpected
        await self.request("items", "GET", items[0])

    async def save(self) -> None:
        """The next five answers, as the runner sends them."""
        part = self.answers[self.sent : self.sent + ANSWERS_PER_SAVE]
        events = [
            {"seq": seq, "kind": "answer", "slot": slot, "value": value, "ms": seq * 1000}
            for seq, (slot, value) in enumerate(part, self.sent + 1)
        ]
        body = orjson.dumps({"client": f"bench{self.attempt:0>8}", "events": events})
        headers = {"X-Lease": self.lease, "Content-Type": "application/json"}
        _to, text = await self.request("save", "POST", f"/attempts/{self.attempt}/answers", data=body, headers=headers)
        if orjson.loads(text)["acked"] != [event["seq"] for event in events]:
            self.recorder.errors["save: not acknowledged"] += 1
        self.sent += len(part)

    async def hand_in(self) -> None:
        """Review, submit, receipt, result."""
        attempt = f"/attempts/{self.attempt}/"
        await self.request("review", "GET", f"{attempt}review/")
        receipt = await self.post_form("submit", f"{attempt}submit/")
        _to, page = await self.request("receipt", "GET", receipt)
        result = _RESULT.search(page)
        if result is None:
            self.recorder.errors["receipt: no result"] += 1
            raise Unexpected
        await self.request("result", "GET", result[0])

    async def exam(self, *, saves: int) -> None:
        """Everything after the login."""
        await self.pledge()
        await self.start()
        await self.first_view()
        for _ in range(saves):
            await self.save()
        await self.hand_in()

    def cookie(self, name: str, path: str = "/") -> str:
        """What this browser holds; raises Unexpected where it holds none."""
        cookies = self.session.cookie_jar.filter_cookies(URL(self.base + path))
        if name not in cookies:
            self.recorder.errors[f"no cookie {name.partition('-')[0]}"] += 1
            raise Unexpected
        return cookies[name].value
