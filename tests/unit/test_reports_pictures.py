"""Pictures on a student's page: labelled, told in words, escaped, and only public."""

import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from PIL import Image

from markstone.model import (
    Award,
    Chart,
    Level,
    Matrix,
    Outcome,
    Picture,
    Scorecard,
    Series,
    Style,
    Tile,
)
from markstone.reports import to_html
from tests.unit.builders import (
    STEM,
    a_card,
    a_check,
    a_public_check,
    an_award,
    with_checks,
)


def png() -> bytes:
    content = io.BytesIO()
    Image.new("L", (4, 2)).save(content, "PNG")
    return content.getvalue()


def a_tile(
    label: str = "yours", rows: tuple[str, ...] = (), columns: tuple[str, ...] = ()
) -> Tile:
    return Tile(label=label, png=png(), width=4, height=2, rows=rows, columns=columns)


def a_chart(style: Style, *ys: float) -> Chart:
    xs = tuple(float(n) for n in range(len(ys)))
    yours = Series(label="yours", style=style, xs=xs, ys=ys)
    known = Series(label="reference", style=style, xs=(0.0, 1.0), ys=(0.0, 1.0))
    return Chart(x_name="epoch", y_name="nats", series=(known, yours))


MATRIX = Matrix(
    label="yours",
    row_name="is",
    column_name="was taken for",
    rows=("cat", "dog"),
    columns=("cat", "dog"),
    cells=((17, 2), (0, 23)),
)
LEVELS = (
    Level(name="down 1", depth=0, side="down", yours=("8 x 32",), beside=("8 x 32",)),
    Level(name="bottom", depth=1, side="bottom", yours=("16 x 16",), beside=()),
    Level(name="up 1", depth=0, side="up", yours=("8 x 32",), beside=("8 x 32",)),
)


def a_picture(**parts: object) -> Picture:
    told = {"caption": "What came out", "alt": "Two images; 0.03 apart at most."}
    return Picture(**told | parts)  # type: ignore[arg-type]


def page_of(award: Award, *pictures: Picture) -> str:
    card: Scorecard = a_card(award)
    shown = replace(card, pictures={(STEM, award.check.name): pictures})
    return to_html.render_student(shown, with_checks(award.check))


def page(*pictures: Picture, outcome: Outcome = Outcome.FAILED) -> str:
    return page_of(an_award(a_public_check(), outcome), *pictures)


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.FAILED, Outcome.ERRORED])
def test_a_picture_has_its_caption_its_words_and_whose_is_which(
    outcome: Outcome,
) -> None:
    shown = page(
        a_picture(tiles=(a_tile(), a_tile("reference"))),
        outcome=outcome,
    )

    assert "<figcaption>What came out</figcaption>" in shown
    assert 'role="img" aria-label="Two images; 0.03 apart at most."' in shown
    assert [
        re.sub("<.*", "", label).strip()
        for label in re.findall(r'<p class="whose">(.*?)</p>', shown)
    ] == ["yours", "reference"]
    assert shown.count('href="data:image/png;base64,') == 2


def test_of_a_hidden_check_no_picture_is_ever_shown() -> None:
    hidden = page_of(an_award(a_check()), a_picture(tiles=(a_tile(),)))

    assert "<figure" not in hidden
    assert "data:image" not in hidden


def test_a_check_without_a_picture_has_no_figure() -> None:
    assert "<figure" not in page()


def test_rows_and_columns_have_their_names() -> None:
    rows, columns = ("ein", "Hund"), ("a", "red", "dog", "barks")

    shown = page(a_picture(tiles=(a_tile("yours", rows, columns),)))

    for word in (*rows, *columns):
        assert f">{word}</text>" in shown


@pytest.mark.parametrize("style", Style)
def test_a_chart_says_which_line_is_whose(style: Style) -> None:
    shown = page(a_picture(chart=a_chart(style, 1.0, 2.0, 1.5)))

    key = shown.partition('<p class="key">')[2].partition("</p>")[0]
    assert "</svg> yours</span>" in key
    assert "</svg> reference</span>" in key
    assert ">epoch</text>" in shown
    assert ">nats</text>" in shown


