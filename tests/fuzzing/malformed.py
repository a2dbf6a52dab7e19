"""Archives, notebooks and answer sheets that no program wrote, made of real ones."""

import gzip
import io
import json
import random
import struct
import tarfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.fuzzing.mutations import damaged

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "submissions"
SHEETS = ROOT / "tests" / "data"

Made = tuple[str, bytes]
"""The suffix of an entry of the class, and its bytes."""

NAMES = (
    *(
        "p2_vae.py",
        "P2_VAE.py",
        "../../evil.py",
        "/etc/evil.py",
        "C:\\evil.py",
        "a\\b.py",
    ),
    *("line\nbreak.py", "gnp.\u202eyp", "null\0byte.py", "d/" * 40 + "x.py", ""),
    *("x" * 400 + ".py", "conftest.py", "torch.py", "sitecustomize.py", "answers.yaml"),
    *("data/x.pt", "__MACOSX/._p2_vae.py", "hw.ipynb", "p2_vae.py/p3.py", "\ud800.py"),
    *("=1+1.py", "<img src=x onerror=alert(1)>.py", "\x1b[2J.py", "é.py", "e\u0301.py"),
)
ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 1e308, "", [], {}, [None], "\ud800", "\0", 2**200),
    *("x" * 5_000, ["x"] * 5_000, {"a": {"b": []}}, "%%bash\nrm", "!ls", " " * 20_000),
    *(
        "_" * 20_000,
        "(" * 300,
        "-" * 5_000 + "1",
        "# question: p2_vae\nx = 1",
        "answers",
    ),
)
ZIP_WORDS = (
    *(b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"),
    *(b"\x01\0", b"\x63\0", b"\x0c\0", b"\xff\xff\xff\xff", b"../", b"\\", b"\0"),
)
TAR_WORDS = (
    *(b"x", b"g", b"L", b"K", b"S", b"1", b"2", b"5", b"ustar\x0000", b"../"),
    *(b"\xff" * 12, b"\x80" + b"\xff" * 11, b"77777777777\0", b"-0000000001\0"),
    *(b"22 GNU.sparse.major=1\n", b"12 size=999\n", b"9 path=x\n", b"5 aa\n"),
)
JSON_WORDS = (
    *(b"[" * 2_000, b'{"a":' * 2_000, b"NaN", b"1e999", b"9" * 5_000, b'"\\ud800"'),
    *(b"\xff\xfe", b"\xef\xbb\xbf", b"\0", b'"nbformat": 99', b'"source": 3', b"null"),
)
YAML_WORDS = (
    *(b"&a ", b"*a", b"<<: *a\n", b"!!python/object/apply:os.system [ls]\n", b"\t"),
    *(b"---\n", b"...\n", b"- " * 200, b"[" * 200, b"{" * 200, b"? ", b"|\n", b">\n"),
    *(b"\0", b"\xff", b"\xc2\x85", b"\xe2\x80\xa8", b'"\\ud800"', b"%YAML 9.9\n"),
    *(b"a: &a [x]\n", b"q: no\n", b"x: .nan\n", b"- - - -\n", b"'", b'"'),
)


def make(rng: random.Random) -> Made:
    """Return one thing that somebody might hand in and nobody should."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two files of one name are meant
        return rng.choice(_MAKERS)(rng)


def _a_zip(rng: random.Random) -> Made:
    return ".zip", damaged(rng, _zipped(rng), words=ZIP_WORDS)


def _a_zip_of_odd_names(rng: random.Random) -> Made:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for _ in range(rng.randint(1, 8)):
            info = zipfile.ZipInfo()
            info.filename = rng.choice(NAMES).encode("utf-8", "replace").decode()
            info.create_system = rng.choice((0, 3))
            info.external_attr = rng.choice((0, 0o120777, 0o100644, 0o020644)) << 16
            archive.writestr(info, rng.choice(_bodies()))
    return ".zip", packed.getvalue()


def _a_zip_with_a_lie(rng: random.Random) -> Made:
    """Change a size, a checksum, a method or an offset in one header."""
    data = bytearray(_zipped(rng))
    sign, places = rng.choice(
        (
            (b"PK\x01\x02", (8, 10, 16, 20, 24, 28, 30, 34, 42)),
            (b"PK\x03\x04", (6, 8, 14, 18, 22, 26, 28)),
            (b"PK\x05\x06", (8, 10, 12, 16, 20)),
        )
    )
    at = data.find(sign, rng.randrange(len(data))) % len(data)
    number = rng.choice((0, 1, 0xFFFF, 0xFFFFFFFF, 0x7FFFFFFF, rng.getrandbits(32)))
    place = min(at + rng.choice(places), len(data) - 4)
    data[place : place + 4] = struct.pack("<I", number)
    return ".zip", bytes(data)


def _a_bomb(rng: random.Random) -> Made:
    zeros = bytes(80 << 20)
    if rng.random() < 0.5:
        return ".tar.gz", gzip.compress(_tarred([("p2_vae.py", zeros)]), 1)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("p2_vae.py", zeros)
    return ".zip", packed.getvalue()


def _archives_in_archives(rng: random.Random) -> Made:
    inner = _zipped(rng)
    for _ in range(rng.randint(1, 20)):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(rng.choice(("in.zip", "p2_vae.py", "answers.yaml")), inner)
        inner = packed.getvalue()
    return ".zip", inner


def _a_tar(rng: random.Random) -> Made:
    form = rng.choice((tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT))
    names = [name for name in rng.sample(NAMES, 5) if name.isascii() and len(name) < 90]
    whole = _tarred([(name, rng.choice(_bodies())) for name in names], form)
    data = bytearray(damaged(rng, whole, words=TAR_WORDS))
    if rng.random() < 0.7:
        _mend_checksums(data)
    if rng.random() < 0.5:
        return ".tar", bytes(data)
    packed = gzip.compress(bytes(data), 1)
    return ".tar.gz", damaged(rng, packed) if rng.random() < 0.3 else packed


def _a_notebook_of_odd_parts(rng: random.Random) -> Made:
    tree = json.loads((EXAMPLES / "s04.ipynb").read_bytes())
    for _ in range(rng.randint(1, 6)):
        tree = _spoilt(rng, tree, 0)
    text = json.dumps(tree)
    return ".ipynb", text.encode(rng.choice(("utf-8", "utf-8-sig", "utf-16", "utf-32")))


def _a_notebook(rng: random.Random) -> Made:
    whole = (EXAMPLES / "s04.ipynb").read_bytes()
    return ".ipynb", damaged(rng, whole, words=JSON_WORDS)


def _a_sheet(rng: random.Random) -> Made:
    """An answer sheet, alone or beside a module, in an archive."""
    whole = rng.choice(sorted(SHEETS.rglob("answers.yaml"))).read_bytes()
    sheet = damaged(rng, whole, words=YAML_WORDS)
    if rng.random() < 0.2:
        sheet = sheet.decode("utf-8", "replace").encode("utf-16")
    if rng.random() < 0.1:
        sheet *= 50
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("answers.yaml", sheet)
        if rng.random() < 0.5:
            archive.writestr("p2_vae.py", "x = 1")
    return ".zip", packed.getvalue()


def _a_module(rng: random.Random) -> Made:
    whole = (EXAMPLES / "s01" / "p2_vae.py").read_bytes()
    return ".py", damaged(rng, whole)


_MAKERS: tuple[Callable[[random.Random], Made], ...] = (
    *(_a_zip, _a_zip, _a_zip_of_odd_names, _a_zip_with_a_lie, _a_zip_with_a_lie),
    *(_a_tar, _a_tar, _a_tar, _a_tar, _archives_in_archives, _a_module),
    *(_a_notebook, _a_notebook, *(_a_notebook_of_odd_parts,) * 4),
    *(_a_sheet, _a_sheet, _a_sheet, _a_sheet, _a_sheet),
    _a_bomb,
)


def _zipped(rng: random.Random) -> bytes:
    if rng.random() < 0.5:
        return (EXAMPLES / "s03.zip").read_bytes()
    packed = io.BytesIO()
    how = rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2))
    with zipfile.ZipFile(packed, "w", how) as archive:
        for path in sorted((EXAMPLES / "s01").iterdir()):
            archive.writestr(f"hw/{path.name}", path.read_bytes())
    return packed.getvalue()


def _tarred(members: list[Made], form: int = tarfile.GNU_FORMAT) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=form) as archive:
        for name, body in members:
            info = tarfile.TarInfo(name or "x.py")
            info.size = len(body)
            if form == tarfile.PAX_FORMAT:
                info.pax_headers = {"comment": "ä" * 40}
            archive.addfile(info, io.BytesIO(body))
    return packed.getvalue()


def _mend_checksums(data: bytearray) -> None:
    """Make whatever looks like a header pass for one."""
    for at in range(0, len(data) - 511, 512):
        block = data[at : at + 512]
        if any(block[:100]) and block[257:262] == b"ustar":
            block[148:156] = b" " * 8
            data[at + 148 : at + 156] = b"%06o\0 " % sum(block)


def _spoilt(rng: random.Random, node: Any, depth: int) -> Any:
    if not isinstance(node, dict | list) or not node or rng.random() < 0.1:
        return _nested(rng) if rng.random() < 0.1 else rng.choice(ODD)
    places = list(node) if isinstance(node, dict) else list(range(len(node)))
    place = rng.choice(places)
    copy = dict(node) if isinstance(node, dict) else list(node)
    if rng.random() < 0.1 and depth:
        del copy[place]
    else:
        copy[place] = _spoilt(rng, copy[place], depth + 1)
    return copy


def _nested(rng: random.Random) -> Any:
    node: Any = 1
    for _ in range(rng.choice((50, 300))):
        node = [node]
    return node


def _bodies() -> tuple[bytes, ...]:
    module = (EXAMPLES / "s01" / "p2_vae.py").read_bytes()
    return (b"", module, b"\0" * 2_000, module[:700])
