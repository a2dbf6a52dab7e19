"""A forbidden name is found in a student's source however it is come by."""

import sys
from types import ModuleType

import pytest
import torch

from markstone.examiner.shortcuts import Reading, check_names, listed

FORBIDS = (
    "torch.nn.TransformerEncoderLayer",
    "torch.nn.TransformerEncoder",
    "torch.nn.functional.scaled_dot_product_attention",
    "torch._transformer_encoder_layer_fwd",
)
STEM = "q1_layer"


def a_reading(source: str, **others: str) -> Reading:
    sources = {STEM: source, **others}
    files = {f"{stem}.py": text.encode() for stem, text in sources.items()}
    return Reading(files, {STEM: f"{STEM}.py"}, ("setup",))


def a_reference() -> ModuleType:
    module = ModuleType(STEM)
    vars(module)["nn"] = torch.nn
    return module


def proof(source: str, **others: str) -> str:
    """Return the sentence about what `Layer` uses, or nothing."""
    use = a_reading(source, **others).use(STEM, "Layer", FORBIDS)
    return use.sentence if use else ""


USES = {
    "subclassed": """
from torch import nn
class Layer(nn.TransformerEncoderLayer): pass
""",
    "imported under another name": """
from torch.nn.modules.transformer import TransformerEncoderLayer as Block
class Layer(Block): pass
""",
    "renamed": """
import torch.nn as n
Block = n.TransformerEncoderLayer
Layer = Block
""",
    "handed in as it is": "from torch.nn import TransformerEncoderLayer as Layer",
    "made by a function": """
import torch
def make(): return torch.nn.TransformerEncoderLayer(4, 2)
class Layer(torch.nn.Module):
    def __init__(self): self.inner = make()
""",
    "among all names of a module": """
from torch.nn import *
class Layer(TransformerEncoderLayer): pass
""",
    "by getattr": """
from torch import nn
class Layer(getattr(nn, "Transformer" + "EncoderLayer")): pass
""",
    "by vars": """
from torch import nn
class Layer(vars(nn)["TransformerEncoderLayer"]): pass
""",
    "by __dict__": """
from torch import nn
class Layer(nn.__dict__["TransformerEncoderLayer"]): pass
""",
    "by importlib": """
import importlib
class Layer:
    def f(self): return importlib.import_module("torch.nn").TransformerEncoder(1)
""",
    "imported in a function": """
class Layer:
    def f(self):
        from torch import nn as m
        k = m
        return k.TransformerEncoderLayer(4, 2)
""",
    "with some arguments": """
import functools, torch
Layer = functools.partial(torch.nn.TransformerEncoderLayer, dropout=0)
""",
    "a method of it": """
import torch
class Layer(torch.nn.Module): pass
Layer.forward = torch.nn.TransformerEncoderLayer.forward
""",
    "set from outside": """
import torch
class Layer: pass
setattr(Layer, "inner", torch.nn.TransformerEncoder)
""",
    "a default argument": """
from torch import nn
def Layer(kind=nn.TransformerEncoderLayer): return kind(4, 2)
""",
    "in a lambda": """
from torch import nn
Layer = lambda *sizes: nn.TransformerEncoderLayer(*sizes)
""",
    "in a conditional definition": """
from torch import nn
try:
    class Layer(nn.TransformerEncoderLayer): pass
except TypeError:
    raise
""",
    "a function": """
import torch.nn.functional as F
def Layer(q): return F.scaled_dot_product_attention(q, q, q)
""",
    "an operator": """
import torch
def Layer(q): return torch._transformer_encoder_layer_fwd(q)
""",
}


@pytest.mark.parametrize("name", USES)
def test_a_use_is_proven(name: str) -> None:
    assert "; this question asks for it by hand (q1_layer.py, line " in proof(
        USES[name]
    )


HELPERS = {
    "a name of it": "from helper import make\ndef Layer(): return make()",
    "the module": "import helper as h\ndef Layer(): return h.make()",
    "all names": "from helper import *\ndef Layer(): return make()",
}


@pytest.mark.parametrize("name", HELPERS)
def test_a_use_in_another_module_of_theirs_is_proven(name: str) -> None:
    helper = "from torch import nn\ndef make(): return nn.TransformerEncoder(1, 2)"

    assert "(helper.py, line 2)" in proof(HELPERS[name], helper=helper)


def test_a_circle_of_modules_ends() -> None:
    helper = f"from {STEM} import Layer as make"

    assert proof(HELPERS["a name of it"], helper=helper) == ""


def test_how_and_where_it_is_used_is_told() -> None:
    told = (
        "Your code subclasses `torch.nn.TransformerEncoderLayer`; this question asks "
        "for it by hand (q1_layer.py, line 3)"
    )

    assert proof(USES["subclassed"]) == told


