"""A class that attacks its reports in every place that a student can write to.

Each payload is a student's name, the name of a file, an exception, a printed line,
the key of a returned dict, a typed answer, a text for the marker and a notebook's
mark; the real command grades them, and a real browser opens what it wrote.
"""

import csv
import html
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest

from markstone.reports import layout
from markstone.reports.text import steers
from tests import tiny_course
from tests.browser import opened
from tests.integration.running import Run, grade
from tests.unit.intake_builders import a_notebook, code, text

pytestmark = pytest.mark.slow

RAN = "document.documentElement.dataset.ran=1"
PAYLOADS = (
    f"<script>{RAN}</script>",
    f"<img src=x onerror={RAN}>",
    f'"><svg onload="{RAN}">',
    f"' onmouseover='{RAN}' autofocus onfocus='{RAN}",
    f"</style></title></pre></textarea><script>{RAN}</script>",
    f"--><![CDATA[<script>{RAN}</script>]]><!--",
    f"<iframe srcdoc='<script>parent.{RAN}</script>'></iframe>",
    f"<base href='//127.0.0.1/'><meta http-equiv=refresh content='0;javascript:{RAN}'>",
    f"`<script>{RAN}</script>` and ``",
    f"[x](javascript:{RAN})",
    "&lt;script&gt;&#x3C;&amp;",
    "{{ 7 * 7 }}{% include 'x' %}${7*7}",
    "\x1b]0;owned\x07\x1b[2J\x9b2J\x07",
    "marks\r50 of 50\x08\x0b\x0c",
    "\u202egnp.exe\u2066\u200b\ufeff\u00ad",
    "line\u2028end\u2029\x85",
    "nul\x00\x7f\ufffe",
    '=HYPERLINK("http://127.0.0.1")',
    "+1+cmd|' /C calc'!A0",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    'a "quoted"; cell, \\ and a\nsecond line',
)
GRADER = '''\
def test_raises(student):
    """raises() does not raise."""
    student.q1_line.raises()


def test_prints(student):
    """prints() is 1."""
    assert student.q1_line.prints() == 1, "That is not 1."


def test_keys(student):
    """keys() has the key x."""
    found = student.q1_line.keys()
    assert set(found) == {"x"}, f"The key should be x, not {list(found)[0]}."


def test_typed(typed):
    """The typed answer is 7."""
    answer = typed.text("a")
    assert answer == "7", f"The answer should be 7, not {answer}."


def test_number(typed):
    """The typed number is 7."""
    assert typed.number("a") == 7, "That is not 7."
'''
MODULE = """\
PAYLOAD = {payload!r}


def raises():
    raise type(PAYLOAD.replace("\\0", ""), (ValueError,), {{}})(PAYLOAD)


def prints():
    print(PAYLOAD)
    return 2


def keys():
    return {{PAYLOAD: 1}}
"""
CHECKS = {
    name: {"visibility": "public"}
    for name in ("raises", "prints", "keys", "typed", "number")
}
REFERENCE = "def raises(): ...\ndef prints(): return 1\ndef keys(): return {'x': 1}\n"
TEMPLATE = re.sub(r"\): .*", "): raise NotImplementedError", REFERENCE)
KEY = {f"reference/{tiny_course.NAME}/{tiny_course.STEM}.yaml": "a: 7\n"}
PLACES = (
    *(
        "harmless: A tiny assignment",
        "(question:harmless)",
        "left out of harmless.ipynb",
    ),
    *("no question of tiny is called: harmless", "should be x, not harmless"),
    *("should be 7, not harmless", 'cannot read "harmless"', "harmless: harmless (q1"),
    *("Your code printed:\nharmless\n", "What you wrote\nharmless\n"),
)
"""What a student who is called harmless, and writes it everywhere, reads."""

HREF = re.compile(r"#[\w.-]+|[\w.~-]+\.html")


def as_a_name(payload: str) -> str:
    """Return what of a payload a file system takes for a name."""
    return payload.replace("/", "\u2215").replace("\0", "")


