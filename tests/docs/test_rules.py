"""The worked examples of docs/rules.md are run, and say what they promise."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

RULES = Path(__file__).parents[2] / "docs/rules.md"


def test_every_example_of_the_rules_is_true() -> None:
    blocks = re.findall(r"```python\n(.*?)```", RULES.read_text("utf-8"), re.DOTALL)
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, RULES.name, str(RULES), 0)
    assert len(test.examples) > 40
    runner = doctest.DocTestRunner()
    runner.run(test)
    assert runner.summarize(verbose=False).failed == 0
