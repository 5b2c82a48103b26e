"""Where the verdict flips: under which parameters, and for which readers, history comes out ahead.

Scenario discovery (Bryant & Lempert 2010) with shallow trees (Breiman and others 1984) in place of boxes
peeled by hand: a leaf is a box of conditions, told with coverage (of all cases with history ahead, the share
in the box) and density (of the cases in the box, the share with history ahead). The tree is checked on draws
that it has not seen; where it tells them no better than always saying the more frequent answer, no condition
is claimed.

The weightings are readers', never ours. A reader is a point of the simplex: parts of one that he gives to the
difference in what was consumed, in lives, in births, in capital, in defence; points are drawn uniformly, so
that none is preferred. As in swing weighting (von Winterfeldt & Edwards 1986) a part is given to the
difference that stands in the table: each row is divided by its own typical difference, `typical`, so that a
reader who gives lives twice the part of defence holds the difference found in lives to be twice as grave as
the one found in defence. How often history is ahead over such points says how points were drawn and is no
finding; the conditions are. `exchange` tells the same of two rows at a time and in plain units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .threat import quantiles
from .verdict_runs import Measured

HISTORY = "history"
BUILT = ("capital", "defence")  # offered to the tree as one weight too: what was built
READERS = 200  # weightings sampled
DEPTH = 3  # of a tree: three conditions can be read and argued with
LEAST = 0.05  # share of the cases that a box holds at least
CANDIDATES = 12  # parameters a tree may choose from, those that go with the outcome most closely
FOLDS = 5
GAIN = (
    0.02  # share of unseen cases told better than by the more frequent answer, below which nothing is claimed
)
FEWEST = 100  # draws below which no condition on parameters is looked for


@dataclass(frozen=True)
class Weighed:
    """One thing a reader may weigh: `quantity` of both sides made into hundredths in favour of the course.

    over : `history`, hundredths of history's own; else a quantity of history, as the people of 1928
    sign : -1 where less is what the reader wants
    """

    id: str
    words: str
    quantity: tuple[str, ...]
    over: str
    sign: float
    hundredths: str


# no two of them count one thing twice: consumption-years, which hold both deaths and consumption, are left
# out
WEIGHED = (
    Weighed("consumption", "consumption per head", ("consumption.sum",), HISTORY, 1.0, "of history's"),
    Weighed("lives", "lives", ("deaths.counted",), "people_1928", -1.0, "of the people of 1928"),
    Weighed("births", "births", ("births",), "people_1928", 1.0, "of the people of 1928"),
    Weighed(
        "capital", "capital of industry", ("capital.group_a", "capital.group_b"), HISTORY, 1.0, "of history's"
    ),
    Weighed("defence", "defence capacity", ("defence.capacity",), HISTORY, 1.0, "of history's"),
)


def advantages(measured: Measured, at: str, scenario: str) -> tuple[np.ndarray, np.ndarray]:
    """What a course has over history in each of WEIGHED, hundredths, [draws kept, len(WEIGHED)], and which
    draws were kept, booleans [draws]."""
    kept = measured.complete(HISTORY, scenario)
    columns = []
    for item in WEIGHED:
        a, b = (
            sum(measured.of(name, at, q)[kept].mean(axis=1) for q in item.quantity)
            for name in (HISTORY, scenario)
        )
        base = a if item.over == HISTORY else measured.of(HISTORY, at, item.over)[kept].mean(axis=1)
        columns.append(100.0 * item.sign * (b - a) / np.maximum(base, 1e-9))
    return np.array(columns).T.reshape(int(kept.sum()), len(WEIGHED)), kept


def weightings(n: int, kinds: int, seed: int) -> np.ndarray:
    """n readers, uniform over the simplex of `kinds` parts, [n, kinds]; each row adds up to one."""
    return np.random.default_rng(seed).dirichlet(np.ones(kinds), size=n)


def where_it_flips(
    measured: Measured, scenarios: Sequence[str], at: str, *, seed: int, readers: int = READERS
) -> dict[str, Any]:
    """For every course: how often history is ahead, row by row and over readers, and under which conditions.

    typical : the difference in each row that a reader gives his part to: the median over draws and courses of
        its size, hundredths
    by_row : share of draws in which history is ahead in each thing alone, and boxes of parameters
    over_readers : boxes over weights and parameters together; how often history is ahead over the points
        drawn
    exchange : for each pair on which the sides differ, the rate at which a reader would be undecided
    advantages : of each draw in each of `weighed`, for a reader of other weights
    """
    every = [advantages(measured, at, name)[0] for name in scenarios]
    size = np.median(np.abs(np.concatenate(every)), axis=0) if any(map(len, every)) else None
    typical = None if size is None else np.maximum(size, 1e-9)
    return {
        "at": at,
        "readers": readers,
        "weighed": [
            {
                "id": item.id,
                "label": item.words,
                "hundredths": item.hundredths,
                "typical": None if typical is None else float(typical[j]),
            }
            for j, item in enumerate(WEIGHED)
        ],
        "courses": {
            name: _course(measured, at, name, typical, seed, readers) if typical is not None else {"draws": 0}
            for name in scenarios
        },
    }


def _course(
    measured: Measured, at: str, scenario: str, typical: np.ndarray, seed: int, readers: int
) -> dict[str, Any]:
    gaps, kept = advantages(measured, at, scenario)
    draws = len(gaps)
    found: dict[str, Any] = {"draws": draws, "conditions_on_parameters": draws >= FEWEST}
    if not draws:
        return found
    varied = np.ptp(measured.parameters[kept], axis=0) > 0
    X = measured.parameters[kept][:, varied] if draws >= FEWEST else np.zeros((draws, 0))
    names = [n for n, v in zip(measured.names, varied, strict=True) if v] if draws >= FEWEST else []
    groups = np.arange(draws)
    found["by_row"] = {
        item.id: {
            "history_ahead": float((gaps[:, j] < 0).mean()),
            "advantage": quantiles(gaps[:, j]),
            **discover(X, gaps[:, j] < 0, names, groups),
        }
        for j, item in enumerate(WEIGHED)
    }
    weights = weightings(readers, len(WEIGHED), seed)
    ahead = (gaps / typical) @ weights.T < 0  # [draws, readers]
    built = weights[:, [item.id in BUILT for item in WEIGHED]].sum(axis=1, keepdims=True)
    parts = np.hstack([weights, built])
    cases = np.hstack([np.repeat(X, readers, axis=0), np.tile(parts, (draws, 1))])
    labels = [*names, *(f"weight of {item.words}" for item in WEIGHED), f"weight of {' and '.join(BUILT)}"]
    found["over_readers"] = {
        "history_ahead": float(ahead.mean()),
        "readers_always": float(ahead.all(axis=0).mean()),
        "readers_never": float((~ahead).all(axis=0).mean()),
        **discover(cases, ahead.ravel(), labels, np.repeat(groups, readers), always=parts.shape[1]),
    }
    found["exchange"] = exchange(gaps)
    found["advantages"] = [[float(f"{x:.4g}") for x in row] for row in gaps]
    return found


def discover(
    X: np.ndarray, ahead: np.ndarray, names: Sequence[str], groups: np.ndarray, always: int = 0
) -> dict[str, Any]:
    """Boxes in which history comes out ahead more often than not, from a shallow tree.

    X : [cases, features]; ahead : [cases], booleans; groups : [cases], the draw of a case, so that cases of
    one draw are never on both sides of a check; always : how many of the last features may always be chosen
    returns : boxes with conditions, coverage, density, mass; told_unseen, told_by_frequency : shares of
        unseen cases told rightly by the tree and by the more frequent answer; claimed : whether the first is
        better by more than GAIN. No box is given where it is not.
    """
    share = float(ahead.mean()) if len(ahead) else 0.0
    nothing: dict[str, Any] = {"boxes": [], "claimed": False, "told_unseen": None, "told_by_frequency": None}
    folds = min(FOLDS, len(np.unique(groups)))
    if X.shape[1] == 0 or not 0.0 < share < 1.0 or folds < 2:
        return nothing
    from sklearn.model_selection import GroupKFold

    right, plainly = 0, 0
    for train, unseen in GroupKFold(folds).split(X, ahead, groups):
        columns, tree = _grown(X[train], ahead[train], always)
        right += int((tree.predict(X[unseen][:, columns]) == ahead[unseen]).sum())
        plainly += int(((ahead[train].mean() > 0.5) == ahead[unseen]).sum())
    told, frequent = right / len(ahead), plainly / len(ahead)
    claimed = told > frequent + GAIN
    boxes = _boxes(*_grown(X, ahead, always), X, ahead, names) if claimed else []
    return {"boxes": boxes, "claimed": claimed, "told_unseen": told, "told_by_frequency": frequent}


def _grown(X: np.ndarray, ahead: np.ndarray, always: int) -> tuple[np.ndarray, Any]:
    """Columns that a tree may use and the tree; columns are chosen from these cases alone."""
    from sklearn.tree import DecisionTreeClassifier

    free = X.shape[1] - always
    ranks = X[:, :free].argsort(axis=0).argsort(axis=0).astype(float)
    ranks -= ranks.mean(axis=0)
    y = ahead - ahead.mean()
    spread = np.sqrt((ranks**2).sum(axis=0) * (y**2).sum())
    closeness = np.abs(ranks.T @ y) / np.maximum(spread, 1e-12)
    chosen = np.sort(np.argsort(-closeness, kind="stable")[:CANDIDATES])
    columns = np.concatenate([chosen, np.arange(free, X.shape[1])])
    least = max(1, int(np.ceil(LEAST * len(X))))
    tree = DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=least, random_state=0)
    return columns, tree.fit(X[:, columns], ahead)


def _boxes(
    columns: np.ndarray, tree: Any, X: np.ndarray, ahead: np.ndarray, names: Sequence[str]
) -> list[dict[str, Any]]:
    """Boxes with history ahead in more than half of their cases, the most telling first. Where that holds in
    every leaf below a node, the node is one box."""
    grown = tree.tree_
    paths = tree.decision_path(X[:, columns])  # [cases, nodes], which nodes a case passes

    def walk(node: int, limits: dict[int, tuple[float, float]]) -> tuple[list[dict[str, Any]], bool]:
        """Boxes below a node, and whether history is ahead in all its leaves."""
        inside = paths[:, node].toarray()[:, 0].astype(bool)
        box = {
            "conditions": [_condition(X, c, *limits[c], names) for c in sorted(limits)],
            "coverage": float(ahead[inside].sum() / ahead.sum()),
            "density": float(ahead[inside].mean()),
            "mass": float(inside.mean()),
        }
        left, right = grown.children_left[node], grown.children_right[node]
        if left == right:
            return ([box], True) if box["density"] > 0.5 else ([], False)
        column, cut = int(columns[grown.feature[node]]), float(grown.threshold[node])
        low, high = limits.get(column, (-np.inf, np.inf))
        below, all_below = walk(left, {**limits, column: (low, min(high, cut))})
        above, all_above = walk(right, {**limits, column: (max(low, cut), high)})
        return ([box], True) if all_below and all_above else (below + above, False)

    return sorted(walk(0, {})[0], key=lambda box: -box["coverage"])


def _condition(X: np.ndarray, column: int, low: float, high: float, names: Sequence[str]) -> dict[str, Any]:
    """One condition of a box: bounds (None: open), and which share of all cases meets it."""
    values = X[:, column]
    met = (values > low) & (values <= high)
    return {
        "of": names[column],
        "above": None if np.isinf(low) else low,
        "up_to": None if np.isinf(high) else high,
        "share_of_cases": float(met.mean()),
    }


def exchange(gaps: np.ndarray) -> list[dict[str, Any]]:
    """Between every two things of which the course has one and history the other, the rate at which a reader
    who looks at these two alone would be undecided.

    gaps : [draws, len(WEIGHED)], hundredths in favour of the course
    returns : {for_course, for_history, rate, share_of_draws}: history is ahead for a reader who holds one
        hundredth of `for_history` worth more than `rate` hundredths of `for_course` (quantiles over the draws
        in which the two differ so)
    """
    found = []
    for i, course in enumerate(WEIGHED):
        for j, history in enumerate(WEIGHED):
            split = (gaps[:, i] > 0) & (gaps[:, j] < 0)
            if i == j or not split.any():
                continue
            rate = gaps[split, i] / -gaps[split, j]
            found.append(
                {
                    "for_course": course.id,
                    "for_history": history.id,
                    "rate": quantiles(rate),
                    "share_of_draws": float(split.mean()),
                }
            )
    return found
