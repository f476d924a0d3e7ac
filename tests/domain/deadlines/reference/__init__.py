"""A second reading of the law of dates, to compare Geleit with.

It shares nothing with Geleit but the standard library: holidays come from Easter and a table of the Länder,
months are added by hand, a story keeps every end that anybody could argue for. ``make dates`` compares both
over a million random cases and many stories.
"""
