"""A real browser, Debian's Chromium, that opens pages from the disk."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import installed

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass
class Opened:
    """A page and everything that the browser said or asked for."""

    page: Page
    said: list[str] = field(default_factory=list)
    """Console messages, errors and violations of the policy."""
    asked: list[str] = field(default_factory=list)
    """Addresses other than the page's own."""


Open = Callable[..., Opened]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = installed()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Open a file as a person does who clicks on it."""
    contexts = []

    def opened(
        path: Path, *, scheme: str = "light", script: bool = True, width: int = 1200
    ) -> Opened:
        context = chromium.new_context(
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
        )
        contexts.append(context)
        seen = Opened(context.new_page())
        address = path.as_uri()
        seen.page.on("console", lambda message: seen.said.append(message.text))
        seen.page.on("pageerror", lambda error: seen.said.append(str(error)))
        seen.page.on(
            "request",
            lambda asked: (
                None
                if asked.url.partition("#")[0] == address
                else seen.asked.append(asked.url)
            ),
        )
        seen.page.goto(address)
        return seen

    yield opened
    for context in contexts:
        context.close()
