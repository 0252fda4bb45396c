"""How often the properties are tried: the same tries every time, and more of them when asked.

`HYPOTHESIS_PROFILE=long` tries other stories at every run, many more of them, and shortens one that fails.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

_FREELY = settings(deadline=None, suppress_health_check=list(HealthCheck))
_TRYING = [Phase.explicit, Phase.generate]
settings.register_profile("ci", _FREELY, derandomize=True, database=None, phases=_TRYING)
settings.register_profile("long", _FREELY, max_examples=500, stateful_step_count=80)


def examples(usual: int, steps: int = 50) -> settings:
    """So many tries, or as many as the profile says."""
    name = os.environ.get("HYPOTHESIS_PROFILE", "ci")
    chosen = settings.get_profile(name)
    return settings(chosen, max_examples=usual, stateful_step_count=steps) if name == "ci" else chosen
