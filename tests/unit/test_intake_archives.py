"""What is taken out of folders, zips and tars, and what is not."""

import gzip
import io
import os
import struct
import tarfile
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from markstone.intake.archive import _folder_members, read_bundle
from markstone.intake.bundle import RefusedError
from markstone.model import Status
from tests.unit.intake_builders import (
    collect_from,
    notices_of,
    only,
    tarred,
    tarred_members,
    write,
    zipped,
)

MB = 1 << 20


def zip_of(*entries: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for info, content in entries:
            archive.writestr(info, content)
    return packed.getvalue()


def a_link_in_a_zip(name: str, target: str) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    return info, target.encode()


def a_tar_entry(
    name: str, kind: bytes, target: str = ""
) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type = kind
    info.linkname = target
    return info, b""


def refused(folder: Path, name: str, content: bytes) -> RefusedError:
    path = folder / name
    path.write_bytes(content)
    with pytest.raises(RefusedError) as caught:
        read_bundle(path)
    return caught.value


def test_a_folder_is_read_with_its_folders(tmp_path: Path) -> None:
    write(tmp_path, {"ann/p2_vae.py": "a", "ann/lib/net.py": "b"})

    assert only(tmp_path).files == {"p2_vae.py": b"a", "lib/net.py": b"b"}


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_the_folder_around_everything_is_taken_off(
    tmp_path: Path, pack: object
) -> None:
    assert callable(pack)
    write(tmp_path, {"ann.zip": pack({"ann/hw5/p2_vae.py": "a", "ann/hw5/x.txt": "b"})})

    assert set(only(tmp_path).files) == {"p2_vae.py", "x.txt"}


def test_a_package_keeps_its_name(tmp_path: Path) -> None:
    write(tmp_path, {"ann/net/__init__.py": "", "ann/net/p2_vae.py": ""})

    assert only(tmp_path).modules == {"p2_vae": "net/p2_vae.py"}


def test_tar_names_may_begin_with_a_dot(tmp_path: Path) -> None:
    write(tmp_path, {"ann.tgz": tarred({"./p2_vae.py": "a"})})

    assert (only(tmp_path).files, only(tmp_path).notices) == ({"p2_vae.py": b"a"}, ())


HOSTILE_NAMES = [
    "/etc/evil.py",
    "C:/evil.py",
    "../evil.py",
    "lib/../../evil.py",
    "lib\\evil.py",
    "line\nbreak.py",
    "gnp.\u202eyp",
    "mark\u200f.py",
    "d/" * 8 + "evil.py",
    "x" * 300 + ".py",
]


@pytest.mark.parametrize("name", [*HOSTILE_NAMES, "null\0byte.py"])
def test_a_hostile_name_in_a_zip_is_not_taken(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"ann.zip": zipped({"p2_vae.py": "", name: "evil"})})

    submission = only(tmp_path)

    assert set(submission.files) == {"p2_vae.py"}
    assert notices_of(submission).startswith("Not taken, ")


@pytest.mark.parametrize("name", [*HOSTILE_NAMES, "/"])
def test_a_hostile_name_in_a_tar_is_not_taken(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"ann.tar": tarred({"p2_vae.py": "", name: "evil"}, "w")})

    submission = only(tmp_path)

    assert set(submission.files) == {"p2_vae.py"}
    assert notices_of(submission).startswith("Not taken, ")


def test_a_hostile_name_in_a_folder_is_not_taken(tmp_path: Path) -> None:
    write(tmp_path, {"ann/p2_vae.py": "", "ann/lib\\evil.py": "", "ann/a\nb.py": ""})

    assert set(only(tmp_path).files) == {"p2_vae.py"}


def test_a_name_that_is_no_text_is_not_taken(tmp_path: Path) -> None:
    write(tmp_path, {"ann/p2_vae.py": ""})
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/ann/\xff.py")).write_bytes(b"")

    assert set(only(tmp_path).files) == {"p2_vae.py"}


