"""What a student typed, spelled in the plain characters that a parser knows."""

# ruff: noqa: RUF001  (the lookalikes are what this table is about)

import unicodedata

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("×·⋅∙∗•\u2062", "*"),
        **dict.fromkeys("÷∕⁄", "/"),
        **dict.fromkeys("−–—‐‑", "-"),
        **dict.fromkeys("[{", "("),
        **dict.fromkeys("]}", ")"),
        "√": " sqrt ",
    }
)


def plain(text: str) -> tuple[str, list[int]]:
    """Spell ``n²`` as ``n^(2)``, ``·`` as ``*``, ``[`` as ``(`` and so on.

    Returns:
        The plain text, and for each of its characters the place (from 1) of the
        character of ``text`` that it came from.
    """
    pieces: list[str] = []
    places: list[int] = []
    was_raised = False
    for place, character in enumerate(text, start=1):
        is_raised = unicodedata.decomposition(character).startswith("<super>")
        piece = plain_character(character)
        if is_raised and not was_raised:
            piece = "^(" + piece
        if was_raised and not is_raised:
            piece = ")" + piece
        was_raised = is_raised
        pieces.append(piece)
        places += [place] * len(piece)
    if was_raised:
        pieces.append(")")
        places.append(len(text))
    return "".join(pieces), places


def plain_character(character: str) -> str:
    """Spell one character; one that nobody sees is dropped."""
    character = character.translate(_PLAIN)
    if unicodedata.category(character[0]) == "Cf":
        return ""
    if unicodedata.decomposition(character[0]).startswith("<fraction>"):
        return character  # taken apart, 2½ would become 2 times 1/2
    return unicodedata.normalize("NFKC", character).translate(_PLAIN)
