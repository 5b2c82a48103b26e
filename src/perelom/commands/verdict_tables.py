"""Tables of the verdict for people; docs/verdict_tables.py writes the same cells into the documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

from perelom.inference.verdict_rows import LEVELS, ROWS, Row
from perelom.results.comparison import MEDIANS
from perelom.results.labels import counted, figure

from .printing import table

if TYPE_CHECKING:
    from rich.table import Table

RARELY = 0.05  # share of draws below which a pair of rows is not told
ABREAST = 4  # courses in one table
WIDTH = 110  # characters of a line of words

Headed = tuple[str, list[str], list[list[str]]]  # title, headings, rows of cells


def tell(document: dict[str, Any], every_row: bool = False) -> Iterator[Table | str]:
    """All that `perelom verdict` prints, in its order."""
    found = document["verdict"]
    if "compare_parameters" in document:
        for title, headings, rows in by_parameters(document["compare_parameters"]):
            yield _made(title, headings, rows)
        return
    for at in found["at"]:
        yield _made(*headline(found, at, every_row), caption=fill(caption(found), WIDTH))
        if every_row:
            for name in found["neps"]:
                yield _made(*details(found, at, name))
    yield _made(*with_executions(found, found["at"][0]))
    yield _made(*capacity(found))
    yield fill(threat_words(found), WIDTH) + "\n"
    for title, headings, rows in rivals(found, found["at"][0]):
        yield _made(title, headings, rows)
    if "where_it_flips" in document:
        for flips in document["where_it_flips"].values():
            for words in flip_words(flips):
                yield fill(words, WIDTH, subsequent_indent="    ", replace_whitespace=False)
            yield _made(*exchange(flips, found["people_1928"]))
    yield "\n".join(["", *(fill(words, WIDTH) for words in found["notes"])])


def _made(title: str, headings: list[str], rows: Sequence[Sequence[str]], caption: str = "") -> Table:
    made = table(title, headings, numbers=len(headings) - 1, caption=caption)
    for row in rows:
        made.add_row(*row)
    return made


def caption(found: dict[str, Any]) -> str:
    """How to read the table."""
    several = found["draws"] > 1
    words = (
        f"Course less history, paired over {counted(found['draws'], 'draw')} x "
        f"{counted(found['seeds'], 'seed')}, parameters: {found['parameters']}. "
    )
    if not several:
        return words + "One draw: no band."
    return (
        words + "Median [share of draws above 0], 90 % band below it. "
        f"Range: lowest and highest median of the three NEPs, the widest band below it. {MEDIANS}"
    )


def shown_rows(every_row: bool) -> list[Row]:
    """Rows of the headline, or all but those with executions, which have a table of their own."""
    kept = [row for row in ROWS.values() if ".with_executions." not in row.id]
    return kept if every_row else [row for row in kept if row.headline]


def headline(found: dict[str, Any], at: str, every_row: bool = False) -> Headed:
    """History's level, the three NEPs against it, and their range."""
    headings = ["", "history", *found["neps"], "range of the NEPs"]
    rows = []
    for row in shown_rows(every_row):
        cells = [_label(row), _banded(row, found["history"][at][row.id], found["draws"])]
        cells += [difference(row, found["table"][at][name][row.id]) for name in found["neps"]]
        rows.append([*cells, ranged(row, found["range"][at][row.id], found["draws"])])
    return f"Against history, at the end of {at}", headings, rows


def details(found: dict[str, Any], at: str, name: str) -> Headed:
    """One course against history with all statistics of every row."""
    headings = ["", "history", "course", "difference", "50 % band", "90 % band", "above 0", "noise"]
    rows = []
    for row in ROWS.values():
        told = found["table"][at][name][row.id]

        def cell(key: str, signed: bool = True, row: Row = row, told: dict[str, Any] = told) -> str:
            return figure(None if told[key] is None else row.factor * told[key], signed)

        share = told["share_positive"]
        rows.append(
            [
                _label(row),
                cell("median_a", False),
                cell("median_b", False),
                cell("median"),
                f"{cell('q25')} … {cell('q75')}",
                f"{cell('q05')} … {cell('q95')}",
                "–" if share is None else f"{100 * share:.0f} %",
                cell("mc_error", False),
            ]
        )
    title = f"{name} less history, {at}; noise: standard error of the mean difference from random numbers"
    return title, headings, rows


