"""What every test shares: how hard hypothesis looks, and how short a failure's explanation stays in CI."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# With CI set, pytest explains a failed `==` without limit: two unequal PDFs then take half an hour of difflib.
# The tests' own meaning of CI (a missing program is a failure, see needs.py) goes by another name.
if os.environ.get("CI") == "true":
    os.environ["GONGWEN_TESTS_SKIP_NOTHING"] = os.environ.pop("CI")
os.environ.pop("BUILD_NUMBER", None)

# No deadline: shared machines stall. Derandomised: the same commit gives the same verdict; `make prove` looks further.
settings.register_profile(
    "quick", max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("full", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("full" if os.environ.get("GONGWEN_PROOF") == "full" else "quick")
