// format.ts: the lazy part that lays out a query anew. A text that the formatter does not understand stays as it is.
import { formatDialect, postgresql } from 'sql-formatter';
import type { Language } from '../stores/tabs';

const ofSql = { dialect: postgresql, paramTypes: { numbered: ['$' as const] } };
const ofHogql = { dialect: postgresql, paramTypes: { custom: [{ regex: String.raw`\{[^{}']*\}` }] } };

export function formatSql(query: string, language: Language): string | null {
  try {
    return formatDialect(query, { ...(language === 'hogql' ? ofHogql : ofSql), keywordCase: 'upper', tabWidth: 2, linesBetweenQueries: 1 });
  } catch {
    return null;
  }
}
