import random
import re
import time

import pytest

from markstone.model import Submission
from markstone.similarity import fingerprints, pairs

STEM = "p2_vae"


def some_code(seed: int, lines: int = 60) -> str:
    """Return code that nobody else writes."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    calls = ["exp", "log", "sum", "mean", "tanh", "view", "cat", "stack", "pow", "mm"]
    return "\n".join(
        f"{chance.choice('abcd')} = torch.{chance.choice(calls)}"
        f"({chance.choice('abcd')} {chance.choice('+-*/@')} {chance.choice('xyz')}"
        f".{chance.choice(calls)}({chance.randrange(9)}))"
        for _ in range(lines)
    )


def a_class(*sources: str) -> list[Submission]:
    return [
        Submission(
            student=f"s{i:02}",
            assignment="hw5",
            files={"a.py": source.encode()},
            modules={STEM: "a.py"},
        )
        for i, source in enumerate(sources)
    ]


def strangers(count: int) -> list[str]:
    return [some_code(seed) for seed in range(100, 100 + count)]


def found(sources: list[str], template: str = "") -> list[tuple[str, str]]:
    return [(p.first, p.second) for p in pairs(a_class(*sources), {STEM: template})]


def test_strangers_are_not_alike() -> None:
    assert found(strangers(10)) == []


def test_a_copy_is_found() -> None:
    assert found([some_code(1), some_code(1), *strangers(8)]) == [("s00", "s01")]


def test_other_names_and_another_layout_hide_nothing() -> None:
    copied = re.sub(r"\b([abcd])\b", r"my_\1", some_code(1)).replace(" = ", "=")
    copied = "# my own work\n" + copied.replace("\n", "  # so\n\n")

    assert found([some_code(1), copied, *strangers(8)]) == [("s00", "s01")]


def test_a_copied_half_is_found() -> None:
    half = f"{some_code(1, 60)}\n{some_code(2, 60)}"

    assert found([some_code(1, 60), half, *strangers(8)]) == [("s00", "s01")]


def test_what_the_template_says_makes_nobody_suspect() -> None:
    template = some_code(1)

    assert found([template, template, *strangers(8)], template) == []


def test_what_many_share_makes_nobody_suspect() -> None:
    one_way = some_code(1)

    assert found([one_way] * 9) == []


def test_a_small_class_of_one_way_makes_nobody_suspect() -> None:
    assert found([some_code(1)] * 3) == []


def test_a_few_lines_make_nobody_suspect() -> None:
    assert found([some_code(1, 3), some_code(1, 3), *strangers(8)]) == []


def test_another_function_is_another_fingerprint() -> None:
    # A name that a student chose is any name; what is called is not.
    assert fingerprints(some_code(1)) != fingerprints(
        some_code(1).replace(".exp", ".sigmoid")
    )


def test_the_same_class_gives_the_same_pairs() -> None:
    sources = [some_code(1), some_code(1), some_code(2), some_code(2), *strangers(6)]

    assert pairs(a_class(*sources), {}) == pairs(a_class(*sources)[::-1], {})


def test_how_much_is_shared_is_told() -> None:
    half = f"{some_code(1, 60)}\n{some_code(2, 60)}"

    (pair,) = pairs(a_class(some_code(1, 60), half, *strangers(8)), {})

    assert pair.places[0].question == STEM
    assert pair.places[0].share == 1.0


@pytest.mark.parametrize(
    "hostile",
    [
        '"\\' * 50_000,
        "'''" + '"' * 100_001,
        "((((" * 50_000,
        "\0\ud800",
        "",
        "#" * 200_000,
    ],
    ids=["quotes", "open", "brackets", "bytes", "nothing", "comment"],
)
def test_whatever_is_in_a_file_is_read_in_time(hostile: str) -> None:
    begun = time.process_time()

    fingerprints(hostile)

    assert time.process_time() - begun < 5


def test_a_module_whose_file_is_gone_is_like_nobody() -> None:
    gone = Submission(student="s", assignment="hw5", modules={STEM: "b.py"})

    assert pairs([gone, *a_class(*strangers(4))], {}) == ()
