"""The sketch estimates what it stands for, and never changes under its own name."""

import hashlib
from statistics import mean

from streams.duplicates.sketch import ALGORITHM, containment, jaccard, sketch
from tests.unit.duplicates.texts import changed, exact_jaccard, text


def test_the_estimate_is_within_its_error_of_the_exact_value() -> None:
    errors = []
    for seed in range(60):
        one = text(seed)
        other = changed(one, 1 + seed % 12, seed)
        estimated = jaccard(sketch("", " ".join(one)).signature, sketch("", " ".join(other)).signature)
        errors.append(estimated - exact_jaccard(one, other))
    # 128 rows: the standard error is at most 0.045.
    assert mean(error**2 for error in errors) ** 0.5 < 0.06
    assert abs(mean(errors)) < 0.02


def test_the_part_of_a_text_within_another_is_estimated_from_both_sizes() -> None:
    whole = text(1, 200)
    part = whole[:100]
    one, other = sketch("", " ".join(part)), sketch("", " ".join(whole))
    assert 0.85 < containment(jaccard(one.signature, other.signature), one, other) <= 1.0


def test_a_signature_is_256_bytes_and_short_texts_have_none() -> None:
    assert len(sketch("", " ".join(text(1, 20))).signature) == 256
    assert sketch("", " ".join(text(1, 19))).signature == b""


def test_case_width_punctuation_and_version_markers_do_not_change_the_hash() -> None:
    one = sketch("UPDATE 3-Harbour Closed", "Storm, waves; “wind”.")
    other = sketch("harbour closed", "STORM\N{FULLWIDTH COMMA} waves - wind")
    assert one.content_hash == other.content_hash


def test_a_point_that_changes_a_number_changes_the_hash() -> None:
    assert sketch("", "Rates rose 1.5 points").content_hash != sketch("", "Rates rose 15 points").content_hash


def test_a_text_without_words_has_no_hash_that_could_equal_another() -> None:
    assert sketch("", " - ").content_hash == ""


def test_a_lone_surrogate_does_not_stop_the_desk() -> None:
    assert len(sketch("", "\ud83d " + " ".join(text(1))).signature) == 256


def test_an_algorithm_keeps_its_name_only_as_long_as_it_gives_the_same_sketch() -> None:
    # If this fails, whether by our change or by a new rensa, raise ALGORITHM and renew the digest.
    body = (
        "Twelve boats of the Orlen fleet were lost on Monday, the harbour master said. "
        "„Wir suchen weiter“, sagte der Bürgermeister; damage stood at 1,250,000 crowns by nightfall."
    )
    print_ = sketch("UPDATE 1-Twelve boats lost", body)
    digest = hashlib.sha256(print_.model_dump_json().encode()).hexdigest()
    assert (ALGORITHM, digest[:16]) == ("rminhash128x16-w3-v2", "129c345b92873e54")
