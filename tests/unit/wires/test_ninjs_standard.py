"""The letter of ninjs, version by version: each kind and rule that the standard has, kept and broken."""

from typing import Any

import pytest

from streams.wires import ninjs_standard
from streams.wires.ninjs_standard import fault

RIGHTS = {"langid": "urn:x", "linkedrights": "urn:y"}
CONTACT = {"type": "email", "value": "desk@wire.example"}


def test_every_version_is_known() -> None:
    known = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2.0", "2.1", "2.2", "3.0", "3.1")
    assert ninjs_standard.versions() == known


@pytest.mark.parametrize("version", ninjs_standard.versions())
def test_an_address_is_enough_and_needed(version: str) -> None:
    assert fault({"uri": "urn:x:1"}, version) is None
    assert fault({"headline": "h"} if version < "2" else {"title": "t"}, version) == "uri: missing"


@pytest.mark.parametrize(
    ("since", "fields"),
    [
        ("1.1", {"urgency": 3, "usageterms": "x"}),
        ("1.1", {"place": [{"name": "Bern", "geometry_point": {"type": "Point"}}]}),
        ("1.2", {"type": "component", "title": "t", "ednote": "e", "slugline": "s", "infosource": [{"name": "x"}]}),
        ("1.2", {"firstcreated": "2026-03-04T00:00:00Z", "wordcount": 3, "charcount": 4.0}),
        ("1.3", {"headline_main": "h", "altids": {"any": 1}, "genre": [{"name": "Current"}]}),
        ("1.3", {"$standard": {"name": "ninjs", "version": "1.3"}, "trustindicator": [{"title": "t"}]}),
        ("1.4", {"rightsinfo": RIGHTS, "contentcreated": "2026", "expires": "2027"}),
        ("1.5", {"person": [{"name": "Ann Bell", "contactinfo": [CONTACT]}]}),
        ("1.5", {"subject": [{"name": "talks", "creator": "desk", "relevance": 50, "confidence": 100}]}),
        ("1.6", {"digitalsourcetype": {"name": "print", "uri": "urn:x"}}),
    ],
)
def test_a_field_is_allowed_since_its_version(since: str, fields: dict[str, Any]) -> None:
    for version in (one for one in ninjs_standard.versions() if one < "2"):
        found = fault({"uri": "urn:x:1", **fields}, version)
        assert (found is None) == (version >= since), (version, found)


@pytest.mark.parametrize(
    ("since", "fields"),
    [
        ("2.0", {"headlines": [{"role": "main", "value": "h"}], "bodies": [{"value": "b", "wordcount": 1}]}),
        ("2.0", {"altids": [{"role": "r", "value": "v"}], "people": [{"name": "Ann Bell", "rel": "about"}]}),
        ("2.1", {"expires": "2027", "organisations": [{"name": "Lake Council", "contactinfo": [CONTACT]}]}),
        ("2.2", {"digitalsourcetype": {"uri": "urn:x"}}),
    ],
)
def test_the_second_generation_has_its_own_fields(since: str, fields: dict[str, Any]) -> None:
    for version in (one for one in ninjs_standard.versions() if one >= "2"):
        found = fault({"uri": "urn:x:1", **fields}, version)
        assert (found is None) == (since <= version < "3"), (version, found)


