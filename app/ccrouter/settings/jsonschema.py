"""The JSON Schema of ``config.toml``, for editors; ``python -m ccrouter.settings.jsonschema`` prints it."""

from __future__ import annotations

import json
import sys
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from ccrouter.settings.schema import ConfigFile


def config_schema() -> str:
    """The text of ``resources/config.schema.json`` (JSON Schema 2020-12)."""
    schema = ConfigFile.model_json_schema(by_alias=True, schema_generator=_Generator)
    return json.dumps({"$schema": GenerateJsonSchema.schema_dialect, **schema}, indent=2, ensure_ascii=False) + "\n"


class _Generator(GenerateJsonSchema):
    """TOML has no null: a setting that may be missing is simply not required. Titles would repeat the keys."""

    def nullable_schema(self, schema: Any) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        described = super().default_schema(schema)
        if isinstance(described.get("default"), dict | None):
            described.pop("default", None)
        return described

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


if __name__ == "__main__":
    sys.stdout.write(config_schema())
