"""The shipped JSON Schema is the models'; every setting is described."""

import json
import re
from typing import Any

from ccrouter.ir.profile import Profile
from ccrouter.resources import resource
from ccrouter.settings.jsonschema import config_schema

SCHEMA: dict[str, Any] = json.loads(config_schema())


def test_shipped_file_is_fresh() -> None:
    """If not: ``python -m ccrouter.settings.jsonschema > resources/config.schema.json``."""
    assert resource("config.schema.json").read_text(encoding="utf-8") == config_schema()


def test_every_key_is_described() -> None:
    tables = [SCHEMA, *SCHEMA["$defs"].values()]
    assert len(tables) > 5
    assert all(table["description"] for table in tables)
    silent = [
        key
        for table in tables
        for key, value in table["properties"].items()
        if not value.get("description") and "$ref" not in value  # a table says it of itself
    ]
    assert silent == []


def test_profile_has_every_field_the_encoders_look_at() -> None:
    assert set(SCHEMA["$defs"]["ProfileTable"]["properties"]) == set(Profile.__struct_fields__)


def test_nothing_may_be_null() -> None:
    assert "null" not in config_schema()


def test_editors_refuse_a_literal_key() -> None:
    pattern = SCHEMA["$defs"]["ProviderTable"]["properties"]["api_key"]["pattern"]
    assert re.search(pattern, "keyring:anthropic")
    assert re.search(pattern, "${KEY_2}")
    assert not re.search(pattern, "sk-ant-1234")
