"""A real browser that opens a page and tells what became of it."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

NEEDED = "chromium is not installed, so no browser has tried the pages"


def installed() -> str:
    """Return where Chromium is; without one, fail in CI and skip elsewhere."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None and os.environ.get("CI"):
        pytest.fail(NEEDED)
    if found is None:
        pytest.skip(NEEDED)
    return found


def opened(page: Path) -> str:
    """Return the document of a page as the browser holds it after it has run."""
    browser = installed()
    with tempfile.TemporaryDirectory() as profile:
        ended = subprocess.run(
            [
                *(browser, "--headless", "--no-sandbox", "--disable-gpu"),
                *("--disable-background-networking", "--disable-dev-shm-usage"),
                *(f"--user-data-dir={profile}", "--virtual-time-budget=2000"),
                *("--dump-dom", page.as_uri()),
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
        )
    assert "<html" in ended.stdout, ended.stderr
    return ended.stdout
