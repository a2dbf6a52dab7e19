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

from markstone.intake.archive import read_bundle
from markstone.intake.bundle import RefusedError
from markstone.model import Status
from tests.unit.intake_builders import (
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


def a_tar_entry(name: str, kind: bytes, target: str = "") -> tuple[tarfile.TarInfo, bytes]:
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
def test_the_folder_around_everything_is_taken_off(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    write(tmp_path, {"ann.zip": pack({"ann/hw5/p2_vae.py": "a", "ann/hw5/x.txt": "b"})})

    assert set(only(tmp_path).files) == {"p2_vae.py", "x.txt"}


def test_a_package_keeps_its_name(tmp_path: Path) -> None:
    write(tmp_path, {"ann/net/__init__.py": "", "ann/net/p2_vae.py": ""})

    assert only(tmp_path).modules == {"p2_vae": "net/p2_vae.py"}


def test_tar_names_may_begin_with_a_dot(tmp_path: Path) -> None:
    write(tmp_path, {"ann.tgz": tarred({"./p2_vae.py": "a"})})

    assert (only(tmp_path).files, only(tmp_path).notices) == ({"p2_vae.py": b"a"}, ())


@pytest.mark.parametrize(
    "name",
    [
        "/etc/evil.py",
        "C:/evil.py",
        "../evil.py",
        "lib/../../evil.py",
        "lib\\evil.py",
        "line\nbreak.py",
        "null\0byte.py",
        "gnp.\u202eyp",
        "mark\u200f.py",
        "d/" * 8 + "evil.py",
        "x" * 300 + ".py",
        "/",
    ],
)
def test_a_name_that_points_out_or_hides_is_not_taken(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"ann.tar": tarred({"p2_vae.py": "", name: "evil"}, "w")})
    write(tmp_path, {"bob.zip": zipped({"p2_vae.py": ""})})
    patched = zipped({"p2_vae.py": "", "@" * len(name.encode()): "evil"})
    write(tmp_path, {"bob.zip": patched.replace(b"@" * len(name.encode()), name.encode())})

    for entry in ("ann.tar", "bob.zip"):
        assert set(read_bundle(tmp_path / entry).files) == {"p2_vae.py"}
