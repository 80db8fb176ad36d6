"""How hypothesis runs: the same examples every time (`attn`), or ever new and many (`pytest --hypothesis-profile=search`)."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "attn",
    deadline=None,
    database=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "search",
    deadline=None,
    database=None,
    print_blob=True,
    max_examples=1000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("attn")