def test_an_unusual_name_is_made_tidy(tmp_path: Path) -> None:
    write(tmp_path, {"ann/p2_vae.py": "", "ann/my work/-rf (1) & co.py": ""})

    assert "my_work/_rf__1____co.py" in only(tmp_path).files


def test_an_unusual_name_is_told_with_the_tidy_one(tmp_path: Path) -> None:
    write(tmp_path, {"ann/p2_vae.py": "", "ann/my work.py": ""})

    assert only(tmp_path).notices == (
        "Renamed to letters, digits, `.`, `_` and `-`: `my work.py` to `my_work.py`.",
    )


def test_letters_of_every_script_stay_because_python_imports_them(
    tmp_path: Path,
) -> None:
    write(
        tmp_path, {"ann.zip": zipped({"p2_vae.py": "", "модель.py": "", "ねこ.py": ""})}
    )

    assert {"модель.py", "ねこ.py"} <= set(only(tmp_path).files)


def test_a_name_in_utf_8_that_does_not_say_so_is_read_as_it_is(tmp_path: Path) -> None:
    unsaid = zipped({"p2_vae.py": "", "netz_ä.py": ""}).replace(b"\0\x08", b"\0\0")
    write(tmp_path, {"ann.zip": unsaid})

    assert "netz_ä.py" in only(tmp_path).files


def test_a_name_in_the_old_code_page_is_read_as_it_is(tmp_path: Path) -> None:
    old = zipped({"p2_vae.py": "", "netz_@.py": ""}).replace(b"netz_@", b"netz_\x84")
    write(tmp_path, {"ann.zip": old})

    assert "netz_ä.py" in only(tmp_path).files


def test_a_suffix_in_capitals_is_the_same_suffix(tmp_path: Path) -> None:
    write(tmp_path, {"ann/p2_vae.PY": ""})

    assert only(tmp_path).modules == {"p2_vae": "p2_vae.py"}


def from_windows(*names: str) -> bytes:
    entries = [(zipfile.ZipInfo(), b"") for _ in names]
    for (info, _), name in zip(entries, names, strict=True):
        info.filename, info.create_system = name, 0
    return zip_of(*entries)


def test_a_zip_of_powershell_5_is_read_with_its_folders(tmp_path: Path) -> None:
    names = ("hw\\lib\\", "hw\\p2_vae.py", "hw\\lib\\net.py")
    write(tmp_path, {"ann.zip": from_windows(*names)})

    submission = only(tmp_path)

    assert set(submission.files) == {"p2_vae.py", "lib/net.py"}
    assert submission.notices == ()


@pytest.mark.parametrize(
    "name", ["..\\evil.py", "lib\\..\\..\\evil.py", "\\evil.py", "C:\\evil.py"]
)
def test_a_zip_of_windows_points_nowhere_else(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"ann.zip": from_windows("p2_vae.py", name)})

    submission = only(tmp_path)

    assert set(submission.files) == {"p2_vae.py"}
    assert notices_of(submission).startswith("Not taken, ")


def test_a_link_in_a_zip_is_not_followed(tmp_path: Path) -> None:
    link = a_link_in_a_zip("p3_transformer.py", "/etc/passwd")
    (tmp_path / "ann.zip").write_bytes(
        zip_of((zipfile.ZipInfo("p2_vae.py"), b""), link)
    )

    assert only(tmp_path).notices == (
        "Not taken, a symbolic link: `p3_transformer.py`.",
    )


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (tarfile.SYMTYPE, "a symbolic link"),
        (tarfile.LNKTYPE, "a hard link"),
        (tarfile.CHRTYPE, "a device, pipe or socket"),
        (tarfile.FIFOTYPE, "a device, pipe or socket"),
    ],
)
def test_only_plain_files_of_a_tar_are_taken(
    tmp_path: Path, kind: bytes, said: str
) -> None:
    plain = (tarfile.TarInfo("p2_vae.py"), b"x = 1")
    odd = a_tar_entry("evil.py", kind, "p2_vae.py")
    write(tmp_path, {"ann.tar": tarred_members([plain, odd])})

    assert only(tmp_path).notices == (f"Not taken, {said}: `evil.py`.",)


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"ann/p2_vae.py": "", "secret/key.py": "k"})
    (tmp_path / "ann" / "file.py").symlink_to(tmp_path / "secret" / "key.py")
    (tmp_path / "ann" / "folder").symlink_to(tmp_path / "secret")

    ann, _ = (read_bundle(tmp_path / name) for name in ("ann", "secret"))

    assert set(ann.files) == {"p2_vae.py"}
    assert ann.notices.sentences() == (
        "Not taken, a symbolic link: `folder`, `file.py`.",
    )