def with_executions(found: dict[str, Any], at: str) -> Headed:
    """Rows in which executions count: given, apart from all that the verdict rests on."""
    names = ["executions.1936_38", "executions.other_years"]
    names += [f"{kind}.with_executions.{name}" for kind in ("deaths", "cohort") for name in LEVELS]
    rows = []
    for row in (ROWS[name] for name in names):
        cells = [_label(row), _banded(row, found["history"][at][row.id], found["draws"])]
        rows.append([*cells, *(difference(row, found["table"][at][name][row.id]) for name in found["neps"])])
    title = f"With executions, which are given and which no course is judged by, at the end of {at}"
    return title, ["", "history", *found["neps"]], rows


def rivals(found: dict[str, Any], at: str) -> Iterator[Headed]:
    """Rival courses against history, a few to a table."""
    names = found["rivals"]
    for start in range(0, len(names), ABREAST):
        abreast = names[start : start + ABREAST]
        rows = [
            [_label(row), *(difference(row, found["table"][at][name][row.id]) for name in abreast)]
            for row in shown_rows(False)
        ]
        yield f"Rival courses against history, at the end of {at}", ["", *abreast], rows


def capacity(found: dict[str, Any]) -> Headed:
    """Defence capacity over history's, and the share of draws below each ratio that a reader may hold."""
    said = found["threat"]["capacity"]
    courses = {name: row for name, row in said.items() if isinstance(row, dict)}
    held = list(next(iter(courses.values()))["below"]) if courses else []
    headings = [
        "",
        "ratio to history (90 % band)",
        *(f"below {h}" for h in held),
        "deaths a hundredth, thousand",
    ]
    rows = []
    for name, row in courses.items():
        ratio, even = row["ratio"], row["deaths_a_hundredth"]
        cells = [name, f"{ratio['q50']:.2f}\n({ratio['q05']:.2f} … {ratio['q95']:.2f})"]
        cells += [f"{100 * row['below'][h]:.0f} %" for h in held]
        told = "–"
        if even is not None:
            told = " … ".join(figure(even[q] / 1e3) for q in ("q05", "q95"))
            told = f"{figure(even['q50'] / 1e3)} [{100 * even['share_of_draws']:.0f} %]\n({told})"
        rows.append([*cells, told])
    return f"Defence capacity relative to history, {said['at']}", headings, rows


def threat_words(found: dict[str, Any]) -> str:
    """What the table of capacity says and does not say."""
    threat = found["threat"]
    asked = ", ".join(f"{100 * share:.1f} % ({year})" for year, share in threat["asked"].items())
    same = (
        "as decided"
        if threat["equal_as_decided"]
        else f"set to history's for {', '.join(threat['made_equal'])}"
    )
    return (
        f"Share of income asked for defence: {asked}, the same for all courses ({same}). No war is "
        "simulated: a reader who holds that less than a given ratio of history's capacity would have lost "
        "the war finds the share of draws in which the verdict turns for him under 'below'. Deaths a "
        "hundredth: where a course is weaker than history and fewer died in it, how many further deaths each "
        "missing hundredth of capacity would have to bring for the deaths of both sides to be equal (in "
        f"brackets: share of draws concerned). {threat['not_in_the_index']}"
    )


def by_parameters(moved: dict[str, Any]) -> Iterator[Headed]:
    """How the headline moves with what the parameters were learnt from."""
    for at, rows in moved.items():
        kinds = next(iter(rows.values()))
        cells = [
            [
                kind.removeprefix("posterior:"),
                *(ranged(ROWS[name], row[kind], 2, True) for name, row in rows.items()),
            ]
            for kind in kinds
        ]
        title = f"Range of the three NEPs against history, at the end of {at}, by kind of parameters"
        yield title, ["", *(_label(ROWS[name]) for name in rows)], cells


