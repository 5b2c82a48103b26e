"""The generated page of the command line: every command and option, from the same source as `--help`."""

from __future__ import annotations

import inspect
import types
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from cyclopts import App
from reference_tables import heading, table

from perelom.cli import COMMANDS, application

TOP = """# Command line

`perelom COMMAND`, made from the same functions as `perelom COMMAND --help`. Every command that prints
results takes `--json`: one document on stdout, whatever else is said on stderr.

| exit status | means |
| --- | --- |
| 0 | done |
| 1 | a check fell short, or a simulation failed |
| 2 | the input was refused: nothing was run, nothing written |
| 3 | interrupted; `perelom resume FOLDER` goes on |

Months are written `1930-03`. `perelom --version` prints the version, `perelom --help` the commands.

"""


def commands_page() -> str:
    """Every command with its arguments and options."""
    app = application()
    contents = table(
        ["command", "does"], [[f"[`{name}`](#{name})", words] for name, (_, words) in COMMANDS.items()]
    )
    return TOP + contents + "\n" + "\n".join(command(app, name) for name in COMMANDS)


def command(app: App, name: str) -> str:
    """One command as a section."""
    resolved: Any = app[name]
    if hasattr(resolved, "resolve"):
        resolved = resolved.resolve()
    arguments = [a for a in resolved.assemble_argument_collection(parse_docstring=True) if a.show]
    rows = [[_names(a), _takes(a.hint), _default(a), a.parameter.help or ""] for a in arguments]
    words = inspect.cleandoc(resolved.default_command.__doc__ or "").split("\nParameters\n")[0].strip()
    usage = " ".join(["perelom", name, *(_usage(a) for a in arguments if _positional(a)), "[OPTIONS]"])
    told = f"```text\n{usage}\n```\n"
    parts = [heading(name), COMMANDS[name][1], "", words if words != COMMANDS[name][1] else "", "", told]
    return "\n".join(parts) + "\n" + table(["name", "takes", "by default", "meaning"], rows)


def _positional(argument: Any) -> bool:
    return argument.field_info.kind is not argument.field_info.KEYWORD_ONLY


def _usage(argument: Any) -> str:
    word = argument.names[0].lstrip("-").upper()
    if argument.field_info.kind is argument.field_info.VAR_POSITIONAL:
        return f"[{word} …]"
    return word if argument.required else f"[{word}]"


def _names(argument: Any) -> str:
    if _positional(argument):
        return f"`{_usage(argument).strip('[]')}`"
    return ", ".join(f"`{name}`" for name in argument.names)


def _takes(hint: Any) -> str:
    """The words for a type: a switch, choices, a whole number, a number, a path, text."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _takes(get_args(hint)[0])
    if origin in (Union, types.UnionType):
        return _takes(next(part for part in get_args(hint) if part is not type(None)))
    if origin is Literal:
        return " or ".join(f"`{choice}`" for choice in get_args(hint))
    if origin in (tuple, list):
        return f"any number of: {_takes(get_args(hint)[0])}"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return " or ".join(f"`{choice.value}`" for choice in hint)
    plain = {bool: "switch", int: "whole number", float: "number", str: "text"}
    return plain.get(hint, "path" if "Path" in str(hint) else str(hint))


def _default(argument: Any) -> str:
    if argument.required:
        return "must be given"
    default = argument.field_info.default
    if default is inspect.Parameter.empty or default is None or default == ():
        return "–"
    return "off" if default is False else "on" if default is True else f"`{default}`"
