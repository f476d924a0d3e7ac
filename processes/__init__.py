"""Process templates and rules of dates as data, and the one place that reads them."""

from processes.lawbook import lawbook
from processes.library import ProcessError, current_process, find_process, load_process

__all__ = ["ProcessError", "current_process", "find_process", "lawbook", "load_process"]
