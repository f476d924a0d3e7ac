"""Process templates, rules of deadlines and late holidays as TOML files, and their loaders."""

from geleit.processes.library import ProcessError, current_process, find_process, load_process
from geleit.processes.rule_set import rule_set

__all__ = ["ProcessError", "current_process", "find_process", "load_process", "rule_set"]
