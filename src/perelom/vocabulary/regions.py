"""The fourteen regions of the model, in the borders of 16 September 1939."""

from __future__ import annotations

REGION_LABELS = {
    "north_west": "North-West and North",
    "central_industrial": "Central Industrial",
    "central_black_earth": "Central Black Earth",
    "west_belorussia": "West and Belorussia",
    "ukraine": "Ukraine",
    "north_caucasus": "North Caucasus",
    "middle_volga": "Middle Volga",
    "lower_volga": "Lower Volga",
    "urals": "Urals",
    "siberia": "Siberia",
    "far_east": "Far East",
    "kazakhstan": "Kazakhstan",
    "central_asia": "Central Asia",
    "transcaucasia": "Transcaucasia",
}
REGIONS = tuple(REGION_LABELS)
N_REGIONS = len(REGIONS)
COUNTRY = "USSR"
PLACES = (*REGIONS, COUNTRY)
REGION_INDEX = {name: i for i, name in enumerate(REGIONS)}
