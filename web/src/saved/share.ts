// share.ts: a link to what a tab shows: to the saved query, or, for what is not saved, one that has the text itself. That
// stands in the URL's fragment, which no browser sends to a server, so that it is in no log.
import type { Variable, VariableType } from '../api/saved';
import { hrefOf } from '../route';
import { editor } from '../sql/actions';
import { copyText } from '../stores/copy_text';
import { say } from '../stores/said';
import { sourceOf, sources } from '../stores/sources';
import { activeTab, isChanged, languages, openTab, type Tab } from '../stores/tabs';
import { text } from '../text';
import { words } from './words';

/** What stands in a link; `s` is the source's name and `i` its id, as the team of whoever opens it may have another one of that name. */
interface Carried {
  t: string;
  l: string;
  s: string;
  i: string;
  n: string;
  v: Tab['variables'];
}

const types: VariableType[] = ['string', 'number', 'boolean', 'date', 'time'];

/** A link may have been made by anybody. */
const isVariable = (each: Partial<Variable> | null): boolean =>
  typeof each?.name === 'string' && types.includes(each.type!) && ['undefined', 'string'].includes(typeof each.label) && (each.default === null || typeof each.default !== 'object');

/** Longer links are cut by mail programs and chats. */
const longest = 32_000;

const base = (): string => location.href.replace(/#.*/, '');

export async function share(): Promise<void> {
  editor.get()?.flush();
  const tab = activeTab();
  if (!tab) return;
  if (tab.saved && !isChanged(tab)) return copyLink(tab.saved.id);
  const { text: t, language: l, source: i, title: n, variables: v } = tab;
  const packed = await pack(JSON.stringify({ t, l, s: sourceOf(i)?.name ?? '', i, n, v } satisfies Carried));
  if (packed.length > longest) return say(words.tooLong);
  await copyText(`${base()}${hrefOf('shared', packed)}`, words.unsavedLink);
}

export const copyLink = (saved: string): Promise<void> => copyText(`${base()}${hrefOf('saved', saved)}`, words.linkCopied);

/** Opens what a link carries in a tab of its own. It is not run: whoever opens it sees first what it is. */
export async function openShared(packed: string): Promise<void> {
  try {
    const { t, l, s, i, n, v } = JSON.parse(await unpack(packed)) as Carried;
    const language = languages.find((each) => each === l);
    if (typeof t !== 'string' || !language) throw new Error(words.badLink);
    const { list } = sources.get();
    const source = list.find(({ id }) => id === i) ?? list.find(({ name }) => name === s);
    openTab({ text: t, language, title: typeof n === 'string' && n ? n : text.tabs.untitled(1), variables: Array.isArray(v) ? v.filter(isVariable) : [], ...(source && { source: source.id }) });
  } catch {
    say(words.badLink);
  }
}

async function through(bytes: Uint8Array<ArrayBuffer>, stream: GenericTransformStream): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

async function pack(words: string): Promise<string> {
  const bytes = await through(new TextEncoder().encode(words), new CompressionStream('deflate-raw'));
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

async function unpack(packed: string): Promise<string> {
  const bytes = Uint8Array.from(atob(packed.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
  return new TextDecoder().decode(await through(bytes, new DecompressionStream('deflate-raw')));
}
