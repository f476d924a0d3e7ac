"""German words that several edges need: pages, API, command line, import.

The domain returns values and refusals; the edges make sentences of them. What only one edge says is there
(``web/departure/...``); what several say alike is here, above the domain and below the importer, the store,
``web`` and ``geleit.cli``. Nothing in ``geleit.domain`` imports this package.

The explanation of a date is written into the journal and returned by the API as it is, so it is not
translated.
"""
