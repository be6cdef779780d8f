// dialect.ts: PostgreSQL as the editor reads it: a list of flags and words. The words are those that mean something in
// a query, so that a column called "name" or "day" is not coloured as if it did.
import { SQLDialect } from '@codemirror/lang-sql';

export const keywords =
  'all analyze and any array as asc asymmetric begin between both by case cast collate commit conflict constraint copy create cross cube current ' +
  'current_date current_role current_time current_timestamp current_user declare default delete desc distinct do drop else end escape except ' +
  'exclude execute exists explain extract fetch filter first following for foreign from full function grant group grouping having if ilike in ' +
  'index inner insert intersect into is isnull join key last lateral leading left like limit localtime localtimestamp materialized merge ' +
  'natural next not nothing notnull null nulls of offset on only or order ordinality outer over overlaps partition placing preceding primary ' +
  'range recursive references replace returning revoke right rollback rollup row rows select session_user set sets share show similar some ' +
  'symmetric table tablesample temp temporary then ties to trailing trigger truncate unbounded union unique update user using values view ' +
  'when where window with within without false true alter add';

export const functions =
  'abs age array_agg array_length avg bool_and bool_or btrim ceil coalesce concat concat_ws count cume_dist current_setting date_part date_trunc ' +
  'dense_rank exp first_value floor format generate_series greatest initcap jsonb_agg jsonb_array_elements jsonb_build_object jsonb_each ' +
  'jsonb_object_agg jsonb_path_query json_agg json_build_object lag last_value lead least left length lower lpad ltrim make_date max md5 min mode ' +
  'now ntile nullif percent_rank percentile_cont percentile_disc position power random rank regexp_match regexp_matches regexp_replace ' +
  'regexp_split_to_table repeat replace reverse right round row_number rpad rtrim split_part sqrt stddev string_agg string_to_array strpos substring ' +
  'sum to_char to_date to_json to_jsonb to_number to_timestamp trim trunc unnest upper variance width_bucket';

const types =
  'bigint bit boolean bytea char character cidr date decimal double float inet int integer interval json jsonb money numeric oid precision real ' +
  'regclass serial smallint text time timestamp timestamptz timetz tsquery tsvector uuid varchar varying xml zone';

export const dialect = SQLDialect.define({
  charSetCasts: true,
  doubleDollarQuotedStrings: true,
  operatorChars: '+-*/<>=~!@#%^&|`?',
  specialVar: '',
  keywords,
  types,
  builtin: functions,
});
