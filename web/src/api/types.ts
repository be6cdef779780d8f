// types.ts: what the API sends. Values of results stay what JSON made of them; the grid alone decides how they look.
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

export interface ErrorDetail {
  sqlstate: string | null;
  message: string;
  detail?: string | null;
  hint?: string | null;
  /** Characters (code points) of the text that was sent, from 1. */
  position?: number | null;
  stage?: string | null;
  cause?: string | null;
  retry_after?: number | null;
}

/** What is wrong with a text of HogQL. */
export interface Problem {
  code: string;
  message: string;
  hint: string | null;
  /** Characters (code points) from 1; the end is the one behind the last. */
  position: number | null;
  end_position: number | null;
}

export interface HogqlFunction {
  name: string;
  kind: string;
  arguments: string | null;
  supported: boolean;
  note: string | null;
}

export interface Notice {
  severity?: string;
  sqlstate?: string | null;
  message: string;
  detail?: string | null;
  hint?: string | null;
}

/** Connections to a source, in PgBouncer's words. */
export interface Sessions {
  source_id: string;
  source: string;
  cl_active: number;
  cl_waiting: number;
  sv_active: number;
  sv_idle: number;
  sv_login: number;
  /** Seconds. */
  maxwait: number;
  opened: number;
  closed: number;
  max_connections: number | null;
}

/** What the calls of a database role on a source add up to. */
export interface Statistics {
  source_id: string;
  source: string;
  role: string;
  calls: number;
  errors: number;
  cancelled: number;
  timeouts: number;
  truncations: number;
  rows: number;
  bytes: number;
  running_seconds: number;
  total_seconds: number;
  last_call: string;
}

/** How far a running call is. */
export interface Progress {
  stage: string;
  rows: number;
  bytes: number;
}

/** The document of a run: columns and rows by position, so that no name of a column is ever a key of an object. */
export interface Document {
  columns: string[];
  types: [string, string][];
  postgres_types: string[];
  results: Value[][];
  row_count: number;
  hasMore: boolean;
  truncated: null | 'max_rows' | 'max_bytes';
  limit: number | null;
  offset: number | null;
  timings: { k: string; t: number }[];
  query: string;
  source: string | null;
  notices?: Notice[];
  error: string | null;
  error_detail?: ErrorDetail;
}

export interface Source {
  id: string;
  name: string;
  source_type: string;
  options: { [key: string]: Value };
  read_only: boolean;
  supports_direct_query: boolean;
  /** Seconds. */
  timeout: number | null;
  max_rows: number | null;
  max_bytes: number | null;
  max_connections: number | null;
  rate_limit: number | null;
  description: string | null;
  created_at: string;
  updated_at: string;
}

export interface Table {
  schema_name: string;
  table_name: string;
  kind: string;
  estimated_rows: number | null;
  total_bytes: number | null;
  comment: string | null;
  primary_key: string[] | null;
  is_partition: boolean;
  /** The table as a query has to write it. */
  sql_name: string;
}

export interface Column {
  ordinal: number;
  column_name: string;
  data_type: string;
  is_nullable: boolean;
  default_expr: string | null;
  comment: string | null;
  enum_labels: string[] | null;
  sql_name: string;
}

export interface ForeignKey {
  constraint_name: string;
  from_schema: string;
  from_table: string;
  from_columns: string[];
  to_schema: string;
  to_table: string;
  to_columns: string[];
}

/** What the remote's planner knows of a column. */
export interface Profile {
  column_name: string;
  null_frac: number | null;
  /** How many values; negative: that part of the rows. */
  n_distinct: number | null;
  most_common_values: string[] | null;
  /** Parts of the values lie between each two of these. */
  bounds: string[] | null;
}

export interface TableDetail {
  columns: Column[];
  profile: Profile[];
  /** From the table, and to it. */
  foreign_keys: ForeignKey[];
}

export interface TestResult {
  ok: boolean;
  stage: string;
  message: string | null;
  server_version: string | null;
  latency_ms: number | null;
}

export interface Call {
  pid: number;
  source: string | null;
  stage: string;
  query: string | null;
  started: string;
  rows: number | null;
  bytes: number | null;
  deadline: string | null;
  actor?: string | null;
  role?: string | null;
  client_query_id?: string | null;
  /** Is it the asking user's? */
  mine: boolean;
}
