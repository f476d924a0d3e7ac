"""Read the lists that offices keep today into plans. Pure: bytes in, plans and refused rows out, no clock.

Only `reader` is not pure: it starts a process, `child`, in which `formats` makes a `table` of a CSV or XLSX
file (`csv_list`, `xlsx_list`). `xlsx_parts` unpacks a workbook within bounds: `xlsx_elements` counts,
`xlsx_limits` says how much is allowed. `columns` recognises the columns; `dates`, `countries` and `values`
read cells, `rows` reads a row. `facts` derives the steps' states from a row, `plan` groups rows into
departures, and `compare` finds what is new to a departure.
"""
