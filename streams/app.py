"""The floor plan: which topic each stage reads, on one screen.

The road:

    news.articles.raw.v1       ->  screen   ->  news.articles.screened.v1  (and screening, stories, held, deadletters)
    news.articles.screened.v1  ->  extract  ->  news.articles.enriched.v1, news.events.enriched.v1  (and deadletters)

Each stage is a Faust app of its own, with its own consumer group and one input topic, so that a rebalance of one
does not disturb the other; all run in one `Worker`. Flows in: settings. Flows out: the stages of a worker.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from streams.agents.extract import Extract, prepare_coders
from streams.agents.pool import ItemPool
from streams.agents.screen import Screen
from streams.agents.stage import Stage
from streams.settings import Settings

STAGES: dict[str, Callable[[Settings], Stage[Any]]] = {"screen": Screen, "extract": Extract}
ON_DISK: tuple[str, ...] = tuple(sorted(Screen.on_disk | Extract.on_disk))
"""The topics that workers keep on disk, whatever stages one runs."""


def stages(settings: Settings) -> list[Stage[Any]]:
    """Make the stages that the settings name, in the order of the road."""
    return [make(settings) for name, make in STAGES.items() if name in settings.stages]


def pool(settings: Settings) -> ItemPool:
    """Make the pool that they share; the coders are loaded at its start where events are to be extracted."""
    begin = [partial(prepare_coders, settings.english)] if "extract" in settings.stages else []
    return ItemPool(settings.processes, settings.item_timeout, begin)