def test_a_pipe_in_a_folder_is_never_opened(tmp_path: Path) -> None:
    write(tmp_path, {"ann/p2_vae.py": ""})
    os.mkfifo(tmp_path / "ann" / "waits.py")

    assert set(only(tmp_path).files) == {"p2_vae.py"}


def test_an_entry_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", {"p2_vae.py": ""})
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "ann").symlink_to(tmp_path / "elsewhere")

    submission = only(tmp_path / "class")

    assert submission.notices == ("It is a symbolic link; those are not followed.",)


def test_of_two_files_of_one_name_the_first_stands(tmp_path: Path) -> None:
    first, second = zipfile.ZipInfo("p2_vae.py"), zipfile.ZipInfo("p2_vae.py")
    with pytest.warns(UserWarning, match="Duplicate name"):
        packed = zip_of((first, b"1"), (second, b"2"))
    (tmp_path / "ann.zip").write_bytes(packed)

    assert only(tmp_path).files == {"p2_vae.py": b"1"}


@pytest.mark.parametrize("twin", ["LIB/net.py", "lib/NET.py"])
def test_names_that_one_file_system_holds_for_one_are_two_of_a_name(
    tmp_path: Path, twin: str
) -> None:
    write(
        tmp_path, {"ann.zip": zipped({"lib/net.py": "1", twin: "2", "p2_vae.py": ""})}
    )

    assert "Not taken, a second file of the same name" in notices_of(only(tmp_path))


def test_normal_forms_of_one_name_are_two_of_a_name(tmp_path: Path) -> None:
    names = [unicodedata.normalize(form, "zoë.py") for form in ("NFC", "NFD")]
    write(tmp_path, {"ann.zip": zipped({"p2_vae.py": ""} | dict.fromkeys(names, ""))})

    assert set(only(tmp_path).files) == {"p2_vae.py", "zoë.py"}


@pytest.mark.parametrize("names", [("a", "a/b.py"), ("a/b.py", "a")])
def test_a_name_is_not_file_and_folder_at_once(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    files = {"p2_vae.py": ""} | dict.fromkeys(names, "")
    write(tmp_path, {"ann.zip": zipped(files)})

    assert set(only(tmp_path).files) == {"p2_vae.py", names[0]}


def test_as_many_files_as_allowed_are_taken(tmp_path: Path) -> None:
    write(tmp_path, {"ann.zip": zipped({f"f{i}.py": "" for i in range(500)})})

    assert len(read_bundle(tmp_path / "ann.zip").files) == 500


def test_one_file_more_than_allowed_is_too_many(tmp_path: Path) -> None:
    content = zipped({f"f{i}.py": "" for i in range(501)})

    assert "more than 500 files" in str(refused(tmp_path, "ann.zip", content))


def test_a_file_may_be_as_large_as_allowed(tmp_path: Path) -> None:
    write(tmp_path, {"ann/net.bin": bytes(32 * MB)})

    assert len(read_bundle(tmp_path / "ann").files["net.bin"]) == 32 * MB


def test_a_file_one_byte_larger_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"ann/net.bin": bytes(32 * MB + 1)})

    with pytest.raises(RefusedError, match=r"`net.bin` does not fit"):
        read_bundle(tmp_path / "ann")


