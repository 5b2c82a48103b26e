"""The command line: `perelom COMMAND`. A command's module is imported when the command is called.

Exit status: 0 done, 1 a check fell short, 2 the input was refused, 3 interrupted but resumable.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from cyclopts import App, CycloptsError

from perelom.errors import InputError, did_you_mean

COMMANDS = {
    "run": ("running:run", "Run one scenario; its indicators with their bands."),
    "compare": ("running:compare", "Paired difference of scenarios with its uncertainty."),
    "verdict": ("verdict:verdict", "NEP and its rivals against history, row by row; for whom it flips."),
    "check": ("checking:check", "Hold a scenario against history: checks, coverage, rival forecasts."),
    "claims": ("claims:claims", "The essay's claims, audited by rule against evidence and model."),
    "replicate": (
        "replicating:replicate",
        "Published models solved again: published figure, ours, tolerance.",
    ),
    "rivals": ("rivals:rivals", "One question to several models: consumption without collectivization."),
    "resume": ("running:resume", "Go on with a run that was interrupted."),
    "verify": ("running:verify", "Check the files of a run against their hashes."),
    "report": ("reporting:report", "One HTML page about a run: against evidence, differences, sources."),
    "figure": ("reporting:figure", "Charts of a run for a paper: svg, png or pdf."),
    "export": ("reporting:export", "Results as one long table: csv, parquet or xlsx."),
    "scenarios": ("reading:scenarios", "The library of scenarios."),
    "show": (
        "reading:show_words",
        "Instruments, indicators, steps, parameters, regions, what is given, a scenario.",
    ),
    "new": ("reading:new", "Begin a scenario of your own."),
    "validate": ("reading:validate", "Check scenario files: every error of each."),
    "schema": ("reading:schema", "JSON Schema of scenario files, for editors."),
    "data": ("evidence:data", "Published series, and what they say of an indicator."),
    "cite": ("citing:cite", "Sources of a scenario, a series or an indicator; how to cite the software."),
    "calibrate": ("calibrating:calibrate", "Fit the parameters that matter to the evidence."),
    "posterior": ("learning:posterior", "What the evidence says about the parameters."),
    "sensitivity": ("sensing:sensitivity", "Which parameters a result hangs on: Morris or Sobol."),
    "serve": ("serving:serve", "The page, on this machine: two futures side by side, a lever to move."),
    "site": ("serving:site", "The page as files for any web host, with pairs of scenarios computed now."),
    "bench": ("measuring:bench", "Measure the speed on this machine."),
    "doctor": ("measuring:doctor", "Say what is installed and whether it works."),
}


def application() -> App:
    """The command line with every command, none of them imported yet."""
    app = App(
        name="perelom",
        help="The Soviet economy and society, month by month, 1921-1940: decisions in, bands out.",
        version="",
        help_format="plaintext",
    )
    for name, (place, words) in COMMANDS.items():
        app.command(f"perelom.commands.{place}", name=name, help=words)
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status. Refused input is told on stderr, without a traceback."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words == ["--version"]:
        from importlib.metadata import version

        print(version("perelom"))
        return 0
    if words and not words[0].startswith("-") and words[0] not in COMMANDS:
        hint = did_you_mean(words[0], COMMANDS) or f"known: {', '.join(COMMANDS)}"
        return _refuse(f"error: unknown command '{words[0]}'\n  {hint}")
    signal.signal(signal.SIGTERM, _stopped)
    try:
        code = application()(
            words,
            exit_on_error=False,
            print_error=False,
            result_action="return_value",
        )
        sys.stdout.flush()
        return code or 0
    except InputError as error:
        return _refuse(str(error))
    except CycloptsError as error:
        told = " ".join(str(error).split())
        return _refuse(f"error: {told}\n  perelom {words[0] if words else ''} --help")
    except BrokenPipeError:  # the reader of a pipe has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        _leave("interrupted; nothing was kept", 130)
    except Exception as error:
        from perelom.ensembles.work import Interrupted

        if not isinstance(error, Interrupted):
            raise
        folder = error.store.folder
        done = f"{len(error.store.done)} of {len(error.store.plan)} simulations are kept"
        _leave(f"{error}; {done}\ngo on with: perelom resume {folder}", 3)


def _refuse(words: str) -> int:
    print(words, file=sys.stderr)
    return 2


def _stopped(number: int, frame: FrameType | None) -> NoReturn:
    """A request to end is taken as Ctrl-C is."""
    raise KeyboardInterrupt


def _leave(words: str, code: int) -> NoReturn:
    """Ends at once: simulations in flight are not waited for, what is finished stands on the disk already."""
    print(words, file=sys.stderr, flush=True)
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
