"""The Russian words of the sentences that tell a difference, and of the warning beside deaths."""

from __future__ import annotations

from perelom.report.sentences import Phrases
from perelom.results.deaths import Warned

from .labels import label, unit_label

A_YEAR = " a year"
THIN = "\u202f"  # between thousands


def _unit(unit: str) -> str:
    """A unit in Russian, also of a year's mean."""
    stem = unit.removesuffix(A_YEAR)
    return unit_label(stem)["ru"] + (" за год" if stem != unit else "")


def _number(number: str) -> str:
    """`1,234.5` as Russian writes it."""
    return number.replace(",", THIN).replace(".", ",")


RUSSIAN = Phrases(
    label=lambda name: label(name)["ru"],
    unit=_unit,
    number=_number,
    alike="«{a}» и «{b}» не различаются вовсе: для {at} сказать нечего.",
    alike_before="«{a}» и «{b}» не различаются до {since}: для {at} сказать нечего.",
    one_draw="Это лишь один прогон: о неопределённости результата он не говорит ничего.",
    few_draws=(
        "Прогонов лишь {draws}: интервалы показывают, что эти немногие прогоны различаются, но не то, "
        "насколько неопределён результат."
    ),
    at="{at}",
    over="с {first} по {at}",
    summed="в сумме с {first} по {at}",
    level=" {unit}",
    level_of_index=" ({unit})",
    size=" {unit}",
    size_of_index=" п. ({unit})",
    head="{label}, {when}: «{a}» — {level_a}{level_unit}, «{b}» — {level_b}.",
    same="Прогоны не различаются.",
    higher="больше",
    lower="меньше",
    in_one="В этом единственном прогоне «{b}» показывает на {middle}{unit} {word}.",
    no_sign=(
        "Знак определить нельзя: разность лежит между {low} и {high}{unit} (90-процентный интервал, медиана "
        "{middle})"
    ),
    stands="«{b}»: на {middle}{unit} {word} (медиана; 90-процентный интервал от {near} до {far})",
    count="{above} из {draws} прогонов выше нуля",
    noise="одни случайные числа сдвигают среднее на ±{noise}",
)

WARNING = Warned(
    span=(
        "За время с {first} по {last} опубликованы оценки по стране от {low:.1f} до {high:.1f} млн; медиана "
        "модели, {median:.1f} млн, лежит вне их. Эта версия не воспроизводит эти годы."
    ),
    follows="По этим результатам нельзя судить о разности числа смертей между историей и иным путём.",
)
