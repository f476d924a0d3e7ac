"""The JSON interface: the same commands and rights as the pages, for programs."""
