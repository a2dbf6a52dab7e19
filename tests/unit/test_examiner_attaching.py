"""Pictures that checks attach: drawn from numbers, bounded, and of no consequence."""

import io
import socket
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from markstone import pictures
from markstone.briefing import CheckSettings, Examinee, ExaminerSettings
from markstone.examiner.attaching import Attach
from markstone.examiner.failures import StudentFailure
from markstone.examiner.reference import References
from markstone.examiner.tools import CaseName, Tools
from markstone.examiner.visit import Visit
from markstone.model import Limits, Outcome, Picture, Style, Tile
from markstone.sandbox.link import KeeperLink
from tests.unit.builders import a_submission

MakeTools = Callable[..., Tools]

LEVELS = {
    "down": [[[8, 32, 32], [8, 16, 16]], [[16, 16, 16], [16, 8, 8]]],
    "bottom": [[[32, 8, 8]]],
    "up": [[[32, 16, 16]], [[16, 32, 32]]],
}


@pytest.fixture
def tools() -> Iterator[MakeTools]:
    ours, theirs = socket.socketpair()
    check = CheckSettings(public=True, tolerance=None, call_seconds=None)
    settings = ExaminerSettings(
        assignment="hw",
        checks={"q1": {"c": check}},
        graders="/course/graders/hw",
        reference="/course/reference/hw",
        template="/course/student_template/hw",
        given=(),
        given_behind="/given/hw",
        keys={},
        seed="autumn",
        limits=Limits(),
    )
    visit = Visit(partial(KeeperLink.open, ours), settings, Examinee.of(a_submission()))

    def made(instance: str = "public") -> Tools:
        name = CaseName(question="q1", check="c", instance=instance)
        return Tools.of(name, settings, visit, References({}, {}))

    with ours, theirs:
        yield made


@pytest.fixture
def attach(tools: MakeTools) -> Attach:
    return tools().attach


def only(attach: Attach) -> Picture:
    assert attach.faults == []
    (picture,) = attach.pictures.values()
    return picture


def opened(tile: Tile) -> Image.Image:
    image = Image.open(io.BytesIO(tile.png))
    assert image.size == (tile.width, tile.height)
    return image


# What is seen.


def test_images_lie_in_a_row_above_the_reference_s(attach: Attach) -> None:
    right = torch.zeros(3, 16)
    right[0, 0] = 1.0

    attach.images(
        "Samples", yours=(right + 0.25).tolist(), reference=right, shape=(4, 4)
    )

    picture = only(attach)
    assert [tile.label for tile in picture.tiles] == ["yours", "reference"]
    yours, reference = (np.asarray(opened(tile)) for tile in picture.tiles)
    assert yours.shape == (4, 3 * 4 + 2)
    assert (yours[0, 0], yours[1, 1]) == (255, 64)
    assert (reference[0, 0], reference[1, 1]) == (255, 0)
    assert picture.alt.startswith("3 images of 4 by 4 pixels in a row")
    assert "off by 0.25 on average and by 0.25 at most" in picture.alt


def test_a_map_has_the_names_of_its_rows_and_columns(attach: Attach) -> None:
    right = torch.tensor([[0.9, 0.1], [0.2, 0.8]])
    yours = torch.tensor([[0.9, 0.1], [0.7, 0.3]])
    names = ["ein", "Hund"], ["a", "dog"]

    attach.heat("Attention", yours=yours, reference=right, names=names)

    picture = only(attach)
    assert [t.label for t in picture.tiles] == ["yours", "reference", "difference"]
    assert {(t.rows, t.columns) for t in picture.tiles} == {
        (("ein", "Hund"), ("a", "dog"))
    }
    colours = [opened(tile).convert("RGB") for tile in picture.tiles[:2]]
    assert colours[0].getpixel((0, 0)) == colours[1].getpixel((0, 0))
    assert colours[0].getpixel((0, 1)) != colours[1].getpixel((0, 1))
    assert (
        "In the row “Hund” yours is largest at a (0.7), the reference at dog (0.8)"
        in picture.alt
    )


