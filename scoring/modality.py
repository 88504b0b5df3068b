"""How an event stands to the facts, and in which manner: modes, attribution, auxiliary modes, background.

Flows in: annotated sentences, each with what the coder told of it. Flows out: `Measured`.

Mode and attribution are measured on events found by their type. Auxiliary modes are measured on events found by their
type or by the act behind it, so that a cancelled meeting told as one that took place counts as wrong and is not left
out as never found; background on every event that is told at the annotated words, whatever its type.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas import Assertion, Factuality
from scoring.figure import Measured, fault, ratio, share
from scoring.material import Annotated, Gold
from scoring.pairing import Sort, any_type, brief, content, names, pair, same_act, same_type, wanted

Told = Sequence[tuple[Annotated, Sequence[Assertion]]]
CLASSES = ("historical", "future", "hypothetical", "negation", "none")


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    gold: Gold
    told: Assertion

    def aux_right(self) -> bool:
        return self.gold.aux == frozenset(mode.value for mode in self.told.auxiliary_modes)

    def mode_right(self) -> bool:
        return self.gold.mode == self.told.mode

    def attributed(self) -> bool:
        return self.told.attribution is not None

    def attribution_right(self) -> bool:
        told = self.told.attribution
        return told is not None and bool(content(self.gold.attribution or "") & names([told]))

    def current(self) -> bool:
        return self.told.factuality != Factuality.BACKGROUND

    def case(self, kind: str) -> str:
        said = self.told.attribution.text if self.told.attribution else "-"
        return (
            f"[{kind}] {self.text}\n    gold: {wanted(self.gold)}, said by {self.gold.attribution or '-'}\n"
            f"    told: {brief(self.told)}, said by {said}, {self.told.factuality.value}"
        )


def _found(told: Told, sort: Sort) -> Iterator[_Found]:
    for sentence, events in told:
        for gold, one in zip(sentence.events, pair(sentence.events, events, sentence.text, sort), strict=True):
            if one is not None:
                yield _Found(sentence.text, gold, one)


def modality(told: Told) -> Measured:
    """Measure modes, attribution, auxiliary modes and background.

    An attribution is right when it shares a word of content with the annotated one; auxiliary modes are right when
    the sets are equal; background is current when its factuality is anything but background.
    """
    count = sum(len(sentence.events) for sentence, _ in told)
    typed, acts = list(_found(told, same_type)), list(_found(told, same_act))
    moded = [one for one in typed if one.gold.mode]
    said = [one for one in typed if one.gold.attribution]
    unsaid = [one for one in typed if not one.gold.attribution]
    past = [one for one in _found(told, any_type) if "historical" in one.gold.aux]
    figures = (
        share("mode right, where the type has modes", (one.mode_right() for one in moded), 0.80, 0.92),
        share("attribution found and right", (one.attribution_right() for one in said), 0.85, 0.95),
        fault("attribution told where there is none", (one.attributed() for one in unsaid)),
        fault("background told as current", (one.current() for one in past), 0.08, 0.02),
        share("auxiliary modes right", (one.aux_right() for one in acts), 0.90, 0.97),
        *(
            share(f"auxiliary modes right: {name}", (one.aux_right() for one in acts if name in _classes(one.gold)))
            for name in CLASSES
        ),
        ratio("events of these sentences found, by their type", len(typed), count),
        ratio("events of these sentences found, by their type or act", len(acts), count),
    )
    cases = (
        *(one.case("mode") for one in moded if not one.mode_right()),
        *(one.case("attribution") for one in said if not one.attribution_right()),
        *(one.case("false attribution") for one in unsaid if one.attributed()),
        *(one.case("background as current") for one in past if one.current()),
        *(one.case("auxiliary mode") for one in acts if not one.aux_right()),
        *_missed(told),
    )
    return Measured(
        "Modality",
        "Own sentences, written apart from the training ones. Mode and attribution over events found by their type; "
        "auxiliary modes (the whole set equal) over events found by their type or the act behind it; background (its "
        "factuality is `background`) over all events told at the annotated words. An attribution is right when it "
        "shares a word of content.",
        figures,
        cases,
    )


def _missed(told: Told) -> Iterator[str]:
    for sentence, events in told:
        for gold, one in zip(sentence.events, pair(sentence.events, events, sentence.text, same_act), strict=True):
            if one is None:
                instead = "; ".join(map(brief, events)) or "nothing"
                yield f"[not found] {sentence.text}\n    gold: {wanted(gold)}\n    told: {instead}"


def _classes(gold: Gold) -> frozenset[str]:
    return gold.aux or frozenset({"none"})