@pytest.mark.parametrize(
    ("version", "fields", "found"),
    [
        ("1.0", {"version": 1}, "version: not of kind string"),
        ("1.0", {"type": "essay"}, "type: not one of text, audio, video, picture, graphic, composite"),
        ("1.0", {"type": ["text"]}, "type: not one of text, audio, video, picture, graphic, composite"),
        ("1.0", {"SECRET NOTE": 1}, "…: a field that the version does not have"),
        ("1.0", {"person": {}}, "person: not a list"),
        ("1.0", {"person": ["Ann Bell"]}, "person[0]: not an object"),
        ("1.0", {"person": [{}, {"code": 4}]}, "person[1].code: not of kind string"),
        ("1.0", {"person": [{"unheard": 4}]}, "person[0].unheard: a field that the version does not have"),
        ("1.0", {"body_": "b"}, "body_: a field that the version does not have"),
        ("1.0", {"body_text": 4}, "body_text: not of kind string"),
        ("1.0", {"renditions": {"a": {"height": "4"}}}, "renditions.a.height: not of kind number"),
        ("1.0", {"renditions": {"-": {}}}, "renditions.…: a field that the version does not have"),
        ("1.0", {"associations": {"a": {"headline": "h"}}}, "associations.a.uri: missing"),
        ("1.1", {"urgency": True}, "urgency: not of kind number"),
        ("1.5", {"subject": [{"relevance": 101}]}, "subject[0].relevance: not an integer of 0-100"),
        ("1.5", {"subject": [{"relevance": 1.5}]}, "subject[0].relevance: not an integer of 0-100"),
        ("1.4", {"rightsinfo": {}}, "rightsinfo: needs exactly one of linkedrights and encodedrights"),
        (
            "1.5",
            {"person": [{"contactinfo": [{**CONTACT, "address": {}}]}]},
            "person[0].contactinfo[0]: needs exactly one of value and address",
        ),
        ("2.0", {"headlines": [{"role": "main"}]}, "headlines[0].value: missing"),
        ("2.0", {"representationtype": "complete"}, "representationtype: not one of full, partial"),
        ("2.0", {"renditions": [{"href": "x"}]}, "renditions[0].name: missing"),
        ("2.0", {"places": [{"geojson": {"coordinates": [1, 2]}}]}, "places[0].geojson.type: missing"),
        (
            "2.0",
            {"places": [{"geojson": {"type": "Point", "coordinates": ["x", 2]}}]},
            "places[0].geojson.coordinates: not of kind numbers",
        ),
        ("2.1", {"associations": [{"uri": "urn:y"}]}, "associations[0].name: missing"),
        ("2.1", {"associations": [{"name": "n"}]}, "associations[0].uri: missing"),
        ("3.0", {"versioncreated": "x"}, "versioncreated: a field that the version does not have"),
        ("3.0", {"urgency": 0}, "urgency: not an integer of 1-9"),
        ("3.0", {"plannedCoverage": [{"urgency": 11}]}, "plannedCoverage[0].urgency: not an integer of 1-9"),
        (
            "3.0",
            {"eventDetails": {"dates": {"startDate": "2026", "expectedStartDate": "2026"}}},
            "eventDetails.dates: needs exactly one of startDate and expectedStartDate",
        ),
        (
            "3.0",
            {"eventDetails": {"dates": {"expectedStartDate": "March 2026"}}},
            "eventDetails.dates.expectedStartDate: not of kind truncated",
        ),
        ("3.0", {"digitalSourceType": {"name": "x"}}, "digitalSourceType: a field that the version does not have"),
        ("3.1", {"digitalSourceType": "x"}, "digitalSourceType: not an object"),
    ],
)
def test_a_fault_is_told_by_its_place_and_quotes_nothing(version: str, fields: dict[str, Any], found: str) -> None:
    assert fault({"uri": "urn:x:1", **fields}, version) == found


@pytest.mark.parametrize(
    ("version", "fields"),
    [
        ("1.0", {"versioncreated": "no time", "uri": "no address"}),
        ("1.4", {"rightsinfo": {**RIGHTS, "more": 1}}),
        ("2.0", {"associations": [{"name": "n", "anything": 1}, {"uri": "urn:y"}]}),
        ("2.0", {"places": [{"geojson": {"type": "Polygon", "coordinates": [[[1, 2], [3, 4.5]]]}}]}),
        ("2.0", {"places": [{"geojson": {"type": "Feature", "geometry": None, "properties": None}}]}),
        ("2.1", {"associations": [{"name": "n", "uri": "urn:y", "title": "t"}]}),
        ("3.0", {"urgency": 9, "eventDetails": {"dates": {"startDate": "2026", "endDate": "2026"}}}),
        ("3.0", {"eventDetails": {"dates": {"expectedStartDate": "2026-03", "recurrence": {"recurrenceRules": []}}}}),
        ("3.0", {"eventDetails": {"dates": {"expectedStartDate": "2026-03-04T10:00:00+01:00"}}}),
        ("3.1", {"digitalSourceType": {"name": "x"}}),
    ],
)
def test_what_keeps_to_the_letter_has_no_fault(version: str, fields: dict[str, Any]) -> None:
    assert fault({"uri": "urn:x:1", **fields}, version) is None


@pytest.mark.parametrize(
    ("fields", "version"),
    [
        ({"$standard": {"version": "1.3"}}, "1.3"),
        ({"standard": {"version": "2.2"}}, "2.2"),
        ({"standard": {"version": "9.9"}}, None),
        ({"standard": "2.2"}, None),
        ({}, None),
    ],
)
def test_the_version_that_an_item_states_is_known(fields: dict[str, Any], version: str | None) -> None:
    assert ninjs_standard.stated(fields) == version
