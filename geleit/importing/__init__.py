"""Lists that offices keep today, read into plans. Pure: bytes in, plans and refused rows out, no clock.

``reader`` alone is not: it starts a process, ``child``, in which ``reading`` makes a table of a CSV or XLSX
file. ``xlsx_parts`` counts what is in a workbook before ``xlsx_list`` reads it. ``table`` is what stays of a
file. ``columns`` recognises what stands in which column; ``dates``, ``countries`` and ``values`` read cells,
``rows`` a whole row. ``facts`` tells what the row says of the steps, ``plan`` puts families together, and
``compare`` finds what of a plan is news to a departure.
"""
