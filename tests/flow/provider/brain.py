"""A model's mind that is just enough for a coding agent: write a file, run a command, say that it is done.

It looks only at the tools and tool results of the request, so it works in every provider's format.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flow.provider.script import Ask, Call, Say, Script, Think, Tool, Usage

WRITERS = ("Write", "write", "write_file")
SHELLS = ("Bash", "bash", "exec_command", "shell", "run_shell_command")
PATCHES = ("apply_patch",)
SCRIPTS = ("exec",)  # Codex's code mode: JavaScript that calls the other tools
KNOWN = WRITERS + SHELLS + PATCHES + SCRIPTS


@dataclass
class Brain:
    """Writes ``file`` with ``content`` into ``project``, then runs ``command`` there, then says ``goodbye``."""

    project: Path
    content: str = "written by the agent"
    file: str = "written.txt"
    command: str = "echo shell ran > shell.txt"
    goodbye: str = "The file is written and the command has run."
    think: bool = True
    heard: list[Ask] = field(default_factory=list)

    def __call__(self, ask: Ask) -> Script:
        self.heard.append(ask)
        if ask.schema:
            return [Say(json.dumps(example(ask.schema)))]
        if not any(_find(ask.tools, (name,)) for name in KNOWN):
            return [Say("A small task")]  # a title, a summary: no tools to work with
        usage = Usage(input=100 + 10 * len(ask.results), cache_read=50, output=20, reasoning=5 if self.think else 0)
        thought = [Think("The next step is clear.")] if self.think else []
        match len(ask.results):
            case 0:
                return [*thought, Say("I write the file."), self._write(ask.tools), usage]
            case 1:
                return [*thought, self._run(ask.tools, self.command), usage]
            case _:
                return [Say(self.goodbye), usage]

    def _write(self, tools: tuple[Tool, ...]) -> Call:
        path = str(self.project / self.file)
        patch = f"*** Begin Patch\n*** Add File: {self.file}\n+{self.content}\n*** End Patch\n"
        if script := _find(tools, SCRIPTS):
            return _freeform(script, f"text(await tools.apply_patch({json.dumps(patch)}));")
        if patcher := _find(tools, PATCHES):
            return _freeform(patcher, patch)
        if writer := _find(tools, WRITERS):
            values = {"file_path": path, "filePath": path, "path": path, "content": self.content}
            return Call(writer.name, {name: value for name, value in values.items() if name in writer.properties})
        return self._run(tools, f"printf '%s' '{self.content}' > {self.file}")

    def _run(self, tools: tuple[Tool, ...], command: str) -> Call:
        if script := _find(tools, SCRIPTS):
            return _freeform(script, f"text(await tools.exec_command({json.dumps({'cmd': command})}));")
        shell = _find(tools, SHELLS)
        assert shell is not None, f"no shell among {[tool.name for tool in tools]}"
        args: dict[str, Any] = {"cmd" if "cmd" in shell.properties else "command": command}
        if "description" in shell.properties:
            args["description"] = "Run the command of the task"
        return Call(shell.name, args, namespace=shell.namespace)


def _find(tools: tuple[Tool, ...], names: tuple[str, ...]) -> Tool | None:
    """The first of ``names`` that is offered; a namespace may have been written in front of it."""
    return next((tool for name in names for tool in tools if re.fullmatch(rf"(.*[_.-])?{name}", tool.name)), None)


def _freeform(tool: Tool, text: str) -> Call:
    """A custom tool's call; a provider without custom tools is offered a function with one text field instead."""
    if tool.custom:
        return Call(tool.name, text, custom=True, namespace=tool.namespace)
    return Call(tool.name, {next(iter(tool.properties)): text})


def example(schema: dict[str, Any]) -> Any:
    """The smallest value that follows a schema (types in either case: Gemini writes them in capitals)."""
    if schema.get("enum"):
        return schema["enum"][0]
    match str(schema.get("type", "object")).lower():
        case "object":
            return {name: example(inner) for name, inner in schema.get("properties", {}).items()}
        case "array":
            return [example(schema["items"])] if "items" in schema else []
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case _:
            return "A small task"
