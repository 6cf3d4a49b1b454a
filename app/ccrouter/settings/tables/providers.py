"""The port, the providers, and what their models can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_type_hints

from pydantic import Field, create_model

from ccrouter.ir.profile import FormatName, Profile
from ccrouter.settings.tables.table import Table

Auth = Literal["bearer", "x-api-key", "x-goog-api-key", "api-key", "none"]

_KEY: dict[str, Any] = {"pattern": r"^(keyring:\S+|\$\{[A-Za-z_][A-Za-z0-9_]*\}|client)$"}
_TOKEN: dict[str, Any] = {"pattern": r"^(keyring:\S+|\$\{[A-Za-z_][A-Za-z0-9_]*\})$"}

_PROFILE = {
    "context": "Tokens a conversation may hold, input and output together.",
    "max_output": "Most tokens one answer may have; larger requests are clipped to it.",
    "images": "Takes images.",
    "documents": "Takes PDF documents.",
    "audio": "Takes audio.",
    "tools": "Can call tools.",
    "parallel_tools": "Takes the parameter about parallel tool calls.",
    "custom_tools": "Takes freeform tools with a grammar.",
    "server_tools": "Tools it runs itself, such as web_search.",
    "thinking": "How it is told to think.",
    "efforts": "The words for effort it knows, weakest first.",
    "max_thinking": "Largest thinking budget in tokens.",
    "reasoning_back": "When its reasoning must come back with the history.",
    "reasoning_field": "The field of a chat message that carries its reasoning.",
    "cache_marks": "Understands cache_control.",
    "max_tokens_name": "What it calls the limit on the answer's tokens.",
    "max_tokens_required": "Refuses a request that sets no such limit.",
    "refuses": "Parameters it answers with an error, such as temperature; they are left out.",
    "accepts": "Parameters beyond its format's own that it takes, such as top_k.",
    "system_role": "The role its system messages have.",
    "system_anywhere": "Takes system messages in mid-conversation.",
    "tool_choice": "The forms of tool_choice it takes.",
    "output": "How strictly it can be told the shape of the answer.",
    "schema": "The part of JSON Schema its tools may use.",
    "tool_result_images": "Takes images inside tool results.",
    "stream_usage": "Knows stream_options.include_usage.",
    "tool_id": "The form of tool call ids it takes.",
    "attribution": "Wants the billing header Claude Code puts into the system prompt; others lose their cache over it.",
    "count_tokens": "Has an endpoint that counts tokens.",
    "system_prompt": "Words it demands to stand first in the system prompt.",
}


def _profile_table() -> type[Table]:
    """Every field of ``ir.profile.Profile``, optional; made from it so that the two cannot drift apart."""
    fields: dict[str, Any] = {}
    for name, hint in get_type_hints(Profile).items():
        if name not in Profile.__struct_fields__:
            continue
        wanted = list[str] if hint == tuple[str, ...] else hint  # TOML knows lists only
        # the underscore: BaseModel has a method called schema
        fields[f"{name}_"] = (wanted | None, Field(default=None, alias=name, description=_PROFILE.get(name)))
    return create_model(
        "ProfileTable", __base__=Table, __doc__="What a model can do and how it wants to be asked.", **fields
    )


if TYPE_CHECKING:
    ProfileTable = Table
else:
    ProfileTable = _profile_table()


class ServerTable(Table):
    """Where CC Router listens."""

    host: str = Field(
        default="127.0.0.1",
        description="Address to listen on. Others than this machine's own need allow_remote.",
        examples=["127.0.0.1"],
    )
    port: int = Field(default=3456, ge=0, le=65535, description="TCP port; 0 takes any free one.", examples=[3456])
    auth_token: str | None = Field(
        default=None,
        description='The token clients must carry: "${VARIABLE}" or "keyring:NAME". '
        "Without it a random one is made at first start and kept in the keyring.",
        examples=["${CCR_TOKEN}"],
        json_schema_extra=_TOKEN,
    )
    max_body_mb: int = Field(default=64, ge=1, le=1024, description="Largest request in MiB.", examples=[64])
    allow_remote: bool = Field(
        default=False,
        description="Let other machines connect. They then reach your providers with your keys, and the token travels "
        "unencrypted.",
        examples=[True],
    )


class ProviderTable(Table):
    """One account at one endpoint. Named like a catalog entry it needs nothing but its key."""

    format: FormatName | None = Field(
        default=None, description="The dialect the endpoint speaks.", examples=["openai_chat"]
    )
    base_url: str | None = Field(
        default=None,
        description="The endpoint, as the provider's own SDK is given it.",
        examples=["https://api.example.com/v1"],
    )
    api_key: str | list[str] | None = Field(
        default=None,
        description='Where the key is: "keyring:NAME", "${VARIABLE}", a list of such, or "client" to pass on the '
        "caller's own credentials. Never the key itself.",
        examples=["keyring:anthropic"],
        json_schema_extra=_KEY,
    )
    models: list[str] | None = Field(
        default=None, description="The models it offers, by its own names.", examples=[["qwen3-coder"]]
    )
    catalog: str | None = Field(
        default=None,
        description="The catalog entry whose defaults apply; by default the one of the same name, else the one with "
        'the same host. "" for none.',
        examples=["openai"],
    )
    auth: Auth | None = Field(default=None, description="The header the key travels in.", examples=["bearer"])
    headers: dict[str, str] = Field(
        default={}, description="Sent with every request as written. Not for keys.", examples=[{"x-team": "blue"}]
    )
    enabled: bool = Field(default=True, description="false leaves it out without deleting it.", examples=[False])
    insecure: bool = Field(
        default=False,
        description="Allow plain http to another machine: keys and prompts travel readable.",
        examples=[True],
    )
    connect_timeout: float | None = Field(
        default=None, gt=0, le=600, description="Seconds to wait for a connection.", examples=[10]
    )
    first_byte_timeout: float | None = Field(
        default=None, gt=0, le=86400, description="Seconds to wait for the answer to begin.", examples=[600]
    )
    idle_timeout: float | None = Field(
        default=None, gt=0, le=86400, description="Seconds a stream may be silent.", examples=[300]
    )
    profile: ProfileTable = Field(
        default=ProfileTable(), description="What its models can do, where the catalog is wrong or silent."
    )
    profiles: dict[str, ProfileTable] = Field(default={}, description="The same for single models, by name or glob.")
