"""The sketch estimates what it stands for, and never changes under its own name."""

import hashlib
from statistics import mean

import pytest

from streams.duplicates.packed import pack
from streams.duplicates.shard import measured
from streams.duplicates.sketch import ALGORITHMS, CHARACTERS, WORDS, sampled, sketch
from tests.unit.duplicates.texts import changed, exact_jaccard, text


def jaccard(one: str, other: str) -> float:
    text = pack(sketch("", other))
    return measured(text, pack(sketch("", one)), "").jaccard


def test_of_texts_up_to_256_shingles_the_exact_value_is_known() -> None:
    for seed in range(60):
        one = text(seed, 60 + seed * 3)
        other = changed(one, 1 + seed % 12, seed)
        # Two shingles in 65,536 may have the same 16 bits: now and then one is counted too few or too many.
        assert jaccard(" ".join(one), " ".join(other)) == pytest.approx(exact_jaccard(one, other), abs=0.02)


@pytest.mark.parametrize(("length", "within"), [(500, 0.04), (1000, 0.04), (2000, 0.04), (2500, 0.06)])
def test_of_longer_ones_the_estimate_is_within_its_error(length: int, within: float) -> None:
    errors = []
    for seed in range(30):
        one = text(seed, length)
        other = changed(one, length // 50 * (1 + seed % 6), seed)
        errors.append(jaccard(" ".join(one), " ".join(other)) - exact_jaccard(one, other))
    # 128 rows: the standard error is at most 0.045, of samples beside them less.
    assert mean(error**2 for error in errors) ** 0.5 < within
    assert abs(mean(errors)) < 0.02


@pytest.mark.parametrize(
    ("shingles", "one_in"), [(0, 1), (256, 1), (257, 2), (512, 2), (1025, 8), (2048, 8), (2049, 0)]
)
def test_a_sample_has_about_256_shingles_at_most(shingles: int, one_in: int) -> None:
    assert sampled(shingles) == one_in
    words = [f"w{number}" for number in range(shingles + 2)]
    size = len(sketch("", " ".join(words)).sample) / 2
    assert size == (0 if shingles < 18 or not one_in else pytest.approx(shingles / one_in, rel=0.25))


def test_texts_of_which_more_and_of_which_fewer_shingles_are_kept_are_compared_by_what_both_have() -> None:
    one = text(3, 250)
    other = one + text(4, 100)
    assert (sampled(248), sampled(348)) == (1, 2)
    assert jaccard(" ".join(one), " ".join(other)) == pytest.approx(exact_jaccard(one, other), abs=0.1)


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


def test_words_are_the_same_whether_or_not_a_letter_elsewhere_is_foreign() -> None:
    plain = sketch("Harbour closed", "The mayor's 1,200 boats_men, in U.S. ports; well-known. " + " ".join(text(1)))
    foreign = sketch("Harbour closed", "The mayor’s 1,200 boats_men, in U.S. ports; well–known. " + " ".join(text(1)))
    assert (plain.signature, plain.tokens, plain.content_hash) == (
        foreign.signature,
        foreign.tokens,
        foreign.content_hash,
    )


JAPANESE = (
    "港町オルレンでは月曜日、嵐で漁船十二隻が失われ、港長は海軍に対し、日没までに海峡で生存者を捜索するよう要請した。"
    "市長は非常事態を宣言し、学校は閉鎖された。"
)
THAI = (
    "เมืองท่าออร์เลนประกาศภาวะฉุกเฉินในวันจันทร์หลังจากเรือประมงสิบสองลำสูญหายไปในพายุ และเจ้าท่าขอให้กองทัพเรือค้นหาผู้รอดชีวิตในช่องแคบก่อนค่ำ"
)
HINDI = (
    "बंदरगाह नगर ओरलेन ने सोमवार को आपातकाल घोषित किया जब तूफान में मछली पकड़ने वाली बारह नावें खो गईं "
    "और महापौर ने नौसेना से मदद माँगी ताकि बचे हुए लोग मिलें"
)


@pytest.mark.parametrize("story", [JAPANESE, THAI])
def test_scripts_without_spaces_are_taken_by_characters(story: str) -> None:
    print_ = sketch("", story)
    assert print_.algorithm == CHARACTERS
    assert len(print_.signature) == 256
    middle = len(story) // 2
    assert jaccard(story, story[:middle] + "港" + story[middle + 1 :]) > 0.8
    assert jaccard(story, story[::-1]) < 0.1


def test_a_few_foreign_names_do_not_make_a_text_one_without_spaces() -> None:
    assert sketch("", f"The paper 港日報 said: {' '.join(text(1))}").algorithm == WORDS
    assert sketch("", HINDI).algorithm == WORDS


def test_a_vowel_sign_is_part_of_its_word() -> None:
    assert sketch("", HINDI).tokens == len(HINDI.split())
    assert sketch("", "नाव").content_hash != sketch("", "नव").content_hash


def test_short_texts_of_characters_have_no_signature() -> None:
    assert sketch("", JAPANESE[:30]).signature == b""


def test_an_algorithm_keeps_its_name_only_as_long_as_it_gives_the_same_sketch() -> None:
    # If this fails, whether by our change or by a new rensa, raise both names and renew the digests.
    body = (
        "Twelve boats of the Orlen fleet were lost on Monday, the harbour master said. "
        "„Wir suchen weiter“, sagte der Bürgermeister; damage stood at 1,250,000 crowns by nightfall."
    )
    prints = [sketch("UPDATE 1-Twelve boats lost", body), sketch("", JAPANESE)]
    digests = {one.algorithm: hashlib.sha256(one.model_dump_json().encode()).hexdigest()[:16] for one in prints}
    assert digests == {"rminhash128x16-w3-v4": "e712dbae3b6a9626", "rminhash128x16-c4-v4": "04f23d86ebb1327e"}
    assert frozenset(digests) == ALGORITHMS
