# %% [markdown]
# # A historian's question, from start to citation
#
# *Had the state gone on buying grain after the winter of 1927/28, at a raised price and without force, would it have got more
# or less?* The page runs as it stands: it takes few draws and a small sample, so that it is done in
# a minute. For a number that is to be printed take `draws=64` and leave `households` out.
#
# ## What was published
#
# Before the model is asked: what is known of the thing? Estimates that differ are all there, none is averaged.

# %%
import perelom as pl
from perelom.evidence import observed
from perelom.vocabulary import month_text

for figure in observed("grain_procured"):
    if 84 <= figure.first < 108 and figure.last < 108:  # 1928 and 1929; month 0 is January 1921
        when = f"{month_text(figure.first)} to {month_text(figure.last)}"
        print(f"{when}: {figure.value / 1e6:.1f} Mt, {figure.source} ({figure.status}, {figure.use})")

# %% [markdown]
# *verified* means that the number was read at the place named, *recalled* that it wasn't. The last word tells whether the
# parameters may be fitted to it; what is *held out* was never shown to the fit.
#
# ## The scenario
#
# A scenario stands on another and changes dated decisions. Names, units and bounds are checked at once; a wrong one is
# refused in words.

# %%
from perelom.errors import InputError

history = pl.scenario("history")
try:
    history.extend("wrong", from_="1928-01", set={"procurement.methods": "purchase"})
except InputError as error:
    print(error)

# %%
mine = history.extend(
    "price-raised",
    from_="1928-01",
    title="Grain is bought at a raised price after January 1928",
    question="What if purchase had been kept after the winter of 1927/28, at a price that brings grain in?",
    set={
        "procurement.method": "purchase",
        "procurement.price": {"1928-01": 90},  # roubles a tonne; size set by us
        "procurement.pressure": 0,
    },
    sources=["own assumption"],
)
print(mine.text)

# %% [markdown]
# ## The comparison
#
# Both courses get the same parameters and random numbers draw by draw, so that only the decisions differ. The result is
# labelled: draw, month, and region where a name ends in `_by_region`.

# %%
few = {"draws": 4, "seeds": 1, "households": 2000, "to": "1929-12"}
difference = pl.compare("history", mine, **few)
for name in ("grain_procured", "grain_marketed_private", "calories_per_head"):
    values = difference[name].sel(month="1929-06")
    low, middle, high = values.quantile([0.05, 0.5, 0.95], "draw").values
    print(f"{name}, June 1929: {middle:.4g} ({low:.4g} to {high:.4g}) {difference[name].attrs['unit']}")

# %% [markdown]
# Nothing differs before the first change: that is what the same random numbers are for, and a test of any comparison.

# %%
before = difference["grain_procured"].sel(month=slice("1921-01", "1927-12"))
assert float(abs(before).max()) == 0.0
assert float(abs(difference["grain_procured"].sel(month=slice("1928-01", None))).max()) > 0.0

# %% [markdown]
# ## Which way, and by how much
#
# The share of draws on one side tells how sure the sign is *given the model*; the band, how sure the size. Four draws tell
# neither. What comes from the simulation's noise and what from parameters is kept apart by two seeds a draw:
# `perelom compare` prints both.
#
# ## What it rests on
#
# The works behind a scenario are its own sources and those of every scenario it stands on.

# %%
from perelom.evidence import references

works = references()
for item in mine.lineage:
    for key in item.sources:
        print(f"{item.name}: {works.get(key, key)}")
print(f"scenario sha256 {mine.hash}; perelom {pl.__version__}; draws {few['draws']}, seed 1921")

# %% [markdown]
# That last line, the command or this page, and the works: with these a reader gets the same numbers again. Before a sentence
# is built on them: [what the model can't tell](../limits.md).