def test_a_gap_breaks_a_line_and_no_coordinate_is_infinite() -> None:
    nan, inf = float("nan"), float("inf")

    shown = page(a_picture(chart=a_chart(Style.LINE, 1.0, 2.0, nan, 1.0, 3.0, inf)))

    drawing = shown.partition("<figure")[2].partition('<p class="key">')[0]
    assert drawing.count("<polyline") == 3
    assert "nan" not in drawing
    assert "inf" not in drawing


def test_what_lies_far_outside_is_cut_and_that_is_said() -> None:
    near = page(a_picture(chart=a_chart(Style.PATH, 0.0, 1.0)))
    far = page(a_picture(chart=a_chart(Style.PATH, 0.0, 1e300)))

    assert "some of yours lies outside" not in near
    assert "some of yours lies outside" in far
    numbers = re.findall(r'c[xy]="([^"]*)"', far)
    assert all(-100 < float(number) < 500 for number in numbers)


@pytest.mark.parametrize("value", [0.0, 1e-12, -3.0, 1e300])
def test_a_chart_of_a_single_value_can_be_drawn(value: float) -> None:
    one = Series(label="yours", style=Style.LINE, xs=(1.0,), ys=(value,))
    chart = Chart(x_name="epoch", y_name="nats", series=(one,))

    assert "<circle" in page(a_picture(chart=chart))


def test_a_matrix_has_its_numbers_and_names_and_blanks_for_nothing() -> None:
    shown = page(a_picture(matrix=MATRIX))

    assert ">0</text>" not in shown
    for word in ("17", "2", "23", "cat", "dog", "is", "was taken for"):
        assert f">{word}</text>" in shown


def test_levels_say_where_they_differ_not_by_colour_alone() -> None:
    shown = page(a_picture(levels=LEVELS, beside="what runs"))

    assert "down 1: yours = what runs ✓" in shown
    assert "bottom: yours ✗" in shown
    assert 'class="box bad"' in shown


def test_what_a_student_wrote_in_a_picture_is_text() -> None:
    evil = '"><script>alert(1)</script>\u202e'

    shown = page(
        a_picture(caption=evil, alt=evil, texts=(("yours", evil),)),
        a_picture(tiles=(a_tile(evil, rows=(evil, evil)),)),
        a_picture(chart=replace(a_chart(Style.LINE, 1.0), x_name=evil, y_name=evil)),
        a_picture(levels=(replace(LEVELS[0], name=evil, yours=(evil,)),)),
    )

    assert "<script" not in shown
    assert "\u202e" not in shown
    assert "⟨U+202E⟩" in shown


def test_a_note_stands_where_a_picture_was_left_out() -> None:
    shown = page(a_picture(note="The picture is left out: it is too large."))

    assert "The picture is left out: it is too large." in shown
    assert 'role="img"' not in shown


def test_nothing_of_a_picture_breaks_the_page_s_own_policy() -> None:
    everything = a_picture(
        tiles=(a_tile(),),
        chart=a_chart(Style.ARROWS, 1.0, 2.0),
        matrix=MATRIX,
        levels=LEVELS,
        texts=(("yours", "a red dog"),),
    )
    seen: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(
            self, tag: str, attrs: list[tuple[str, str | None]]
        ) -> None:
            seen.append((tag, dict(attrs)))

    Reader().feed(page(everything))

    assert len(seen) > 50
    assert not [tag for tag, attributes in seen if "style" in attributes]
    sources = {a["href"] for tag, a in seen if tag == "image"}
    assert all(str(source).startswith("data:image/png;base64,") for source in sources)


def test_the_same_picture_gives_the_same_page() -> None:
    picture = a_picture(chart=a_chart(Style.PATH, 1.0, 2.0), matrix=MATRIX)

    assert page(picture) == page(picture)


def test_a_card_in_brief_holds_no_picture() -> None:
    card = replace(a_card(), pictures={(STEM, "kl"): (a_picture(),)})

    assert card.in_brief().pictures == {}
