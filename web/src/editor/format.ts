// format.ts: the lazy part that lays out a query anew. A text that the formatter does not understand stays as it is.
import { formatDialect, postgresql } from 'sql-formatter';

export function formatSql(query: string): string | null {
  try {
    return formatDialect(query, { dialect: postgresql, keywordCase: 'upper', tabWidth: 2, linesBetweenQueries: 1, paramTypes: { numbered: ['$'] } });
  } catch {
    return null;
  }
}
