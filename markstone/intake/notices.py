"""What a gradebook says of a submission beside its marks."""

_NAMED = 5
_SENTENCES = 40


class Notices:
    """Sentences in the order they came up; files with one fate share a sentence."""

    def __init__(self) -> None:
        self._items: dict[str, list[str]] = {}

    def say(self, sentence: str) -> None:
        """Add a whole sentence, once."""
        self._items.setdefault(sentence, [])

    def gather(self, fate: str, item: str) -> None:
        """Add an item to the sentence about that fate, such as "Not taken"."""
        self._items.setdefault(fate, []).append(item)

    def sentences(self) -> tuple[str, ...]:
        """Return the sentences; what is cut short says how much is missing."""
        told = [_sentence(fate, items) for fate, items in self._items.items()]
        if len(told) > _SENTENCES:
            told[_SENTENCES:] = [f"And {len(told) - _SENTENCES} notices more."]
        return tuple(told)


def _sentence(fate: str, items: list[str]) -> str:
    if not items:
        return fate
    listed = ", ".join(items[:_NAMED])
    more = f" and {len(items) - _NAMED} more" if len(items) > _NAMED else ""
    return f"{fate}: {listed}{more}."
