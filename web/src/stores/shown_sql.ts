// shown_sql.ts: the SQL of a text of HogQL while it is shown over the page; how it is asked for is in sql/show_sql.tsx.
import { Store } from '../lib/store';

export const shownSql = new Store<string | null>(null);
