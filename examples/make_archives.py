"""Make the parts of the example class that are derived from something else.

``submissions/s03.zip`` and ``submissions/s05.tar.gz`` are packed from the folders
of ``sources/``; ``submissions/s06`` is the student template as it is handed out.
The same bytes come out on every machine and every day: names are sorted, times and
owners fixed, and nothing is compressed, for two versions of zlib need not agree.

    python examples/make_archives.py
"""

import gzip
import io
import shutil
import tarfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TEMPLATE = HERE.parent / "student_template" / "cs5370_a5"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier time
_FILE = 0o100644


def main(submissions: Path = HERE / "submissions") -> None:
    """Write the two archives and the copy of the template into a folder."""
    (submissions / "s03.zip").write_bytes(zipped(HERE / "sources" / "s03"))
    (submissions / "s05.tar.gz").write_bytes(tarred(HERE / "sources" / "s05"))
    untouched = submissions / "s06"
    shutil.rmtree(untouched, ignore_errors=True)
    untouched.mkdir(parents=True)
    for path in template_files():
        shutil.copyfile(path, untouched / path.name)


def zipped(folder: Path) -> bytes:
    """Return a zip of what is in a folder."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in _files(folder):
            info = zipfile.ZipInfo(name, date_time=_LONG_AGO)
            info.create_system = 3  # Unix, wherever this runs
            info.external_attr = _FILE << 16
            archive.writestr(info, content)
    return packed.getvalue()


def tarred(folder: Path) -> bytes:
    """Return a tar of what is in a folder, in gzip's format."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in _files(folder):
            info = tarfile.TarInfo(name)  # its time is 0 and its owner nobody
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return gzip.compress(plain.getvalue(), compresslevel=0, mtime=0)


def template_files() -> list[Path]:
    """Return what a student finds in the template, the folder of data left out."""
    return sorted(path for path in TEMPLATE.iterdir() if path.is_file())


def _files(folder: Path) -> list[tuple[str, bytes]]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(path.relative_to(folder).as_posix(), path.read_bytes()) for path in paths]


if __name__ == "__main__":
    main()
