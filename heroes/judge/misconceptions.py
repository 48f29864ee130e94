"""The catalogue of misconceptions: what each is called, and what is true instead."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Misconception:
    """What a mistake comes from: a few words for a table of progress, and what is true instead."""

    id: str
    title: str
    sentence: str


# One entry: its id and its title, and below what is true instead.
ENTRIES = """
python_and: Python's and between columns
    Python decides and by itself, before any SQL: and_(...), & or two conditions in where are AND.
python_or: Python's or between columns
    Python decides or by itself, before any SQL: or_(...) and | become OR.
python_not: Python's not before a column
    Python decides not by itself, before any SQL: not_(...) and ~ become NOT.
python_in: Python's in with a column
    Python decides in by itself, before any SQL: column.in_([...]) becomes IN.
is_none: is None on a column
    A column object is never None: column.is_(None) and column == None become IS NULL.
chained_comparison: a chained comparison of columns
    1 < column < 9 is joined by Python's own and: write two conditions, or between(...).
precedence: conditions grouped in another way than meant
    & binds closer than comparisons and |, and AND closer than OR: parentheses say what is meant.
and_for_or: AND where one of both is enough
    With AND a row needs both conditions at once; where one is enough, it is OR.
or_for_and: OR where both are asked for
    With OR one of the conditions is enough; where both must hold, it is AND.
boundary: a boundary in or out
    > and < leave out the value itself, >= and <= let it in, and between lets in both ends.
wrong_operator: another comparison than asked
    The comparison says something else than the prompt: its opposite, or another of <, =, >.
wrong_value: another value than asked
    The value that is compared with, or given back, is not the one that the prompt names.
null_lost: rows or values lost to NULL
    A comparison with NULL is never true: what is unknown is lost unless is_(None) asks for it.
null_kept: NULL let in
    NULL is no value: where only known values count, rows with NULL have to be kept out.
null_in_list: None in a list of values
    NOT IN with a NULL in the list is never true, and IN never finds a NULL.
null_counted_as_zero: the unknown as zero
    NULL means that nobody knows: it is neither 0 nor an empty text.
case_sensitivity: upper and lower case
    = tells a from A everywhere, and like in SQLite takes them for the same.
wrong_pattern: another pattern than asked
    In a pattern % stands for any text and _ for one character; without them it is the whole text.
unescaped_wildcard: % or _ taken literally
    In like, % and _ stand for other characters unless they are escaped, as autoescape=True does.
missing_filter: a condition left out
    Each restriction of the prompt needs a condition of its own.
extra_filter: a condition too many
    A condition that the prompt does not ask for loses rows.
wrong_column: another column than asked
    The condition, order or value looks at another column than the prompt.

missing_order: no order
    Without ORDER BY a database gives rows in any order, even if it looks sorted today.
wrong_direction: the opposite order
    Ascending is the default, and desc() turns one key around, not all of them.
missing_tie_breaker: no tie-breaker
    Where two rows have an equal key, only a second key decides between them.
wrong_order_key: order by another key
    The first key counts most, and the next ones decide among equals.
limit_before_order: cut off before the order
    LIMIT after ORDER BY takes the first rows of the order; what is cut off earlier is any rows.
wrong_limit: another number of rows
    limit(n) gives n rows at most.
wrong_offset: another start
    offset(n) leaves out n rows: page p of size s begins at (p - 1) * s.
missing_limit: no limit
    Without a limit all rows come.

inner_join_drops_rows: rows lost by an inner join
    An inner join drops rows without a partner; an outer join keeps them, with NULL beside.
outer_join_keeps_rows: rows kept by an outer join
    An outer join keeps rows without a partner; an inner join drops them.
left_join_wrong_side: an outer join that keeps the other side
    A left join keeps all rows of the table on its left, which is the one selected first.
cartesian_product: every row with every row
    Two tables without a condition between them give each row of one with each of the other.
wrong_join_condition: joined on other columns
    A join connects the rows whose foreign key is the key of the other.
