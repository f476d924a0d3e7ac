"""Legal dates: how they are counted, by which rule, and what happened to each."""
