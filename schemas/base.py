"""What every message of the contract shares: frozen models, open vocabularies, moments with a zone.

Flows in: nothing. Flows out: the base classes of all other modules in `schemas`.
"""

from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

Moment = AwareDatetime
"""A point in time; always with a zone, on the wire as RFC 3339."""


class Frozen(BaseModel):
    """A message or part of one: immutable, blind to unknown fields, silent about its input in errors."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
        ser_json_bytes="base64",
        val_json_bytes="base64",
    )


class Vocabulary(StrEnum):
    """A closed list for writers that is open for readers.

    Built in Python, a value must be one of the list. Read from JSON, a word that a newer writer has
    added is kept as a plain `str`, so that yesterday's reader survives tomorrow's message.
    """

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401 - pydantic's signature
        # Once, not for each word: a service reads millions of them when it starts.
        members = {member.value: member for member in cls}

        def read(word: str) -> str:
            return members.get(word, word)

        return core_schema.json_or_python_schema(
            json_schema=core_schema.no_info_after_validator_function(read, core_schema.str_schema()),
            python_schema=core_schema.no_info_plain_validator_function(cls),
            serialization=core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema()),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        # Open on purpose: `enum` would make every added word a breaking change for validators.
        return {"type": "string", "examples": [member.value for member in cls]}