def test_all_files_together_are_bounded(tmp_path: Path) -> None:
    write(tmp_path, {f"ann/{name}.bin": bytes(22 * MB) for name in "abc"})

    with pytest.raises(RefusedError, match=r"`c.bin` does not fit"):
        read_bundle(tmp_path / "ann")


@pytest.mark.parametrize("claimed", [0, 10])
def test_a_size_that_a_header_makes_up_is_not_believed(
    tmp_path: Path, claimed: int
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.bin", bytes(100 * MB))
    lying = packed.getvalue().replace(
        struct.pack("<L", 100 * MB), struct.pack("<L", claimed)
    )

    assert refused(tmp_path, "ann.zip", lying).status is Status.UNREADABLE


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.bin", bytes(100 * MB))

    assert "does not fit" in str(refused(tmp_path, "ann.zip", packed.getvalue()))


def test_a_tar_bomb_is_refused(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(100 * MB), compresslevel=1)

    assert "more than 64 MB" in str(refused(tmp_path, "ann.tgz", bomb))


def test_an_archive_larger_than_what_it_may_hold_is_refused(tmp_path: Path) -> None:
    content = b"PK" + bytes(64 * MB)

    assert "larger than 64 MB" in str(refused(tmp_path, "ann.zip", content))


def test_a_zip_with_too_long_a_directory_is_refused_unread(tmp_path: Path) -> None:
    content = b"PK" + b"PK\x01\x02" * 20_001

    assert "more than 20000 entries" in str(refused(tmp_path, "ann.zip", content))


def test_folders_count_as_entries(tmp_path: Path) -> None:
    folder = a_tar_entry("d", tarfile.DIRTYPE)
    content = tarred_members([folder] * 20_001)

    assert "more than 20000 entries" in str(refused(tmp_path, "ann.tar", content))


def test_a_folder_of_too_many_entries_is_not_walked_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "ann").mkdir()
    for i in range(20_002):
        (tmp_path / "ann" / str(i)).symlink_to("nowhere")

    with pytest.raises(RefusedError, match="more than 20000 entries"):
        read_bundle(tmp_path / "ann")


def test_junk_is_not_counted(tmp_path: Path) -> None:
    junk = {f"venv/lib/f{i}.py": "" for i in range(600)}
    write(tmp_path, {"ann.zip": zipped({"p2_vae.py": ""} | junk)})

    assert set(only(tmp_path).files) == {"p2_vae.py"}


def test_an_encrypted_zip_says_so(tmp_path: Path) -> None:
    plain = zipped({"p2_vae.py": "x = 1"})
    at = plain.index(b"PK\x01\x02") + 8
    encrypted = plain[:at] + b"\x01" + plain[at + 1 :]

    assert "encrypted" in str(refused(tmp_path, "ann.zip", encrypted))


def test_a_packing_that_cannot_be_bounded_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("p2_vae.py", "x = 1")

    assert "unusual method" in str(refused(tmp_path, "ann.zip", packed.getvalue()))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.zip", zipped({"p2_vae.py": "x = 1"})[:-30]),
        ("cut.tgz", tarred({"p2_vae.py": "x = 1" * 9_000})[:-30]),
        ("cut.tar", tarred({"p2_vae.py": "x" * 9_000}, "w")[:4_000]),
        ("no_end.tar", tarred({"p2_vae.py": "x" * 512}, "w")[:1_024]),
        ("wrong_crc.zip", zipped({"p2_vae.py": "x = 1"}).replace(b"x = 1", b"x = 2")),
        ("wrong_kind.zip", b"Rar!\x1a\x07\x01\x00"),
        ("no_tar.tar.gz", gzip.compress(b"hello" * 500)),
        ("long.tar", tarred({"n" * 20_000: ""}, "w")[:2_000]),
    ],
)
def test_a_damaged_archive_says_so(tmp_path: Path, name: str, content: bytes) -> None:
    assert "damaged, cut off or of another kind" in str(
        refused(tmp_path, name, content)
    )