join_duplicates: repeats from a join
    A join gives a row once for each partner; distinct, exists or in_ give it once.
distinct_hides_rows: equal rows made one
    distinct, group_by and a set make one of equal rows, though each may count.
one_row_for_two: two conditions on one joined row
    A joined row knows one partner: two partners need two joins, or two exists.

count_nullable_column: count of a column with NULL
    count(column) leaves out NULL, and count() of all rows does not.
where_for_having: WHERE for a group
    WHERE looks at single rows before they are grouped, and HAVING at the groups.
wrong_group: other groups
    The columns in GROUP BY say what one row of the result stands for.
wrong_aggregate: another aggregate
    count, sum, avg, min and max each answer a question of their own.
wrong_rank: equal rows counted in another way
    row_number tells equal rows apart, rank leaves out places after them, and dense_rank does not.

wrong_columns: other columns than asked
    The prompt says which columns or objects one row of the result has.
one_for_many: one where many are asked for
    first(), one() and [0] give a single row; all() gives the list.
many_for_one: many where one is asked for
    all() gives a list, even of a single row; first() and one() give the row.
first_for_one: first() where there must be one
    first() takes one of several rows without a word; one() raises unless there is exactly one.
forgot_return: no return
    A function gives back what follows return, and None without it.
not_executed: a statement that nobody sent
    A statement is a question: session.exec(...) asks it, and its methods need their ().
prints_for_return: print for return
    print shows a value to you, and return gives it to whoever called.
raises_on_empty: an error where nothing is found
    one() and [0] raise if there is no row, and first() gives None, which has no attributes.

forgotten_commit: no commit
    What is not committed is taken back when the session ends.
flush_for_commit: flush for commit
    A flush sends the changes inside the transaction, and only a commit keeps them.
forgotten_add: no add
    A session saves the objects that it knows: those that were added, and what hangs on them.
added_twice: a row made again
    Each new object becomes a new row: look for the one that is there, or make it once.
missing_row: a row was not made
    Each object that is asked for has to be made and added.
missing_value: a required value left out
    A column that takes no NULL needs a value; a table model does not check that before the INSERT.
insert_for_update: a new row for a changed one
    A new object is a new row; to change a row, load its object and set the attribute.
update_without_where: an update of all rows
    Without a condition an update changes every row of the table.
changed_too_much: more rows changed than asked
    A change reaches every row that the condition lets in.
delete_without_where: a delete of all rows
    Without a condition a delete removes every row of the table.
deleted_too_much: more rows deleted than asked
    A delete reaches every row that the condition lets in, and cascades go further.
changed_too_little: fewer rows or columns changed than asked
    first() changes one row and an assignment one column: the rest stays as it was.
deleted_too_little: fewer rows deleted than asked
    Each row has to be deleted, and a delete of one row removes no other unless something cascades.
wrong_new_value: another new value
    The value that is written is not the one that the prompt asks for.
null_overwrites: what was not sent becomes NULL
    model_dump(exclude_unset=True) holds what was sent; model_dump() all fields, None among them.
read_after_close: read after the session's end
    A commit makes values stale, and only an open session loads them again: refresh before it ends.
orphan_left: a row without its parent left behind
    Deleting a row leaves those that refer to it, without a parent, unless they are deleted too.
key_is_deleted: a removed key as an error
    A key that is removed is NULL: reading it gives None, and raises nothing.
link_lost: a link lost
    What replaces a list, or empties it, takes the links away that the list had.
wrong_row: another row
    A row is found by its key, or by what the prompt names; another row was changed or deleted.
own_session: a session of its own
    What is saved on another engine never reaches the session that your function is given.
half_done: saved in two halves
    Each commit ends a transaction: if the rest fails, what came before it stays.
id_before_flush: a number read too early
    The database chooses the number, so it is None until the row was sent by a flush or a commit.
bulk_ignores_cascade: a bulk delete that cascades nothing
    delete(...) sends one DELETE and knows no relationships; session.delete(object) cascades.
