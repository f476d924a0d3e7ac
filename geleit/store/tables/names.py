"""The dictionary of names. Nobody reads it: the function ``match_names`` answers with ids."""

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class NameRow(SQLModel, table=True):
    """A family name or given name, normalised."""

    __tablename__ = "name"

    id: int | None = Field(default=None, primary_key=True)
    normal: str = Field(unique=True)


class NameVariantRow(SQLModel, table=True):
    """One way to write a name: 'mueller' and 'muller', each part of a double name."""

    __tablename__ = "name_variant"
    # New names are rare, searches are not: no list of pending entries to read through.
    __table_args__ = (
        sa.Index(
            "ix_name_variant_trigrams",
            "variant",
            postgresql_using="gin",
            postgresql_ops={"variant": "gin_trgm_ops"},
            postgresql_with={"fastupdate": "off"},
        ),
        sa.Index("ix_name_variant_sounds", sa.text("daitch_mokotoff(variant)"), postgresql_using="gin"),
    )

    name_id: int = Field(primary_key=True, foreign_key="name.id", ondelete="CASCADE")
    variant: str = Field(primary_key=True)
