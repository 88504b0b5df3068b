import json
from pathlib import Path
from typing import Any

import pytest

import schemas
from schemas.client import EVENTS_TOPIC
from schemas.export import ENRICHED_TOPIC, REFRESH, asyncapi, documents, json_schemas, write
from schemas.headers import event_headers
from streams.topics import TOPICS
from tests.contract.messages import golden_event, golden_position

PACKAGE = Path(schemas.__file__).parent


@pytest.mark.parametrize("path", documents())
def test_the_committed_file_is_what_the_models_say(path: str) -> None:
    assert (PACKAGE / path).read_text("utf-8") == documents()[path], f"run: {REFRESH}"


def test_no_schema_lies_there_that_nothing_writes(tmp_path: Path) -> None:
    written = {path.relative_to(tmp_path) for path in write(tmp_path)}
    committed = {path.relative_to(PACKAGE) for path in (*PACKAGE.glob("json/*"), *PACKAGE.glob("*.yaml"))}
    assert written == committed


def references(node: Any) -> list[str]:  # noqa: ANN401 - any JSON
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for part in node.values() for found in references(part)]
    return [found for part in node for found in references(part)] if isinstance(node, list) else []


@pytest.mark.parametrize("document", [asyncapi(), *json_schemas().values()], ids=["asyncapi", *json_schemas()])
def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in references(document):
        node: Any = document
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]


def test_the_documents_are_made_of_references() -> None:
    assert len(references(asyncapi())) > 20
    assert references(json_schemas()["event"])


def test_a_payload_keeps_no_definitions_of_its_own() -> None:
    # AsyncAPI parsers resolve `#/$defs/…` against the document, where there are none.
    assert "$defs" not in json.dumps(asyncapi())


def test_each_schema_is_named_as_the_messages_name_it() -> None:
    event = golden_event()
    headers = dict(event_headers(event, golden_position()))
    assert json_schemas()["event"]["$id"].encode() == headers["ce_dataschema"]
    assert all(schema["$schema"].endswith("2020-12/schema") for schema in json_schemas().values())


def test_vocabularies_are_open_in_the_schemas() -> None:
    assert '"enum"' not in json.dumps([asyncapi(), *json_schemas().values()])
    assert "COERCE" in json_schemas()["event"]["properties"]["type"]["examples"]


def test_the_public_channels_are_the_public_topics_as_they_are_created() -> None:
    topics = {topic.name: topic for topic in TOPICS if topic.public}
    channels = {channel["address"]: channel for channel in asyncapi()["channels"].values()}
    assert set(channels) == set(topics) == {ENRICHED_TOPIC, EVENTS_TOPIC}
    for name, channel in channels.items():
        described = channel["bindings"]["kafka"]["topicConfiguration"]
        assert ",".join(described["cleanup.policy"]) == topics[name].config["cleanup.policy"]
        assert str(described["retention.ms"]) == topics[name].config["retention.ms"]
        assert str(described["max.message.bytes"]) == topics[name].config["max.message.bytes"]


def test_the_described_headers_are_the_written_ones() -> None:
    written = event_headers(golden_event(), golden_position(), traceparent=b"00-aa-bb-01")
    described = asyncapi()["components"]["messages"]["event"]["headers"]["properties"]
    assert {name for name, _ in written} == set(described)