def test_the_image_of_a_caption_is_encoded_anew(attach: Attach, tmp_path: Path) -> None:
    path = tmp_path / "image3.png"
    content = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(content, "PNG")
    path.write_bytes(content.getvalue() + b"something appended")

    attach.captioned("image3", image=path, yours="a blue dog", reference="a red dog")

    picture = only(attach)
    (tile,) = picture.tiles
    assert opened(tile).convert("RGB").getpixel((5, 5)) == (255, 0, 0)
    assert b"appended" not in tile.png
    assert picture.texts == (("yours", "a blue dog"), ("reference", "a red dog"))
    assert "“a blue dog”" in picture.alt


def test_one_number_stands_beside_every_step_of_a_curve(attach: Attach) -> None:
    attach.curve("Loss", yours=[3.0, 2.0, 1.5], reference=1.25, x="epoch", y="nats")

    chart = only(attach).chart
    assert chart is not None
    reference, yours = chart.series
    assert (yours.xs, yours.ys) == ((1.0, 2.0, 3.0), (3.0, 2.0, 1.5))
    assert reference.ys == (1.25, 1.25, 1.25)


def test_a_path_says_its_stations(attach: Attach) -> None:
    paths = {"yours": ([1, -1], [1, 3]), "reference": ([1, -1], [1, 2])}

    attach.trajectory("The play", **paths, axes=("p", "q"))

    picture = only(attach)
    assert picture.chart is not None
    assert {series.style for series in picture.chart.series} == {Style.PATH}
    assert "Yours: (1, 1), (-1, 3). The reference's: (1, 1), (-1, 2)." in picture.alt


def test_directions_are_told_by_their_angles_whatever_their_sign(
    attach: Attach,
) -> None:
    attach.directions(
        "Principal components",
        points=torch.randn(30, 2),
        yours=torch.tensor([[-1.0, 0.0], [0.0, 1.0]]),
        reference=torch.eye(2),
        axes=("first", "second"),
    )

    assert "Yours: 0°, 90°; the reference's: 0°, 90°." in only(attach).alt


def test_confusion_counts_what_was_taken_for_what(attach: Attach) -> None:
    attach.confusion("Digits", yours=[0, 1, 1, 2], reference=[0, 1, 2, 2], classes=3)

    picture = only(attach)
    assert picture.matrix is not None
    assert picture.matrix.cells == ((1, 0, 0), (0, 1, 0), (0, 1, 1))
    assert picture.alt == (
        "Of 4 samples 3 were found to be what they are (75.0 %). Most often 2 was "
        "taken for 1: 1 times."
    )


def test_levels_stand_beside_those_that_ran(attach: Attach) -> None:
    claimed = LEVELS | {"bottom": [[[64, 8, 8]]]}

    attach.levels("U-Net", yours=claimed, reference=LEVELS, beside="what runs")

    picture = only(attach)
    assert [(level.name, level.depth) for level in picture.levels] == [
        *(("down 1", 0), ("down 2", 1), ("bottom", 2)),
        *(("up 2", 1), ("up 1", 0)),
    ]
    assert "bottom: 64 × 8 × 8; what runs: 32 × 8 × 8." in picture.alt  # noqa: RUF001


# What changes nothing.


def shows_everything(attach: Attach, value: Any) -> None:
    """Try to draw one value of a student's in every way."""
    right = torch.rand(4, 4)
    attach.images("a", yours=value, reference=right, shape=(2, 2))
    attach.heat("b", yours=value, reference=right)
    attach.captioned("c", image=Path("/no/image.png"), yours=value, reference="x")
    attach.curve("d", yours=value, reference=right[0], x="x", y="y")
    attach.trajectory(
        "e", yours=(value, value), reference=(right[0], right[1]), axes=("p", "q")
    )
    attach.directions(
        "f", points=right[:, :2], yours=value, reference=right[:, :2], axes=("p", "q")
    )
    attach.confusion("g", yours=value, reference=right[0].long(), classes=2)
    attach.levels("h", yours=value, reference=LEVELS)


def test_of_a_hidden_case_nothing_is_kept_and_nothing_computed(
    tools: MakeTools,
) -> None:
    hidden = tools("hidden")

    def computed() -> object:
        raise AssertionError("it was computed")

    shows_everything(hidden.attach, torch.rand(4, 4))
    hidden.attach.heat("z", yours=computed, reference=computed)

    assert hidden.attached == []
    assert hidden.attach.faults == []


