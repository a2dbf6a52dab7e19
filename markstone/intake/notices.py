"""What a gradebook says of a submission beside its marks."""

_NAMED = 5


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
        """Return every sentence; a long list of items is cut short, and says so."""
        return tuple(_sentence(fate, items) for fate, items in self._items.items())


def _sentence(fate: str, items: list[str]) -> str:
    if not items:
        return fate
    listed = ", ".join(items[:_NAMED])
    more = f" and {len(items) - _NAMED} more" if len(items) > _NAMED else ""
    return f"{fate}: {listed}{more}."