viewonly_write: a change to a list that only reads
    A relationship with viewonly=True is never written: change the links themselves.
drops_table: a table dropped
    drop_all and DROP TABLE remove the table itself; delete(...) removes its rows.
lost_update: a change overwritten by another
    Between reading and writing somebody else may write: let the database compute the value.

n_plus_one: one statement more for each row
    A relationship that is read in a loop loads once for each row: selectinload or a join asks once.
lazy_load_after_close: a relationship loaded too late
    A relationship loads when it is first read, and that needs the session: load it with the query.

sync_in_async: a blocking call in async code
    An async function uses the AsyncSession that it is given, and awaits what needs the database.
missing_await: no await
    Without await a coroutine does nothing: it is an object, and not what it would give.
extra_await: await for nothing
    Only coroutines are awaited: add, add_all, all, first and one of a result are plain calls.
lazy_load_in_async: a load that nobody awaits
    Reading what is not loaded sends a query, which async code has to await: load it first.
gather_is_sequential: gather taken for one after the other
    gather starts all that it is given: while one waits, the next goes on.
await_is_background: await taken for a start in the background
    What stands after an await runs when the awaited is done, and not before.
asyncio_run: asyncio.run in a running loop
    A notebook runs a loop already: await the coroutine.

not_a_table: table=True is missing
    Without table=True a class is a data model and has no table.
is_a_table: a table where data is checked
    A class with table=True is a table and checks nothing; a data model has none.
no_primary_key: no primary key
    Each table needs a primary key.
wrong_primary_key: another primary key
    The columns of the primary key say what no two rows share.
wrong_type: another type
    The annotation of a field decides the type of the column.
wrong_length: another length
    max_length limits a text, and its column.
wrong_precision: other digits
    max_digits and decimal_places say how exact a decimal number is.
naive_datetime: a time without a zone
    A datetime field takes moments with a time zone; NaiveDatetime takes those without.
wrong_enum_value: other values of an enum
    An enum column stores the names of the members.
wrong_nullability: NULL allowed or refused
    int | None may be NULL, and int may not; a default alone does not allow NULL.
missing_column: a column left out
    Each field is a column.
extra_column: a column too many
    Each annotated field of a table is a column, inherited ones too.
missing_class: a class left out
    Each class that the prompt names is part of the answer.
defined_twice: a class defined twice
    A registry knows each class and each table by one name: fresh_models() forgets the older ones.
wrong_name: another name
    Names of classes, fields and tables are part of what is asked.
wrong_table_name: another table
    A table is called as its class, in lower case, unless __tablename__ says otherwise.
missing_annotation: a field without a type
    A field needs an annotation: name: type = ...
missing_property: a property left out
    A property or method belongs to the class and is no column.
missing_inheritance: no common base
    Fields that several models share stand in a base class.
inherits_from_table: inheriting from a table
    What inherits from a table is no data model: let both inherit from a base without a table.
missing_default: no default
    Field(default=...) gives the value where none is given; int | None alone gives none.
wrong_default: another default
    The default is the value where none is given.
extra_default: a default where a value is required
    A field with a default may be left out.
shared_default: one default for all
    default_factory makes a new list or time for each object; a plain default is made once.
missing_onupdate: a change that is not noted
    A default is set once; onupdate sets the column at each UPDATE.
untracked_json: a change inside JSON is not seen
    Only assignment is noticed, unless the column is a MutableDict or MutableList.
mutable_tracks_nothing: a tracked dict taken for a plain one
    MutableDict and MutableList tell the session when an entry of theirs is set, added or removed.
nested_json: a change deep inside JSON
    MutableDict and MutableList notice changes of their own entries, and none inside of an entry.
not_computed: computed by Python, not by the database
    Computed(...) lets the database compute a column.
missing_index: no index
    index=True makes searching a column fast.
