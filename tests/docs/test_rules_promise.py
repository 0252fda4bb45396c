"""The worked examples of the promise are run, and say what they promise."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

PROMISE = Path(__file__).parents[2] / "docs/rules-promise.md"


def test_every_example_of_the_promise_is_true() -> None:
    blocks = re.findall(r"```python\n(.*?)```", PROMISE.read_text("utf-8"), re.DOTALL)
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, PROMISE.name, str(PROMISE), 0)
    assert len(test.examples) > 20
    runner = doctest.DocTestRunner()
    runner.run(test)
    assert runner.summarize(verbose=False).failed == 0
