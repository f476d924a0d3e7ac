"""Functions that write and search the dictionary of names on behalf of roles that cannot read it.

Trigram search is not leak-proof, so row-level security would keep it from using an index on the persons
themselves. The dictionary holds single names without any tie to a departure; what a role learns from
`match_names` are numbers, which it can only look up among the persons it may see anyway.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_MATCH_NAMES = """
create function match_names(query text[]) returns setof integer
language sql stable security definer set search_path = public, pg_temp as $$
    with wanted as (
        select word, length(word) as size,
            case when length(word) < 4 then 1 when length(word) < 9 then 2 else 3 end as slips
        from unnest(query) as word where length(word) between 1 and 200
    ),
    near as (
        -- a letter more, less or wrong
        select v.name_id, similarity(v.variant, w.word) as closeness
        from wanted w join name_variant v on v.variant % w.word
        where levenshtein_less_equal(v.variant, w.word, w.slips) <= w.slips
        union all
        -- the beginning of a name
        select v.name_id, 0.9
        from wanted w join name_variant v on v.variant like w.word || '%'
        where w.size >= 3
        union all
        select v.name_id, 1.0
        from wanted w join name_variant v on v.variant = w.word
        union all
        -- sounds alike, however it was written down
        select v.name_id, 0.2 + 0.5 * similarity(v.variant, w.word)
        from wanted w join name_variant v on daitch_mokotoff(v.variant) && daitch_mokotoff(w.word)
        where w.size >= 3 and levenshtein_less_equal(v.variant, w.word, 4) <= greatest(2, w.size / 2)
    )
    select name_id from near group by name_id order by max(closeness) desc, name_id limit 200
$$
"""

_REMEMBER_NAME = """
create function remember_name(wanted text, variants text[]) returns integer
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    found_id integer;
begin
    -- Nearly every name is there already: look first, so that common names are not locked.
    select id into found_id from name where normal = wanted;
    if found_id is null then
        insert into name (normal) values (wanted) on conflict do nothing returning id into found_id;
        if found_id is null then
            select id into found_id from name where normal = wanted;
        else
            insert into name_variant (name_id, variant)
            select found_id, variant from unnest(variants) as variant on conflict do nothing;
        end if;
    end if;
    return found_id;
end
$$
"""


def upgrade() -> None:
    """Create the functions, each for the roles that need it."""
    op.execute(_MATCH_NAMES)
    op.execute(_REMEMBER_NAME)
    op.execute("revoke all on function match_names(text[]) from public")
    op.execute("revoke all on function remember_name(text, text[]) from public")
    op.execute("grant execute on function match_names(text[]) to geleit_web, geleit_worker")
    op.execute("grant execute on function remember_name(text, text[]) to geleit_worker")


def downgrade() -> None:
    """Drop the functions."""
    op.execute("drop function match_names(text[])")
    op.execute("drop function remember_name(text, text[])")
