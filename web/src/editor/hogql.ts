// hogql.ts: HogQL as the editor reads it. Names are as they are written, in backticks or double quotes where need be.
import { SQLDialect } from '@codemirror/lang-sql';

export const hogqlKeywords =
  'all and anti any array as asc asof between both by case cast collate columns cross cube date day desc descending distinct else end escape ' +
  'except exclude exists extract fill first following for from full group having hour ilike in inner intersect interval is join last lateral ' +
  'leading left like limit materialized minute month natural not null nulls offset on or order outer over partition pivot preceding prewhere ' +
  'qualify quarter range recursive replace right rollup row rows second select semi sets step substring ties then timestamp top totals trailing ' +
  'trim try_cast unbounded union unpivot using values week when where window with within without year true false';

/** Those that are offered before the server has said which there are. */
export const hogqlFunctions =
  'and argmax argmin arrayjoin arraymap arrayfilter avg coalesce concat count countif datediff datetrunc empty extract formatdatetime ' +
  'grouparray has if ifnull jsonextractstring length like lower match max median min multiif notempty now nullif position quantile replace ' +
  'round splitbychar startswith substring sum sumif toDate todatetime tofloat toint tostartofday tostartofhour tostartofinterval ' +
  'tostartofmonth tostartofweek tostring tounixtimestamp today toyear trim uniq upper windowfunnel';

export const hogqlDialect = SQLDialect.define({
  backslashEscapes: true,
  hashComments: true,
  slashComments: true,
  charSetCasts: false,
  identifierQuotes: '`"',
  operatorChars: '+-*/%<>=!~?|:',
  specialVar: '',
  keywords: hogqlKeywords,
  types: 'int int64 float float64 string bool uuid datetime datetime64 json decimal nullable uint64',
  builtin: hogqlFunctions.toLowerCase(),
});