INNOCENT = {
    "a class of their own with that name": """
from torch import nn
class TransformerEncoderLayer(nn.Module): pass
class Layer(TransformerEncoderLayer): pass
""",
    "a class of their own that hides an imported one": """
from torch.nn import *
class TransformerEncoderLayer(Module): pass
class Layer(TransformerEncoderLayer): pass
""",
    "an argument of that name": """
def Layer(TransformerEncoderLayer): return TransformerEncoderLayer(4)
""",
    "a comment": """
# not nn.TransformerEncoderLayer
class Layer: "Like torch.nn.TransformerEncoderLayer."
""",
    "annotations": """
from torch import nn
class Layer:
    twin: nn.TransformerEncoderLayer
    def f(self, x: nn.TransformerEncoderLayer) -> nn.TransformerEncoderLayer:
        y: nn.TransformerEncoderLayer = x
        return y
""",
    "a question of type": """
from torch import nn
def Layer(x): return isinstance(x, nn.TransformerEncoderLayer)
""",
    "its docstring": """
from torch import nn
class Layer: __doc__ = nn.TransformerEncoderLayer.__doc__
""",
    "what only runs at home": """
from torch import nn
class Layer: pass
if __name__ == "__main__":
    print(nn.TransformerEncoderLayer(4, 2))
""",
    "an import for type checkers": """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from torch.nn import TransformerEncoderLayer
class Layer: pass
""",
    "something smaller": """
from torch import nn
class Layer(nn.MultiheadAttention): pass
""",
    "something given": "from setup import Base\nclass Layer(Base): pass",
    "a name of a library": "import torch\nclass Layer(torch.absent): pass",
    "an attribute of their own that is looked up": """
from torch.nn import init
class Layer:
    def f(self, name): return getattr(init, name)(getattr(self, name))
""",
    "a module of theirs that has a library's name here": """
nn = open("nn")
class Layer(nn.TransformerEncoderLayer): pass
""",
    "no Python": "class Layer(",
    "a NUL": "\0",
    "a circle of names": "a = b\nb = a\nLayer = a",
    "nothing": "",
}
BAIT = "from torch.nn import TransformerEncoderLayer as Base\nabsent = Base"


@pytest.mark.parametrize("name", INNOCENT)
def test_no_use_is_seen_where_there_is_none(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In the examiner the reference is loaded under the name of the student's module.
    monkeypatch.setitem(sys.modules, STEM, a_reference())
    reading = a_reading(INNOCENT[name], setup=BAIT, torch=BAIT)

    assert reading.use(STEM, "Layer", FORBIDS) is None
    assert reading.notices(STEM, ["Layer"], FORBIDS) == []


ADVICE = {
    "names `torch.nn.TransformerEncoderLayer`": """
from torch import nn
class Layer: pass
def compare(x): return nn.TransformerEncoderLayer(4, 2)(x)
""",
    "calls `eval`": "class Layer(eval('torch.nn.TransformerEncoder')): pass",
    "looks up a name that it computes": """
from torch import nn
class Layer(getattr(nn, input())): pass
""",
    "is too long or too deep to be followed": "x = " + "-" * 3_000 + "1",
}


@pytest.mark.parametrize("told", ADVICE)
def test_what_proves_nothing_is_told_to_a_person(told: str) -> None:
    reading = a_reading(ADVICE[told])

    assert reading.use(STEM, "Layer", FORBIDS) is None
    (notice,) = reading.notices(STEM, ["Layer"], FORBIDS)
    assert told in notice
    assert "No mark depends on this line" in notice


def test_a_use_that_is_proven_is_not_told_twice() -> None:
    reading = a_reading(USES["renamed"])

    assert reading.notices(STEM, ["Layer"], FORBIDS) == []


def test_a_source_of_many_suspicions_makes_few_notices() -> None:
    reading = a_reading("eval('1')\n" * 1_000)

    assert len(reading.notices(STEM, ["Layer"], FORBIDS)) == 5


ENDLESS = {
    "long": "x = 1\n" * 100_000,
    "many names": "\n".join(f"def f{i}(): return f{i + 1}" for i in range(9_000)),
    "deep": "Layer = " + "a" + ".b" * 9_000,
    "nested": "Layer = " + "(" * 9_000,
    "signed": "Layer = " + "-" * 90_000 + "1",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_source_that_has_no_end_is_left_to_a_person(name: str) -> None:
    start = "from f import *\nLayer = f0\n" if name == "many names" else ""
    reading = a_reading(start + ENDLESS[name])

    assert reading.use(STEM, "Layer", FORBIDS) is None
    assert len(reading.notices(STEM, ["Layer"], FORBIDS)) <= 1


@pytest.mark.parametrize(
    "name", ["torch.nn.Absent", "nolibrary.Thing", "torch.nn", "torch.pi"]
)
def test_what_a_rubric_forbids_has_to_be_there(name: str) -> None:
    with pytest.raises(ValueError, match="no class or function"):
        check_names({STEM: (name,)})


def test_what_is_forbidden_is_listed_as_in_a_sentence() -> None:
    assert listed(["a"]) == "`a`"
    assert listed(["a", "b", "c"]) == "`a`, `b` or `c`"
