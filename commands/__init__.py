"""The commands of `geleit`, a module per command or group.

Each module has `app`, a typer application: its commands appear at the top level, or under its name if
it has one. Imports of anything heavy go inside the functions, so that `geleit --help` stays quick.
"""