def flip_words(flips: dict[str, Any]) -> Iterator[str]:
    """For whom and when history comes out ahead, in sentences."""
    weighed = {item["id"]: item for item in flips["weighed"]}
    yield f"\nWhere it flips, at the end of {flips['at']}"
    typical = "; ".join(
        f"{item['label']} {figure(item['typical'])} hundredths {item['hundredths']}"
        for item in weighed.values()
        if item["typical"] is not None
    )
    yield (
        "A reader gives parts of one to five differences; a part is given to the typical difference: "
        f"{typical}. {flips['readers']} readers were drawn uniformly; none is preferred."
    )
    for name, course in flips["courses"].items():
        yield f"\n{name} ({counted(course['draws'], 'draw')})"
        if not course["draws"]:
            continue
        if not course["conditions_on_parameters"]:
            yield "  too few draws to look for conditions on parameters"
        for key, row in course["by_row"].items():
            yield f"  {weighed[key]['label']}: history ahead in {100 * row['history_ahead']:.0f} % of draws"
            yield from _boxes(row)
        over = course["over_readers"]
        yield (
            f"  readers: {100 * over['readers_never']:.0f} % of them never find history ahead, "
            f"{100 * over['readers_always']:.0f} % in every draw, the others by the draw"
        )
        yield from _boxes(over)


def exchange(flips: dict[str, Any], people: float) -> Headed:
    """Two rows at a time: the rate at which a reader who looks at these two alone would be undecided."""
    weighed = {item["id"]: item["label"] for item in flips["weighed"]}
    rows = []
    for name, course in flips["courses"].items():
        for pair in course.get("exchange", ()):
            if pair["share_of_draws"] < RARELY:
                continue
            rate = pair["rate"]
            rows.append(
                [
                    name,
                    weighed[pair["for_history"]],
                    weighed[pair["for_course"]],
                    f"{figure(rate['q50'])} ({figure(rate['q05'])} … {figure(rate['q95'])})",
                    f"{100 * pair['share_of_draws']:.0f} %",
                ]
            )
    title = (
        f"Two rows alone, {flips['at']}: history is ahead for a reader who weighs one hundredth of the first "
        "above so many hundredths of the second. Lives and births are counted in hundredths of the people of "
        f"1928 ({people / 1e8:.2f} million each); pairs that differ so in a twentieth of the draws or more."
    )
    return title, ["course", "first", "second", "hundredths", "of draws"], rows


def _boxes(found: dict[str, Any]) -> Iterator[str]:
    """Conditions in words, or that none was found."""
    if found["told_unseen"] is None:
        return
    if not found["claimed"]:
        yield "    no condition tells unseen draws better than the more frequent answer"
        return
    for box in found["boxes"]:
        conditions = " and ".join(condition(c) for c in box["conditions"])
        yield (
            f"    ahead where {conditions}: {100 * box['density']:.0f} % of these cases (density), "
            f"{100 * box['coverage']:.0f} % of all with history ahead (coverage)"
        )
    yield (
        f"    unseen cases told rightly: {100 * found['told_unseen']:.0f} %, by the more frequent answer "
        f"alone {100 * found['told_by_frequency']:.0f} %"
    )


def condition(found: dict[str, Any]) -> str:
    """One condition of a box in words."""
    low, high = found["above"], found["up_to"]
    if low is not None and high is not None:
        return f"{found['of']} is between {figure(low)} and {figure(high)}"
    if low is not None:
        return f"{found['of']} is above {figure(low)}"
    return f"{found['of']} is at most {figure(high)}"


def difference(row: Row, found: dict[str, Any]) -> str:
    """A paired difference: median, 90 % band, share of draws above zero."""
    if found["median"] is None:
        return "–"
    middle = figure(row.factor * found["median"], True)
    if found["draws"] < 2:
        return middle
    low, high = (figure(row.factor * found[q], True) for q in ("q05", "q95"))
    return f"{middle} [{100 * found['share_positive']:.0f} %]\n({low} … {high})"


def ranged(row: Row, found: dict[str, Any], draws: int, shares: bool = False) -> str:
    """Lowest and highest median of the three NEPs, with the widest band."""
    if found["median_low"] is None:
        return "–"
    low, high, q05, q95 = (
        figure(row.factor * found[key], True) for key in ("median_low", "median_high", "q05", "q95")
    )
    words = f"{low} to {high}" + (f" [{100 * found['all_above']:.0f} %]" if shares else "")
    return words + (f"\n({q05} … {q95})" if draws > 1 else "")


def _banded(row: Row, level: dict[str, float] | None, draws: int) -> str:
    if level is None:
        return "–"
    middle, low, high = (figure(row.factor * level[q]) for q in ("q50", "q05", "q95"))
    return f"{middle}\n({low} … {high})" if draws > 1 else middle


def _label(row: Row) -> str:
    return f"{row.label}, {row.shown}"
