"""Lists that offices keep today, read into plans. Pure: bytes in, plans and refused rows out, no clock.

``reading`` makes a table of a CSV or XLSX file, and ``columns`` recognises what stands in which column.
``dates``, ``countries`` and ``values`` read cells, ``rows`` a whole row. ``facts`` tells what the row says of
the steps, ``plan`` puts families together, and ``compare`` finds what of a plan is news to a departure.
"""
