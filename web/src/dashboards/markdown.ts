// markdown.ts: what of Markdown a text tile knows: headings, paragraphs, lists, **strong**, `code`, [links](https://…). It
// becomes a tree of parts, never HTML; whatever is none of these stays the text that it is. Pure.
export type Inline = { kind: 'text' | 'strong' | 'code'; text: string } | { kind: 'link'; text: string; href: string };

export type Block =
  | { kind: 'heading'; level: 1 | 2 | 3; inlines: Inline[] }
  | { kind: 'paragraph'; inlines: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | { kind: 'code'; text: string };

const heading = /^(#{1,3})\s+(.*)$/;
const bullet = /^\s*(?:([-*+])|(\d{1,4})[.)])\s+(.*)$/;

export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  const lines = markdown.replaceAll('\r\n', '\n').split('\n');
  let paragraph: string[] = [];
  const close = (): void => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', inlines: inlinesOf(paragraph.join(' ')) });
    paragraph = [];
  };
  for (let n = 0; n < lines.length; n++) {
    const line = lines[n]!;
    const title = heading.exec(line);
    const item = bullet.exec(line);
    if (line.startsWith('```')) {
      close();
      const end = lines.findIndex((each, at) => at > n && each.startsWith('```'));
      const last = end < 0 ? lines.length : end;
      blocks.push({ kind: 'code', text: lines.slice(n + 1, last).join('\n') });
      n = last;
    } else if (title) {
      close();
      blocks.push({ kind: 'heading', level: title[1]!.length as 1 | 2 | 3, inlines: inlinesOf(title[2]!) });
    } else if (item) {
      close();
      const ordered = item[2] !== undefined;
      const list = blocks.at(-1);
      const inlines = inlinesOf(item[3]!);
      if (list?.kind === 'list' && list.ordered === ordered && bullet.test(lines[n - 1] ?? '')) list.items.push(inlines);
      else blocks.push({ kind: 'list', ordered, items: [inlines] });
    } else if (line.trim() === '') close();
    else paragraph.push(line.trim());
  }
  close();
  return blocks;
}

const inline = /\*\*([^*]+)\*\*|`([^`]+)`|\[([^[\]]+)\]\(([^()\s]+)\)/g;

/** Links lead to the web, to mail or to a screen of this page; all else is text. */
const safe = /^(https?:\/\/|mailto:|#\/)/i;

export function inlinesOf(text: string): Inline[] {
  const parts: Inline[] = [];
  let at = 0;
  for (const found of text.matchAll(inline)) {
    const [all, strong, code, label, href] = found;
    if (found.index > at) parts.push({ kind: 'text', text: text.slice(at, found.index) });
    if (strong !== undefined) parts.push({ kind: 'strong', text: strong });
    else if (code !== undefined) parts.push({ kind: 'code', text: code });
    else parts.push(safe.test(href!) ? { kind: 'link', text: label!, href: href! } : { kind: 'text', text: all });
    at = found.index + all.length;
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) });
  return parts;
}