def test_headers_of_a_tar_that_nest_are_damage(tmp_path: Path) -> None:
    header = tarfile.TarInfo("././@LongLink")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 1
    block = header.tobuf(tarfile.GNU_FORMAT) + bytes(512)

    assert "damaged" in str(refused(tmp_path, "ann.tar", block * 5_000))


def a_header(kind: bytes, body: bytes, size: int | None = None) -> bytes:
    info = tarfile.TarInfo("header")
    info.type, info.size = kind, len(body) if size is None else size
    return info.tobuf(tarfile.GNU_FORMAT) + body + bytes(-len(body) % 512)


A_MODULE = tarred({"p2_vae.py": "x"}, "w")


def test_lines_of_a_header_that_reach_to_its_end_are_damage(tmp_path: Path) -> None:
    # Each would be kept with all that follows: 16 KB here, terabytes in 1 MB.
    body = b"5 aa\n" * (200 << 10) + b"=\n"
    content = a_header(tarfile.XHDTYPE, body) + A_MODULE

    assert "damaged" in str(refused(tmp_path, "ann.tar", content))


@pytest.mark.parametrize("kind", [tarfile.REGTYPE, tarfile.XHDTYPE, tarfile.DIRTYPE])
@pytest.mark.parametrize("size", [-1, -512, -1024])
def test_a_negative_size_leads_nobody_backwards(
    tmp_path: Path, kind: bytes, size: int
) -> None:
    content = A_MODULE[:1024] + a_header(kind, b"", size) + bytes(1024)

    assert "a negative size" in str(refused(tmp_path, "ann.tar", content))


@pytest.mark.parametrize("body", [b"", b"x", b"7 path=", b"99 path=a\n", b"8 path a\n"])
def test_a_damaged_extended_header_names_no_file(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "ann.tar"
    path.write_bytes(a_header(tarfile.XHDTYPE, body) + A_MODULE)

    try:
        files = set(read_bundle(path).files)
    except RefusedError as damaged:
        assert "damaged" in str(damaged)  # noqa: PT017
    else:
        assert files == {"p2_vae.py"}


def test_a_file_with_holes_is_not_taken(tmp_path: Path) -> None:
    body = b"22 GNU.sparse.major=1\n"
    rest = tarred({"p3_transformer.py": ""}, "w")
    content = a_header(tarfile.XHDTYPE, body) + A_MODULE[:1024] + rest
    write(tmp_path, {"ann.tar": content})

    submission = only(tmp_path)

    assert set(submission.files) == {"p3_transformer.py"}
    assert submission.notices == ("Not taken, a file with holes: `p2_vae.py`.",)


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_of_every_kind_of_tar_are_read(tmp_path: Path, form: int) -> None:
    name = "p2_vae/" + "long_" * 30 + "ä.py"
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=form) as archive:
        archive.addfile(tarfile.TarInfo(name), io.BytesIO(b""))
        archive.addfile(tarfile.TarInfo("b.py"), io.BytesIO(b""))
    write(tmp_path, {"ann.tar": packed.getvalue()})

    assert set(read_bundle(tmp_path / "ann.tar").files) == {name, "b.py"}


def test_a_damaged_header_is_not_taken_for_the_end(tmp_path: Path) -> None:
    content = bytearray(tarred({"p2_vae.py": "x", "p3_transformer.py": "y"}, "w"))
    content[1024 + 150] ^= 1

    assert "no end mark" in str(refused(tmp_path, "ann.tar", bytes(content)))