missing_unique: equal values allowed
    Only a unique constraint keeps equal values out: unique=True, or UniqueConstraint.
extra_unique: equal values refused
    unique=True refuses equal values, where they may occur.
key_says_unique: an error by the declaration alone
    A constraint is checked by the database, when a row arrives.
missing_check: no check
    ge and le are checked by data models; in the table only a CheckConstraint is.
wrong_check: another check
    A check lets in exactly the values for which its condition is not false.
extra_check: a check too many
    A check refuses values that are asked for.
wrong_constraint_name: another name of a constraint
    A constraint is found again by its name.
missing_foreign_key: no foreign key
    A column refers to another table only if it says so: foreign_key="team.id".
wrong_foreign_key: a key to another row or table
    foreign_key names table and column, in lower case; its value is the key of the row meant.
unbound_relationship: back_populates that do not meet
    back_populates names the attribute on the other side, and both sides name each other.
missing_relationship: no relationship
    A foreign key is a column; the object behind it needs a Relationship.
wrong_relationship_side: a setting on the other side
    The list is on the side without the foreign key, and deleting cascades from there.
wrong_relationship_target: a relationship to another class
    The annotation of a relationship names the class behind it.
missing_link_model: no link model
    Lists on both sides need the table between them: link_model=... on both.
ambiguous_foreign_keys: two keys to one table
    With two foreign keys to one table, each relationship says which it uses.
unresolved_name: a name that nobody defines
    A class named in quotes is looked up when the models are first used, and must exist then.
quoted_annotation: quotes around the whole annotation
    Only the name of the class stands in quotes: list["Hero"].
no_cascade: nothing goes with the parent
    Children stay when a session deletes their parent, unless the list has cascade_delete=True.
wrong_cascade_side: cascade on the side of the key
    cascade_delete belongs to the list: on the other side it deletes the parent.
extra_cascade: more is deleted than asked
    cascade_delete deletes the children with their parent.
no_delete_orphan: an orphan stays
    Only delete-orphan, a part of cascade_delete, deletes what is taken out of the list.
missing_passive_deletes: the session deletes what the database would
    With passive_deletes=True the session leaves the children to the database.
wrong_ondelete: another rule in the database
    ondelete says what the database does with the children: CASCADE, SET NULL or RESTRICT.
lazy_loading: another way to load
    lazy= says when a relationship is loaded.
accepts_invalid: wrong data accepted
    A data model refuses what its annotations, constraints and validators refuse, and nothing else.
refuses_valid: right data refused
    Each constraint and each field without a default refuses data.
leaks_field: a field shown that is secret
    An output model has the fields that may be seen, and no others.

downgrade_missing: no way back
    downgrade takes back what upgrade did, in the opposite order.
rows_lost: rows lost by a migration
    A column or table that is dropped takes its data along: copy it first.
wrong_schema: another schema after the migration
    A migration has to end in exactly the tables that the models describe.
not_null_without_default: NOT NULL without a value for old rows
    Rows that are there need a value: add the column with a server_default, or fill it first.
not_batch: ALTER that SQLite does not know
    SQLite changes a table by copying it: op.batch_alter_table does.
unnamed_constraint: a constraint without a name
    A constraint can be dropped by its name only: a naming convention gives it one.
index_in_the_way: an index on what is dropped
    An index goes before its column.
revision_before_model: a revision of models that have not changed yet
    Autogenerate compares the database with the models as they are when it runs.

wrong_status: another status
    The status tells a client what happened: 201 made, 404 not found, 422 not valid.
missing_404: no 404
    If there is no such row, raise HTTPException(404).
missing_route: no such route
    A request is answered by the route with its method and path.
patch_overwrites: PATCH that sets what was not sent
    PATCH changes what was sent: model_dump(exclude_unset=True).
wrong_body: another answer
    The response model decides what a client sees.
null_ignored: a null that was sent is ignored
    null is a value that was sent: exclude_unset keeps it, exclude_none does not.
validates_nothing: data taken unchecked
    A data model as parameter checks the body; a table model or dict does not.
