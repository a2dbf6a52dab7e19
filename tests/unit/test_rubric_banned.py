"""What trusted code must not call is found however it is spelled."""

from pathlib import Path

import pytest

from markstone.rubric.banned import (
    careless_comparisons,
    careless_graders,
    unsafe_readers,
)

CARELESS = [
    "import torch\nassert torch.allclose(a, b)",
    "import torch as t\nassert t.allclose(a, b)",
    "from torch import allclose\nassert allclose(a, b)",
    "from torch import allclose as near\nassert near(a, b)",
    "import torch\nclose = torch.isclose\n",
    "import torch\nif torch.equal(a, b):\n    pass",
    "assert a.equal(b)",
    "assert read(a).allclose(b)",
    "import numpy as np\nassert np.allclose(a, b)",
    "import numpy\nassert numpy.isclose(a, b).all()",
    "from numpy import array_equal\nassert array_equal(a, b)",
    "import numpy as np\nassert np.array_equiv(a, b)",
    "assert (a == b).all()",
    "assert not (a != b).any()",
    "import torch\nassert torch.all(a == b)",
    "import numpy as np\nassert np.all(a == b)",
    "assert bool(a == b)",
]
CAREFUL = [
    "assert (a == 1).all()",
    "assert (a == b).all(dim=0).any()",
    "assert (a == b).all(0).any()",
    "import math\nassert math.isclose(a, b)",
    "from math import isclose\nassert isclose(a, b)",
    "assert a == b",
    "from markstone.comparison import agree\nassert agree(a, b)",
    "# torch.allclose(a, b)",
    "'torch.allclose(a, b)'",
    "assert any(a == b for a, b in pairs)",
]
UNSAFE = [
    "import pickle",
    "from pickle import loads",
    "import dill as d",
    "import torch\ntorch.load(path)",
    "from torch import load\nload(path)",
    "import torch\ntorch.load(path, weights_only=False)",
    "import torch\ntorch.load(path, weights_only=flag)",
    "import numpy as np\nnp.load(path, allow_pickle=True)",
    "import numpy\nnumpy.load(path, allow_pickle=flag)",
    "eval(text)",
    "exec(text)",
    "import builtins\nbuiltins.exec(text)",
    "__import__(name)",
    "import yaml\nyaml.load(text, yaml.Loader)",
    "import yaml\nyaml.load(text, Loader=yaml.UnsafeLoader)",
    "import yaml\nyaml.unsafe_load(text)",
    "from yaml import full_load\nfull_load(text)",
    "import sympy\nsympy.sympify(text)",
]
SAFE = [
    "import torch\ntorch.load(path, weights_only=True)",
    "import numpy as np\nnp.load(path)",
    "import numpy as np\nnp.load(path, allow_pickle=False)",
    "model.eval()",
    "import yaml\nyaml.safe_load(text)",
    "import yaml\nyaml.load(text, yaml.BaseLoader)",
    "import yaml\nyaml.load(text, Loader=yaml.CSafeLoader)",
    "import json\njson.load(file)",
]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "test_q1.py"


@pytest.mark.parametrize("source", CARELESS)
def test_a_careless_comparison_is_found(written: Path, source: str) -> None:
    written.write_text(source)

    assert len(careless_comparisons(written)) == 1


@pytest.mark.parametrize("source", CAREFUL)
def test_a_careful_one_is_left_alone(written: Path, source: str) -> None:
    written.write_text(source)

    assert careless_comparisons(written) == []


@pytest.mark.parametrize("source", UNSAFE)
def test_what_runs_what_it_reads_is_found(written: Path, source: str) -> None:
    written.write_text(source)

    assert len(unsafe_readers(written)) == 1


@pytest.mark.parametrize("source", SAFE)
def test_a_safe_reader_is_left_alone(written: Path, source: str) -> None:
    written.write_text(source)

    assert unsafe_readers(written) == []


def test_a_grader_s_fault_has_its_line_and_what_to_use_instead(written: Path) -> None:
    written.write_text("import torch\n\n\nassert torch.equal(a, b)\n")

    (fault,) = careless_graders(written.parent)

    assert f"{written.name}:4: " in fault
    assert "`assert_close`" in fault
