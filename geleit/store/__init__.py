"""PostgreSQL: tables, rights, the journal and everything read from it. Imports only lower layers."""
