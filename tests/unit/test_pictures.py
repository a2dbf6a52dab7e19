"""The file of a submission's pictures: bounded, and no more than itself is lost."""

from pathlib import Path

import pytest

from markstone import pictures
from markstone.errors import MarkstoneError
from markstone.model import Chart, Picture, Series, Style, Tile


def a_picture(caption: str = "Samples", size: int = 10) -> Picture:
    tile = Tile(label="yours", png=b"x" * size, width=2, height=2)
    return Picture(caption=caption, alt="Two images.", tiles=(tile,))


def test_what_is_packed_is_read_back() -> None:
    line = Series(label="yours", style=Style.LINE, xs=(1.0, 2.0), ys=(0.5, 1e-30))
    chart = Chart(x_name="epoch", y_name="nats", series=(line,))
    curve = Picture(caption="Loss", alt="A curve.", chart=chart)
    attached = [("q1", "a", a_picture()), ("q1", "b", curve)]

    content = pictures.pack(attached)

    assert pictures.unpack(content) == attached
    assert pictures.by_check(attached) == {
        ("q1", "a"): (a_picture(),),
        ("q1", "b"): (curve,),
    }


def test_no_pictures_are_no_bytes() -> None:
    assert pictures.pack([]) == b""
    assert pictures.unpack(b"") == []


def test_one_that_is_too_large_becomes_a_note() -> None:
    large = a_picture("Large", size=pictures.MOST_OF_ONE)

    (read,) = pictures.unpack(pictures.pack([("q1", "a", large)]))

    assert read[2].tiles == ()
    assert read[2].caption == "Large"
    assert read[2].note == "The picture is left out: it is larger than 48 KiB."


def test_all_together_stay_below_256_kib_and_the_first_ones_stay() -> None:
    many = [("q1", str(n), a_picture(str(n), size=40_000)) for n in range(300)]

    content = pictures.pack(many)

    assert len(content) <= pictures.MOST
    read = pictures.unpack(content)
    assert read[:6] == many[:6]
    assert read[6][2].note.endswith("all pictures together are larger than 256 KiB.")
    assert pictures.pack(read) == content


@pytest.mark.parametrize(
    "garbage", [b"\x00", b"not one", b"\x91\x93\xa1q", b"\x91\xc0"]
)
def test_a_garbled_file_costs_the_pictures_alone(
    garbage: bytes, tmp_path: Path
) -> None:
    with pytest.raises(MarkstoneError, match="not a file of pictures"):
        pictures.unpack(garbage)

    (tmp_path / "s01.pictures").write_bytes(garbage)
    assert pictures.read(tmp_path / "s01.pictures") == []


def test_no_file_is_no_pictures(tmp_path: Path) -> None:
    assert pictures.read(tmp_path / "nobody.pictures") == []


def test_a_file_that_grew_beyond_its_bound_is_not_read() -> None:
    with pytest.raises(MarkstoneError, match="too long"):
        pictures.unpack(b"\x90" * (2 * pictures.MOST + 1))


def test_kept_checks_keep_theirs_and_fresh_ones_bring_theirs() -> None:
    earlier = [("q1", name, a_picture(f"old {name}")) for name in ("a", "b", "c")]
    fresh = pictures.pack([("q1", "b", a_picture("new b"))])

    spliced = pictures.spliced(earlier, {("q1", "a")}, fresh)

    captions = [picture.caption for _, _, picture in pictures.unpack(spliced)]
    assert captions == ["old a", "new b"]
