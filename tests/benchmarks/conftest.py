"""How benchmarks compare: in pairs, alternately, as the median of the ratios in one run."""

import gc
import statistics
from collections.abc import Callable

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

Compare = Callable[..., float]


@pytest.fixture
def compare(benchmark: BenchmarkFixture, request: pytest.FixtureRequest) -> Compare:
    """Return a function that times ours against theirs and prints the median ratio.

    Both callables return the seconds that they took, so that what prepares a round is not
    counted. Without `--benchmark-enable` each runs once, to see that it runs.
    """

    def compare(ours: Callable[[], float], theirs: Callable[[], float], rounds: int) -> float:
        pairs: list[tuple[float, float]] = []

        def pair() -> None:
            gc.collect()
            # Who goes first changes, so that neither side always meets a warm cache.
            if len(pairs) % 2:
                second, first = theirs(), ours()
            else:
                first, second = ours(), theirs()
            pairs.append((first, second))

        benchmark.pedantic(pair, rounds=1 if benchmark.disabled else rounds)
        ratio = statistics.median(first / second for first, second in pairs)
        medians = [statistics.median(side) for side in zip(*pairs, strict=True)]
        benchmark.extra_info.update(ratio=ratio, ours=medians[0], theirs=medians[1])
        if not benchmark.disabled:
            print(
                f"\n{request.node.name}: ratio {ratio:.2f}"
                f" (ours {medians[0]:.3f} s, theirs {medians[1]:.3f} s, {len(pairs)} pairs)"
            )
        return ratio

    return compare
