"""An event, and what is known of it, in words and colour.

Flows in: contract models. Flows out: `rich.text.Text`, which stays readable without colour.
"""

from collections.abc import Sequence

from rich.text import Text

from schemas import Actor, Event, EventDate, Place, Quantity
from schemas.event import Assertion, EventState, Factuality

CHANGE_STYLES = {"created": "bold green", "updated": "bold yellow", "retracted": "bold red", "restored": "bold cyan"}
FACTUALITY_STYLES = {
    Factuality.OCCURRED: "green",
    Factuality.PLANNED: "cyan",
    Factuality.POSSIBLE: "magenta",
    Factuality.DENIED: "red",
    Factuality.BACKGROUND: "bright_black",
}


def actor(one: Actor) -> str:
    """Name an actor with its code: `Jake Sullivan [USA GOV]`."""
    return f"{one.name} [{one.code}]" if one.code and one.code != one.name else one.name


def actors(some: Sequence[Actor]) -> str:
    """Name several actors; `—` for none."""
    return ", ".join(actor(one) for one in some) or "—"


def when(date: EventDate | None) -> str:
    """Say when, in EDTF; a date that hangs on when the item came is marked."""
    if date is None:
        return "no date"
    return f"{date.edtf} (by the day of receipt)" if date.hangs_on_receipt else date.edtf


def where(place: Place | None) -> str:
    """Say where: `Vladivostok (RUS)`."""
    if place is None:
        return "no place"
    return f"{place.name} ({place.country})" if place.country else place.name


def how_many(quantity: Quantity) -> str:
    """Give a number with its bounds: `killed 12`, `killed 12 or more`, `amount 5–7 USD`."""
    low, high = (None if side is None else f"{side:,.15g}" for side in (quantity.min, quantity.max))
    if low is not None and high is not None:
        number = low if low == high else f"{low}–{high}"
    elif low is not None:
        number = f"{low} or more"
    else:
        number = f"up to {high}" if high is not None else "?"
    return " ".join(part for part in (str(quantity.kind), number, quantity.unit) if part)


def claim(one: Assertion) -> Text:
    """Say who did what to whom, where, when and how many, on one line."""
    text = Text()
    joint = one.reciprocal and not one.recipients
    text.append(actors(one.actors), "bold")
    text.append("  ")
    text.append(str(one.type) + (f"/{one.mode}" if one.mode else ""), "bold blue")
    text.append(" together" if joint else f" → {actors(one.recipients)}")
    text.append("  ")
    text.append(str(one.factuality), FACTUALITY_STYLES.get(one.factuality, ""))
    if one.base_type != one.type:
        text.append(f" (the act: {one.base_type})")
    text.append(f"  {when(one.date)}, {where(one.place)}", "dim")
    for quantity in one.quantities:
        text.append(f"  {how_many(quantity)}", "yellow")
    return text


def event(one: Event) -> Text:
    """Say what became of an event: its change, its id and revision, and its claim."""
    text = Text()
    text.append(f"{one.change:<9}", CHANGE_STYLES.get(one.change, "bold"))
    text.append(f" {one.event_id[:8]}/{one.revision} ", "dim")
    said = claim(one)
    if one.state == EventState.RETRACTED:
        said.stylize("strike")
    text.append_text(said)
    if one.retraction is not None:
        text.append(f"  [{one.retraction.reason}]", "red")
    if one.origin_killed:
        text.append("  [original killed]", "red")
    if one.stale:
        text.append("  [stale]", "magenta")
    if one.changed_fields:
        text.append(f"  changed: {', '.join(one.changed_fields)}", "dim")
    return text