def hand_in(folder: Path, payload: str) -> None:
    name = as_a_name(payload)
    sheet = {
        "assignment": tiny_course.NAME,
        tiny_course.STEM: {"a": payload, "prose": payload, payload: payload},
        payload: {payload: payload},
    }
    book = a_notebook(text(payload, payload), code("?", f"question:{payload}"))
    written = {
        f"{tiny_course.STEM}.py": MODULE.format(payload=payload),
        f"{name}.txt": payload,
        f"{name}.ipynb": book,
        "answers.yaml": json.dumps(sheet),
    }
    (folder / name).mkdir()
    for file, content in written.items():
        (folder / name / file).write_text(content, "utf-8")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The class, graded by the command."""
    folder = tmp_path_factory.mktemp("reports")
    handed_in = folder / "class"
    handed_in.mkdir()
    for payload in (*PAYLOADS, "harmless"):
        hand_in(handed_in, payload)
    made = tiny_course.lay_course(
        folder / "course",
        grader=GRADER,
        reference=REFERENCE,
        template=TEMPLATE,
        checks=CHECKS,
        files=KEY,
    )
    return grade(handed_in, folder / "out", "--course", made, "--jobs", 2)


@pytest.fixture
def results(run: Run) -> Path:
    return run.folder.parent / tiny_course.NAME


@dataclass(frozen=True)
class Found:
    """Which attributes each tag of a page has, and where its links point."""

    tags: dict[str, set[str]]
    links: list[str]


def parsed(page: str) -> Found:
    tags: dict[str, set[str]] = defaultdict(set)
    links: list[str] = []

    class Parser(HTMLParser):
        def handle_starttag(
            self, tag: str, attrs: list[tuple[str, str | None]]
        ) -> None:
            tags[tag].update(name for name, _ in attrs)
            links.extend(value or "" for name, value in attrs if name == "href")

    Parser().feed(page)
    return Found(tags, links)


def without_our_script(page: Path) -> str:
    """Return a page without the one script that is ours, if it is the class page."""
    script = Path(layout.__file__).parent / "templates" / "class.js"
    whole = page.read_text()
    ours = f"<script>{script.read_text()}</script>"
    assert whole.count(ours) == (page.name == "index.html")
    return whole.replace(ours, "")


def test_every_payload_reaches_the_report(run: Run, results: Path) -> None:
    book = json.loads((results / "gradebook.json").read_text())

    assert run.code == 0, run.complained
    assert len(book["students"]) == len(PAYLOADS) + 1
    page = html.unescape((results / "report" / "harmless.html").read_text())
    shown = re.sub(r"<[^>]*>", "", page)
    assert [place for place in PLACES if place not in shown] == []


def test_no_page_has_a_tag_or_an_attribute_that_is_not_ours(results: Path) -> None:
    ours = parsed((results / "report" / "harmless.html").read_text()).tags
    for name in ("index.html", "run.html"):
        text_of = without_our_script(results / "report" / name)
        for tag, names in parsed(text_of).tags.items():
            ours.setdefault(tag, set()).update(names)
    pages = sorted((results / "report").glob("*.html"))

    assert len(pages) == len(PAYLOADS) + 3
    for page in pages:
        found = parsed(without_our_script(page))
        assert {
            tag: names - ours.get(tag, set()) for tag, names in found.tags.items()
        } == {tag: set() for tag in ours if tag in found.tags}
        assert [link for link in found.links if not HREF.fullmatch(link)] == []


def test_our_tags_and_attributes_run_and_load_nothing(results: Path) -> None:
    for page in (results / "report").glob("*.html"):
        found = parsed(without_our_script(page))
        names = set().union(*found.tags.values())
        assert not {name for name in names if name.startswith("on")}
        assert names.isdisjoint({"src", "srcdoc", "style", "action", "formaction"})
        assert found.tags.keys().isdisjoint(
            {"script", "iframe", "img", "link", "object", "embed", "form", "base"}
        )


def test_nothing_that_was_written_or_printed_steers(run: Run, results: Path) -> None:
    files = [
        path
        for path in run.folder.parent.rglob("*")
        if path.suffix in {".html", ".json", ".csv"}
    ]
    texts = {path.name: path.read_text().replace("\r\n", "\n") for path in files}
    texts |= {"printed": run.said, "complained": run.complained}

    assert len(files) > 2 * len(PAYLOADS)
    assert results.is_dir()
    steering = {name: set(filter(steers, content)) for name, content in texts.items()}
    assert {name: s for name, s in steering.items() if not s <= {"\n", "\t"}} == {}


def test_no_cell_is_a_formula(results: Path) -> None:
    with (results / "gradebook.csv").open(newline="") as file:
        rows = list(csv.reader(file))

    assert len(rows) == len(PAYLOADS) + 2
    cells = [cell for row in rows for cell in row]
    assert not [c for c in cells if c.lstrip().startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("policy", ["with our policy", "without a policy"])
def test_a_browser_runs_nothing_of_it(
    results: Path, tmp_path: Path, policy: str
) -> None:
    """The escaping holds alone; the policy is there should it ever not."""
    pages = sorted((results / "report").glob("*.html"), key=lambda p: -p.stat().st_size)
    whole = "\n".join(
        without_our_script(page) for page in (results / "report" / "index.html", *pages)
    )
    if policy == "without a policy":
        whole = re.sub(r"<meta http-equiv=[^>]*>", "", whole)
    (tmp_path / "page.html").write_text(whole)

    shown = opened(tmp_path / "page.html")

    assert "data-ran" not in shown.partition(">")[0] + shown.split("<head>")[0]
    assert parsed(shown).tags.keys().isdisjoint({"script", "img", "iframe", "base"})


@pytest.mark.parametrize("name", ["harmless.html", "index.html"])
@pytest.mark.parametrize("payload", [PAYLOADS[0], PAYLOADS[1]])
def test_our_policy_stops_what_is_not_escaped(
    results: Path, tmp_path: Path, payload: str, name: str
) -> None:
    page = (results / "report" / name).read_text()
    (tmp_path / "with.html").write_text(page.replace("<main>", f"<main>{payload}"))
    bare = re.sub(r"<meta http-equiv=[^>]*>", "", page)
    (tmp_path / "without.html").write_text(bare.replace("<main>", f"<main>{payload}"))

    ran = {
        name: "data-ran=" in opened(tmp_path / f"{name}.html").split("<head>")[0]
        for name in ("with", "without")
    }

    assert ran == {"with": False, "without": True}
