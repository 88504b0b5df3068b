"""Who did what to whom: single sentences of the project's own, from text to assertion."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from schemas import Article, Assertion, DateBasis, EventType, Factuality, Raw
from streams.coding.coded import Coded
from streams.coding.coder import load

WRITTEN = datetime(2023, 9, 6, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def code() -> Callable[..., Coded]:
    coder = load()

    def coded(body: str, headline: str = "", language: str = "en", published_at: datetime | None = WRITTEN) -> Coded:
        raw = Raw(topic="raw", partition=0, offset=0, content_type="text/plain", sha256="")
        return coder.code(
            Article(
                article_id="test/1@-",
                story_id="test/1",
                lineage_id="test/1",
                provider="test",
                language=language,
                headline=headline,
                body=body,
                published_at=published_at,
                received_at=WRITTEN,
                raw=raw,
            )
        )

    return coded


def only(coded: Coded) -> Assertion:
    (told,) = coded.assertions
    return told


def codes(told: Assertion) -> tuple[list[str], list[str]]:
    return [actor.code for actor in told.actors], [actor.code for actor in told.recipients]


# sentence | type and mode | actor | recipient
DEEDS = """
Kenya accused Ethiopia of arming the rebels. | ACCUSE/allege | KEN | ETH
Japan urged China to lift its ban on seafood. | REQUEST/yield | JPN | CHN
Norway donated $20 million to Ukraine for winter fuel. | AID | NOR | UKR
The European Union imposed sanctions on three Belarusian banks. | COERCE/restrict | EUR | BLR BUS
Three Belarusian banks were sanctioned by the European Union. | COERCE/restrict | EUR | BLR BUS
Egypt expelled the Iranian ambassador. | SANCTION/expel | EGY | IRN GOV
Police arrested 34 demonstrators in Ankara. | COERCE/arrest | TUR COP | TUR OPP
Rebels released 40 hostages in Mali on Thursday. | RETREAT/release | MLI REB | MLI CVL
Nigeria's president resigned on Tuesday. | RETREAT/resign | NGA GOV |
China deployed warships near Taiwan on Friday. | MOBILIZE/weapons | CHN | TWN
Kenya refused to send troops to Haiti. | REJECT/assist | KEN | HTI
Iran threatened Israel with missiles on Sunday. | THREATEN/violence | IRN | ISR
Russian forces shelled a school in Kharkiv on Sunday. | ASSAULT/heavy-weapons | RUS MIL | UKR EDU
Thousands of farmers blocked roads in Paris in protest at the French government. | PROTEST/obstruct | FRA AGR | FRA GOV
"""

# sentence | type | the act itself | factuality | auxiliary modes
STANDINGS = """
Erdogan met Iraqi President Barham Salih on Monday. | CONSULT | CONSULT | occurred |
Turkey's president will meet Iraq's president in Baghdad next week. | AGREE | CONSULT | planned | future
Officials said on Monday that President Recep Tayyip Erdogan would visit Iraq. | AGREE | CONSULT | planned | future
Turkey's president may visit Iraq next week. | AGREE | CONSULT | possible | hypothetical
Ethiopia never expelled the Sudanese ambassador. | SANCTION | SANCTION | denied | negation
In 2017, Egypt severed ties with Qatar. | SANCTION | SANCTION | background | historical
"""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("text", "kind", "actor", "recipient"), rows(DEEDS))
def test_who_did_what_to_whom(code: Callable[..., Coded], text: str, kind: str, actor: str, recipient: str) -> None:
    told = only(code(text))
    assert "/".join(filter(None, (told.type, told.mode))) == kind
    assert codes(told) == ([actor], [recipient] if recipient else [])
    assert told.trigger is not None
    assert text[told.trigger.start : told.trigger.end] == told.trigger.text


@pytest.mark.parametrize(("text", "standing"), [(text, standing) for text, *standing in rows(STANDINGS)])
def test_how_an_event_stands_to_the_facts(code: Callable[..., Coded], text: str, standing: list[str]) -> None:
    told = only(code(text))
    assert [told.type, told.base_type, told.factuality, " ".join(told.auxiliary_modes)] == standing


def test_would_that_hangs_on_a_condition_is_no_plan(code: Callable[..., Coded]) -> None:
    told = only(code("Turkey's president said on Monday that he would meet Iraq's president if he was asked."))
    assert told.factuality is Factuality.POSSIBLE


@pytest.mark.parametrize(
    "text",
    [
        "The team won the match 3-1 on Saturday.",
        "Shares of the bank rose 4 percent in early trading.",
        "The minister declined to comment on the report.",
        "The festival opens in Lyon on Friday.",
        "Rain is expected across the north.",
    ],
)
def test_a_sentence_without_an_event_is_silent_and_says_why(code: Callable[..., Coded], text: str) -> None:
    coded = code(text)
    assert coded.assertions == ()
    assert [silence.sentence.text for silence in coded.silences] == [text]
    assert coded.silences[0].reason


def test_talks_have_all_parties_on_one_side(code: Callable[..., Coded]) -> None:
    told = only(code("Turkish President Recep Tayyip Erdogan met Iraqi Prime Minister Mohammed al-Sudani in Baghdad."))
    assert told.reciprocal
    assert codes(told) == (["TUR GOV", "IRQ GOV"], [])
    assert told.place is not None
    assert (told.place.name, told.place.country) == ("Baghdad", "IRQ")


def test_they_are_enough_to_talk(code: Callable[..., Coded]) -> None:
    told = code("Kenyan and Somali ministers agreed on a truce. They will meet again in May.")
    (talks,) = (one for one in told.assertions if one.trigger and one.trigger.text == "meet")
    assert (talks.type, [actor.text for actor in talks.actors]) == ("AGREE", ["They"])


def test_a_number_of_dead_counts_the_attack(code: Callable[..., Coded]) -> None:
    told = only(code("Russian forces shelled a school in Kharkiv on Sunday, killing at least 12 civilians."))
    (toll,) = told.quantities
    assert (toll.kind, toll.min, toll.max) == ("killed", 12, None)


def test_a_threat_in_a_quote_is_made_by_its_speaker(code: Callable[..., Coded]) -> None:
    told = only(
        code(
            "“Arming Sudan would hurt Belarus for years, and they will suffer the consequences,” "
            "Canadian National Security Adviser Helen Marsh told reporters in Ottawa on Tuesday."
        )
    )
    assert told.type is EventType.THREATEN
    assert codes(told) == (["CAN GOV"], ["BLR"])
    assert told.date is not None
    assert told.date.edtf == "2023-09-05"
    assert told.attribution is not None
    assert told.attribution.name == "Helen Marsh"


def test_a_promise_has_the_day_on_which_it_was_made(code: Callable[..., Coded]) -> None:
    told = only(code("Kenya promised Somalia on Monday to withdraw its troops."))
    assert (told.type, told.date and told.date.edtf) == ("AGREE", "2023-09-04")


def test_forces_of_a_state_that_is_named_before_are_that_states(code: Callable[..., Coded]) -> None:
    told = only(code("Egypt denied that its forces attacked a militia in Libya."))
    assert codes(told) == (["EGY MIL"], ["LBY PRM"])
    assert told.factuality is Factuality.DENIED


def test_rebel_positions_are_the_rebels(code: Callable[..., Coded]) -> None:
    coded = code(
        "Turkish troops shelled positions of Syrian rebels near Azaz, the ministry said.",
        "Turkish troops shell rebel positions in northern Syria",
    )
    assert codes(only(coded)) == (["TUR MIL"], ["SYR REB"])


@pytest.mark.parametrize(
    "text",
    [
        "Venezuelan authorities rejected accusations that they had tortured prisoners.",
        "The South Korean government is considering sending aid to North Korea.",
        "Germany's chancellor expressed condolences to the families of miners who were killed by rebels.",
        "The Kenyan government declined to comment on a report that its troops had shelled a village.",
        "Yemen's Houthi rebels claimed responsibility for a missile attack on a Saudi base.",
    ],
)
def test_a_mere_statement_carries_no_event(code: Callable[..., Coded], text: str) -> None:
    assert code(text).assertions == ()


def test_what_stands_beside_a_statement_is_told(code: Callable[..., Coded]) -> None:
    told = only(code("The Malian junta rejected the accusations and expelled the French ambassador."))
    assert told.type is EventType.SANCTION


def test_we_in_a_quote_is_the_speakers_government(code: Callable[..., Coded]) -> None:
    coded = code("Canadian Foreign Minister Helen Marsh spoke in Ottawa. “We have frozen Sudanese assets,” she said.")
    told = next(told for told in coded.assertions if told.type is EventType.COERCE)
    assert codes(told)[0] == ["CAN GOV"]
    assert told.attribution is not None
    assert told.attribution.name == "Helen Marsh"


def test_headline_lead_and_late_mention_are_one_event(code: Callable[..., Coded]) -> None:
    body = (
        "Turkey imposed sanctions on five Greek officials on Tuesday over fishing rights.\n\n"
        "Talks about the islands had dragged on for years.\n\n"
        "The Turkish sanctions on the Greek officials were imposed without warning."
    )
    coded = code(body, "Turkey imposes sanctions on Greek officials")
    sanctions = [told for told in coded.assertions if told.type is EventType.COERCE]
    assert len(sanctions) == 1
    assert sanctions[0].date is not None
    assert sanctions[0].date.edtf == "2023-09-05"


def test_two_deeds_of_one_sentence_are_two_events(code: Callable[..., Coded]) -> None:
    coded = code("Egypt expelled the Iranian ambassador and Jordan arrested two Syrian smugglers.")
    assert [told.type for told in coded.assertions] == [EventType.SANCTION, EventType.COERCE]


def test_who_takes_part_in_an_event_is_an_actor_of_the_story(code: Callable[..., Coded]) -> None:
    told = code("Gunmen on motorbikes killed at least 17 villagers in Mali on Sunday. Peru refused a Chilean request.")
    names = [actor.name for actor in told.actors]
    assert {actor.name for event in told.assertions for actor in event.actors} <= set(names)
    assert "Gunmen" in names
    assert len(names) == len(set(names))


def test_every_span_stands_in_the_published_text(code: Callable[..., Coded]) -> None:
    body = (
        "“Nobody will be spared,” Côte d’Ivoire’s president said — in Abidjan — of Mali’s army 🙂.\n\n"
        "Mali expelled the Ivorian envoy."
    )
    coded = code(body, "Ivory Coast Threatens Mali’s Army")
    fields = {"headline": "Ivory Coast Threatens Mali’s Army", "body": body}
    assert coded.assertions
    for told in coded.assertions:
        assert told.sentence is not None
        assert told.trigger is not None
        for part in (told.sentence, told.trigger):
            assert fields[part.field.value][part.start : part.end] == part.text
        for actor in (*told.actors, *told.recipients):
            assert all(fields[str(span.field)][span.start : span.end] for span in actor.spans)


def test_coding_the_same_text_again_gives_the_same(code: Callable[..., Coded]) -> None:
    body = "Kenya accused Ethiopia of arming the rebels. Police arrested 34 demonstrators in Ankara."
    assert code(body) == code(body)


def test_the_same_words_received_on_the_same_day_without_one_of_their_own_are_dated_in_doubt(
    code: Callable[..., Coded],
) -> None:
    text = "Egypt expelled the Iranian ambassador on Monday."
    dates = [only(code(text, published_at=published)).date for published in (WRITTEN, None, WRITTEN)]
    assert [date.reckoned_from for date in dates if date] == [
        DateBasis.PUBLICATION,
        DateBasis.RECEIPT,
        DateBasis.PUBLICATION,
    ]
    assert len({date.edtf for date in dates if date}) == 1
