"""Real answers of the model for the mock server: python mock/make_answers.py RUN_FOLDER verdict.json claims.json"""

import json
import sys
from pathlib import Path

import numpy as np

from perelom.evidence import observed
from perelom.results import open_results
from perelom.results.bands import yearly
from perelom.scenarios import load
from perelom.scenarios.library import names
from perelom.vocabulary import N_MONTHS, REGION_LABELS, REGIONS, indicators, instruments, month_text

OUT = Path(__file__).parent / "answers"


def write(path, answer):
    target = OUT / f"{path}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")


def quantiles(values):
    found = np.quantile(values, [0.5, 0.25, 0.75, 0.05, 0.95], axis=0).astype(object)
    found = [[None if v != v else float(f"{v:.6g}") for v in row] for row in found]
    return dict(zip(("median", "low50", "high50", "low90", "high90"), found, strict=True))


def band(values, summed):
    found = quantiles(values)
    if summed:
        found["annual"] = {"years": list(range(1921, 1941)), **quantiles(yearly(values, True))}
    return found


def said(text):
    return {"en": text, "ru": text}


def lanes(scenario):
    values = scenario.levers({}) if False else None
    return values


def main(folder, verdict, claims):
    ind, ins = indicators(), instruments()
    write("mode", {"mode": "server"})
    write("version", {"version": "0.1.0", "stamp": "perelom 0.1.0 mock", "parameters": "posterior", "households": 2000, "draws": 8,
                      "limits": {"body_bytes": 262144, "draws": 64, "households": 20000, "seconds": 60, "queue": 64}})
    write("vocabulary", {
        "regions": [{"id": r, "label": said(REGION_LABELS[r])} for r in REGIONS],
        "indicators": [{"id": i.id, "unit": i.unit, "label": said(i.label), "regional": i.regional, "section": "all",
                        "kind": i.kind, "summed_over_year": i.summed_over_year} for i in ind.values()],
        "instruments": [{"id": i.id, "kind": i.kind, "unit": i.unit, "low": i.low, "high": i.high, "regional": i.regional,
                         "default": i.start, "label": said(i.meaning or i.id), "meaning": i.meaning, "choices": list(i.choices)} for i in ins.values()],
        "months": N_MONTHS, "first": "1921-01"})
    heads = []
    for name in names():
        s = load(name)
        parent = getattr(s.parent, "name", None)
        head = {"id": name, "title": s.title, "question": s.question, "parent": parent}
        heads.append(head)
        text = (Path("src/perelom/scenarios/library") / f"{name}.yaml").read_text()
        write(f"scenarios/{name}", {**head, "yaml": text, "lanes": lanes_of(s)})
    write("scenarios", heads)
    for i in ind:
        groups = {}
        for o in observed(i):
            if o.rebase:
                continue
            groups.setdefault((o.first, o.last, o.moment), []).append(o)
        write(f"evidence/{i}", [
            {"first": f, "last": la, "moment": m, "low": min(o.value for o in os), "high": max(o.value for o in os),
             "rivals": [{"value": o.value, "source": o.source, "status": o.status, "use": o.use, "note": o.note} for o in os]}
            for (f, la, m), os in groups.items()])
    dataset = open_results(Path(folder))
    curves = {}
    for name, item in ind.items():
        curves[name] = {}
        for place in ["USSR", *(REGIONS if item.regional else ())]:
            v = dataset[name] if place == "USSR" else dataset[name + "_by_region"].sel(region=place)
            a, b = v.isel(scenario=0, seed=0).values, v.isel(scenario=1, seed=0).values
            curves[name][place] = {"a": band(a, item.summed_over_year), "b": band(b, item.summed_over_year), "difference": band(b - a, item.summed_over_year)}
    run = {"run": "mock", "status": "done", "done": 8, "of": 8, "failed": [], "stamp": "perelom 0.1.0 mock", "curves": curves,
           "sentence": said("Consumption per head, from 1928-01 to 1940-12: in nep-continued 12 roubles higher (90 % band 3 to 20); 7 of 8 draws are above zero.")}
    write("runs/mock", run)
    for name, item in ind.items():
        if item.regional:
            found = {}
            for w in ("a", "b", "difference"):
                regions = {r: curves[name][r][w]["median"] for r in REGIONS}
                flat = [v for row in regions.values() for v in row if v is not None]
                found[w] = {"unit": item.unit, "months": 240, "regions": regions, "low": min(flat, default=0), "high": max(flat, default=1)}
            for w in ("a", "b"):
                found[w]["low"] = min(found["a"]["low"], found["b"]["low"])
                found[w]["high"] = max(found["a"]["high"], found["b"]["high"])
            write(f"runs/mock-map/{name}", found)
    write("events", [{"id": f"E{i}", "month": month_text(m), "label": said(t)} for i, (m, t) in enumerate(
        [(6, "Famine on the Volga"), (33, "Scissors"), (72, "Industry back at 1913"), (84, "Procurement crisis"), (109, "Drive and retreat"),
         (110, "Disturbances"), (120, "Herds halved"), (139, "Famine of 1932-33"), (144, "Group A ahead"), (150, "Real wage falls"), (186, "Ban of abortion")], 1)])
    for key, path in (("verdict", verdict), ("claims", claims)):
        if Path(path).is_file() and Path(path).stat().st_size:
            write(key, json.loads(Path(path).read_text()))


def lanes_of(s):
    from perelom.parameters import values
    from perelom.vocabulary import lever_index
    from perelom.scenarios.values import spelled

    levers = s.levers(values())
    parent = s.parent.levers(values()) if s.parent else None
    found = []
    for name, item in instruments().items():
        c = lever_index()[name]
        total = levers.totals[:, c]
        series = total if not np.isnan(total).all() else levers.values[:, c, :].mean(axis=1)
        before = None
        if parent is not None:
            pt = parent.totals[:, c]
            before = pt if not np.isnan(pt).all() else parent.values[:, c, :].mean(axis=1)
        steps, last = [], object()
        for m in range(N_MONTHS):
            v = float(series[m])
            if v != v:
                v = None
            if v != last:
                changed = bool(before is not None and not (before[m] == series[m] or (before[m] != before[m] and v is None)))
                text = "" if v is None else spelled(item, round(v) if item.choices else v)
                steps.append({"from": month_text(m), "value": text if item.kind == "enum" else v, "text": text, "source": "", "status": "recalled", "changed": changed})
            last = v
        found.append({"instrument": name, "region": None, "steps": steps})
    return found


main(*sys.argv[1:4])
