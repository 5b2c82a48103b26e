"""The commands of the command line, one function each. No science: they ask, and print what comes back."""