@pytest.mark.parametrize("name", ["ann.zip", "ann.tar.gz"])
def test_the_kind_of_an_archive_is_seen_in_its_bytes(tmp_path: Path, name: str) -> None:
    other = (
        tarred({"p2_vae.py": ""}) if name == "ann.zip" else zipped({"p2_vae.py": ""})
    )
    write(tmp_path, {name: other})

    assert only(tmp_path).modules == {"p2_vae": "p2_vae.py"}


@pytest.mark.parametrize("suffix", ["rar", "7z", "tar.xz", "tar.bz2", "gz"])
def test_an_archive_of_another_kind_is_somebody_s_work(
    tmp_path: Path, suffix: str
) -> None:
    write(tmp_path, {f"ann.{suffix}": b"x"})

    submission = only(tmp_path)

    assert (submission.student, submission.status) == ("ann", Status.UNREADABLE)


@pytest.mark.parametrize(
    ("name", "content"),
    [("ann.zip", zipped({})), ("ann.tar", tarred({}, "w")), ("ann.zip", b"")],
)
def test_an_empty_archive_is_not_submitted(
    tmp_path: Path, name: str, content: bytes
) -> None:
    assert refused(tmp_path, name, content).status is Status.NOT_SUBMITTED


def test_an_archive_of_which_nothing_is_taken_says_what_it_held(tmp_path: Path) -> None:
    content = zip_of(a_link_in_a_zip("p2_vae.py", "/etc/passwd"))

    assert str(refused(tmp_path, "ann.zip", content)) == (
        "None of its files could be taken. Not taken, a symbolic link: `p2_vae.py`."
    )


def test_an_archive_in_an_archive_is_carried_along_unread(tmp_path: Path) -> None:
    inner = zipped({"p3_transformer.py": ""})
    write(tmp_path, {"ann.zip": zipped({"p2_vae.py": "", "more.zip": inner})})

    submission = only(tmp_path)

    assert submission.files["more.zip"] == inner
    assert submission.notices == ("Carried along unread, an archive: `more.zip`.",)


def test_a_folder_around_one_archive_is_that_archive(tmp_path: Path) -> None:
    write(tmp_path, {"ann/hw5.zip": zipped({"p2_vae.py": ""}), "ann/.DS_Store": ""})

    assert only(tmp_path).modules == {"p2_vae": "p2_vae.py"}


def test_a_folder_that_cannot_be_listed_is_no_empty_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(_folder_members(tmp_path / "gone"))


WHOLE = {
    "ann.zip": zipped({"p2_vae.py": "x = 1", "a/b.py": "y"}),
    "bob.tar": tarred({"p2_vae.py": "x = 1", "a/b.py": "y"}, "w"),
    "cem.tgz": tarred({"p2_vae.py": "x = 1", "a/b.py": "y"}),
}


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(at=st.integers(0, 2_000), byte=st.integers(0, 255), cut=st.integers(0, 100))
def test_no_damage_costs_another_student_anything(
    tmp_path: Path, at: int, byte: int, cut: int
) -> None:
    for name, whole in WHOLE.items():
        damaged = bytearray(whole[: len(whole) - cut])
        damaged[at % len(damaged)] = byte
        (tmp_path / name).write_bytes(damaged)
    (tmp_path / "dan.py").write_text("")

    *_, dan = collect_from(tmp_path)

    assert dan.status is Status.GRADED


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(names=st.lists(st.text(max_size=12), min_size=1, max_size=6, unique=True))
def test_whatever_names_a_zip_holds_the_paths_stay_inside(
    tmp_path: Path, names: list[str]
) -> None:
    safe = [name.encode("utf-8", "replace").decode() for name in names]
    (tmp_path / "ann.zip").write_bytes(zipped(dict.fromkeys(safe, "")))
    try:
        paths = read_bundle(tmp_path / "ann.zip").files
    except RefusedError:
        return

    for path in paths:
        resolved = Path(os.path.normpath(tmp_path / path))
        assert resolved == tmp_path / path
        assert resolved.is_relative_to(tmp_path)
        assert path.isprintable()