@pytest.mark.parametrize(
    "value",
    [
        None,
        object(),
        "text",
        [],
        [[1, 2], [3]],
        torch.zeros(0),
        torch.full((4, 4), torch.nan),
        torch.full((4, 4), 1e308, dtype=torch.float64),
        torch.zeros(4, 4, dtype=torch.complex64),
        torch.zeros(3, 4),
        10**400,
        {"down": 3},
    ],
    ids=lambda value: str(value)[:20].replace("\n", ""),
)
def test_whatever_a_student_returned_no_picture_raises(
    attach: Attach, value: object
) -> None:
    shows_everything(attach, value)

    content = pictures.pack(("q", "c", p) for p in attach.pictures.values())
    assert len(pictures.unpack(content)) == len(attach.pictures)


def test_a_wrong_shape_is_no_picture_and_no_fault_of_the_grader(
    attach: Attach,
) -> None:
    attach.heat("Map", yours=torch.zeros(3, 5), reference=torch.zeros(5, 3))

    assert (attach.pictures, attach.faults) == ({}, [])


def test_no_finite_number_is_said_and_shown_in_grey(attach: Attach) -> None:
    yours = torch.tensor([[0.0, torch.nan], [torch.inf, 1.0]])

    attach.heat("Map", yours=yours, reference=torch.eye(2))

    picture = only(attach)
    assert "2 of your values are no finite numbers." in picture.alt
    colours = opened(picture.tiles[0]).convert("RGB")
    assert colours.getpixel((1, 0)) == colours.getpixel((0, 1)) == (128, 128, 128)


def test_a_fault_of_the_grader_s_is_told_and_changes_nothing(attach: Attach) -> None:
    attach.heat("Map", yours=lambda: 1 / 0, reference=torch.eye(2))

    assert attach.pictures == {}
    (fault,) = attach.faults
    assert fault == "“Map” could not be drawn: ZeroDivisionError('division by zero')"


def test_what_a_student_left_blank_is_no_picture(attach: Attach) -> None:
    def blank() -> object:
        raise StudentFailure(Outcome.NOT_ATTEMPTED, "The field is empty.")

    attach.curve("Loss", yours=blank, reference=1.0, x="epoch", y="nats")

    assert (attach.pictures, attach.faults) == ({}, [])


def test_a_picture_asks_nothing_of_the_student_s_code(tools: MakeTools) -> None:
    case = tools()

    case.attach.heat(
        "Map", yours=lambda: case.student.torch("eye")(2), reference=torch.eye(2)
    )

    (fault,) = case.attach.faults
    assert "a picture asks nothing of the student's code" in fault
    assert case.conversation.tape == []
    assert case.conversation.is_closed is False


# Bounds.


def test_a_picture_is_never_larger_than_48_kib(attach: Attach) -> None:
    noise = torch.rand(500, 700)
    many = torch.rand(40, 96, 96)

    attach.heat("Map", yours=noise, reference=noise.flip(0))
    attach.images("Many", yours=many, reference=many, given=many, shape=(96, 96))
    attach.curve("Loss", yours=torch.rand(10**5), reference=0.5, x="step", y="nats")

    for picture in attach.pictures.values():
        content = pictures.pack([("q", "c", picture)])
        assert len(content) <= pictures.MOST_OF_ONE
        assert pictures.unpack(content) == [("q", "c", picture)]
    assert len(attach.pictures) == 3


def test_a_large_image_is_shown_smaller(attach: Attach, tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    noise = torch.randint(0, 256, (300, 400, 3), dtype=torch.uint8).numpy()
    Image.fromarray(noise).save(path)

    attach.captioned("Large", image=path, yours="noise", reference="noise")

    (tile,) = only(attach).tiles
    assert tile.width < 400
    assert len(tile.png) < pictures.MOST_OF_ONE


def test_the_same_caption_again_takes_the_place_of_the_earlier_picture(
    attach: Attach,
) -> None:
    for yours in (torch.zeros(2, 2), torch.eye(2)):
        attach.heat("Map", yours=yours, reference=torch.eye(2))

    assert "the largest difference is 0." in only(attach).alt


def test_a_check_in_a_loop_attaches_a_dozen_and_no_more(attach: Attach) -> None:
    for number in range(20):
        attach.heat(f"Map {number}", yours=torch.eye(2), reference=torch.eye(2))

    assert len(attach.pictures) == 12
    assert attach.faults[0] == "“Map 12” is one picture too many"
