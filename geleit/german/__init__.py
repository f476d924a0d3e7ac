"""German words that more than one edge needs: pages, interface, command line, import.

The domain returns values and refusals; whoever speaks to people makes sentences of them. What one edge alone
says stands there (``web/departure/...``); what several say alike stands here, above the domain and below the
importer, the store, ``web`` and ``geleit.cli``. Nothing in ``geleit.domain`` imports this package.

The explanation of a date goes into the journal and over the interface as it is, so it is not translated.
"""
