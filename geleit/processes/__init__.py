"""Process templates, rules of dates and late holidays as TOML files, and what reads them."""

from geleit.processes.lawbook import lawbook
from geleit.processes.library import ProcessError, current_process, find_process, load_process

__all__ = ["ProcessError", "current_process", "find_process", "lawbook", "load_process"]