body_as_query: the body taken for a query
    A parameter that is a model comes from the body, and a plain type from the address.
ignores_query: a query parameter ignored
    What stands behind the ? has to reach the SELECT.
forgotten_depends: no Depends
    Depends(get_session) gives a route its session.
forgotten_refresh: stale values in the answer
    After a commit the object is refreshed before it is sent.
own_engine: an engine of its own
    The app works with the engine that it is given.

endless: an end that never comes
    A loop needs a condition that becomes false.
raises: an error
    The error's last line says what Python or the database did not accept.
writes_in_select: a question that changes data
    A query leaves the tables as they are.
exits: exit() in a function
    exit() ends the program; return ends the function.
too_many_statements: too many statements
    Each statement is a trip to the database: one for many rows is enough.
too_many_rows: too many rows
    A database can give more rows than a notebook can hold: ask for those that you need.
prints_too_much: too much printed
    print in a loop prints at each turn.

used_before_defined: used before it is defined
    Python runs line by line: what is used has to stand above.
commit_before_add: commit before add
    A commit saves what was added before it.
refresh_before_commit: refresh before commit
    refresh loads a row that is there; what is stale after a commit is loaded after it.
expired_is_lost: stale taken for lost
    After a commit the values are loaded again when they are read.
add_is_insert: add taken for INSERT
    add notes the object; the INSERT is sent by the next flush.
made_is_added: made taken for added
    A new object is transient until a session adds it.
savepoint_is_transaction: a savepoint taken for the transaction
    A rollback to a savepoint takes back what came after it, and the transaction goes on.
rollback_keeps_add: added after a rollback
    A rollback takes back the add as well: the object is transient again.
flush_is_commit: flush taken for commit
    A flush sends, and only a commit keeps.
assignment_is_update: each assignment taken for an UPDATE
    Assignments are noted, and the next flush sends one UPDATE for all of them.
same_value_is_sent: an UPDATE without a change
    A session compares old and new, and sends nothing where they are equal.
identity_map_saves_queries: a known object taken for no query
    A query is sent even if all its objects are known; only get looks among them first.
offset_is_free: an offset taken for a jump
    A database goes through every row that an offset leaves out; a condition on a key leads there.
object_per_query: a new object for each query
    In one session one row is one object, however often it is asked for.
echo_is_error: echo taken for an error
    echo=True prints the SQL that is sent.
create_all_alters: create_all taken for ALTER
    create_all makes tables that are missing and never changes one that is there.
validates_on_init: a table taken for a check
    A table model takes any value when it is made.
validates_on_assignment: an assignment taken for a check
    Assignment is checked only where the model's config says so.
table_never_validates: a table that could not check at all
    model_validate checks the data for a table model too.
links_stay: links taken to outlive their rows
    A session that deletes an object deletes its rows in the link table.
links_forbid: links taken to forbid a delete
    A session deletes the links of a row first, and then the row itself.
attribute_is_key: an object taken for its key
    Assigning an object changes the key column at the next flush, and not before.
cascade_is_default: a delete taken to spread by itself
    Nothing is deleted along unless a cascade or ondelete says so.
passive_still_nulls: passive taken to set NULL
    passive_deletes="all" forbids the session to touch the children.
keys_unchecked: foreign keys taken for comments
    A database that checks foreign keys refuses what would leave one without its row.
"""


def _read(text: str) -> dict[str, Misconception]:
    lines = [line for line in text.splitlines() if line]
    found = {}
    for head, sentence in zip(lines[::2], lines[1::2], strict=True):
        name, _, title = head.partition(": ")
        found[name] = Misconception(name, title, sentence.strip())
    return found


MISCONCEPTIONS = _read(ENTRIES)


def title_of(name: str) -> str:
    """Return the title of a misconception, or its id in words if the catalogue has none."""
    known = MISCONCEPTIONS.get(name)
    return known.title if known else name.replace("_", " ")
