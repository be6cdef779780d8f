// signatures.ts: what PostgreSQL's functions take, for the list of completions. Of those that a query has often.
const list: Record<string, string> = {
  abs: 'number', age: 'timestamp [, timestamp]', array_agg: 'value [ORDER BY …]', array_length: 'array, dimension', avg: 'number', bool_and: 'boolean', bool_or: 'boolean',
  btrim: 'text [, characters]', ceil: 'number', coalesce: 'value, …', concat: 'value, …', concat_ws: 'separator, value, …', count: '* | value', cume_dist: '', current_setting: 'name [, missing_ok]',
  date_part: 'field, timestamp', date_trunc: 'field, timestamp [, zone]', dense_rank: '', exp: 'number', first_value: 'value', floor: 'number', format: 'format, value, …',
  generate_series: 'start, stop [, step]', greatest: 'value, …', initcap: 'text', jsonb_agg: 'value', jsonb_array_elements: 'jsonb', jsonb_build_object: 'key, value, …', jsonb_each: 'jsonb',
  jsonb_object_agg: 'key, value', jsonb_path_query: 'jsonb, path [, variables]', json_agg: 'value', json_build_object: 'key, value, …', lag: 'value [, offset [, default]]', last_value: 'value',
  lead: 'value [, offset [, default]]', least: 'value, …', left: 'text, n', length: 'text', lower: 'text', lpad: 'text, length [, fill]', ltrim: 'text [, characters]', make_date: 'year, month, day',
  max: 'value', md5: 'text', min: 'value', now: '', ntile: 'buckets', nullif: 'value, value', percent_rank: '', percentile_cont: 'fraction', percentile_disc: 'fraction',
  position: 'substring IN text', power: 'base, exponent', random: '', rank: '', regexp_match: 'text, pattern [, flags]', regexp_matches: 'text, pattern [, flags]', regexp_replace: 'text, pattern, replacement [, flags]',
  regexp_split_to_table: 'text, pattern [, flags]', repeat: 'text, n', replace: 'text, from, to', reverse: 'text', right: 'text, n', round: 'number [, digits]', row_number: '', rpad: 'text, length [, fill]',
  rtrim: 'text [, characters]', split_part: 'text, delimiter, n', sqrt: 'number', stddev: 'number', string_agg: 'text, delimiter [ORDER BY …]', string_to_array: 'text, delimiter', strpos: 'text, substring',
  substring: 'text FROM start [FOR length]', sum: 'number', to_char: 'value, format', to_date: 'text, format', to_json: 'value', to_jsonb: 'value', to_number: 'text, format', to_timestamp: 'seconds | text, format',
  trim: '[characters FROM] text', trunc: 'number [, digits]', unnest: 'array, …', upper: 'text', variance: 'number', width_bucket: 'value, low, high, count',
};

/** As in date_trunc(field, timestamp [, zone]); null: nothing is known. */
export const signatureOf = (name: string): string | null => (Object.hasOwn(list, name) ? `(${list[name]})` : null);
