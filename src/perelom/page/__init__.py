"""The page's server: JSON answers and the built page, on this machine alone. No science is in it."""
