"""How hypothesis runs: the same examples every time (`attn`), or ever new ones and many.

The latter with `pytest --hypothesis-profile=search`.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

common = settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("attn", common, derandomize=True, max_examples=60)
settings.register_profile("search", common, print_blob=True, max_examples=1000)
settings.load_profile("attn")
