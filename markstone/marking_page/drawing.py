"""A picture or a PDF comes in, pictures made anew go out: run as a process of its own.

Decoders of pictures are large programs in C that meet whatever a student handed in.
Here they run alone: with little memory and time, and on Linux, once all is loaded,
without the right to open a file, a connection or a program.

    python -I drawing.py KIND < FILE > PICTURES

KIND is ``pdf`` or ``picture``. Out come, for each page, its length in four bytes and
a PNG; first of all, in the same way, how many pages there are.
"""

import contextlib
import importlib
import io
import struct
import sys
from collections.abc import Iterator

from PIL import Image, ImageOps

MOST_PAGES = 12
_MOST_PIXELS = 50_000_000
_WIDEST = 1_600
_SECONDS = 20
_MEMORY_BYTES = 2 << 30
_DENIED = (
    *("open", "openat", "openat2", "creat", "execve", "execveat", "socket"),
    *("socketpair", "connect", "bind", "fork", "vfork", "ptrace", "kill", "tgkill"),
    *("unlink", "unlinkat", "rename", "renameat", "renameat2", "mount"),
    *("io_uring_setup", "process_vm_readv", "process_vm_writev", "truncate"),
)


def main(kind: str) -> None:
    """Draw what comes in."""
    body = sys.stdin.buffer.read()
    draw = _pdf if kind == "pdf" else _picture
    Image.init()
    if kind == "pdf":
        importlib.import_module("pypdfium2.raw")  # before files are out of reach
    _confine()
    pages = draw(body)
    sys.stdout.buffer.write(_framed(str(next(pages)).encode()))
    for page in pages:
        assert isinstance(page, Image.Image)  # noqa: S101  (the number came first)
        sys.stdout.buffer.write(_framed(_png(page)))


def _picture(body: bytes) -> Iterator[Image.Image | int]:
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    with Image.open(io.BytesIO(body)) as image:
        if image.width * image.height > _MOST_PIXELS:
            raise ValueError("too many pixels")
        image.draft("RGB", (_WIDEST, _WIDEST))
        upright = ImageOps.exif_transpose(image)
        yield 1
        yield upright


def _pdf(body: bytes) -> Iterator[Image.Image | int]:
    import pypdfium2  # noqa: PLC0415  (an extra, and not for pictures)

    with contextlib.closing(pypdfium2.PdfDocument(body)) as document:
        yield len(document)
        for number in range(min(len(document), MOST_PAGES)):
            page = document[number]
            width, height = page.get_size()
            scale = min(2.0, _WIDEST / max(width, 1.0), 2 * _WIDEST / max(height, 1.0))
            yield page.render(scale=scale).to_pil()


def _png(image: Image.Image) -> bytes:
    """Return a picture made anew: pixels, and nothing else that came with them."""
    flat = image.convert("RGBA")
    flat.thumbnail((_WIDEST, 2 * _WIDEST))
    paper = Image.new("RGB", flat.size, "white")
    paper.paste(flat, mask=flat.getchannel("A"))
    out = io.BytesIO()
    paper.save(out, "PNG")
    return out.getvalue()


def _framed(content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + content


def _confine() -> None:
    """Give up what drawing does not need, as far as the system can."""
    try:
        import resource  # noqa: PLC0415  (not on Windows)
    except ImportError:
        return
    for which, limit in (
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(which, (limit, limit))
    with contextlib.suppress(ImportError, OSError, RuntimeError, AttributeError):
        _deny()


def _deny() -> None:
    import errno  # noqa: PLC0415  (as its neighbours)

    import pyseccomp  # noqa: PLC0415  (Linux only)

    program = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for name in _DENIED:
        with contextlib.suppress(OSError, RuntimeError, ValueError):
            program.add_rule(pyseccomp.ERRNO(errno.EPERM), name)
    program.load()


if __name__ == "__main__":
    main(sys.argv[1])
