// text_tile.tsx: a text on a dashboard, as parts of the page and never as HTML.
import { useMemo } from 'react';
import { type Block, blocksOf, type Inline } from './markdown';

export function TextTile({ markdown }: { markdown: string }) {
  const blocks = useMemo(() => blocksOf(markdown), [markdown]);
  return <div className="md">{blocks.map((block, n) => <OneBlock key={n} block={block} />)}</div>;
}

function OneBlock({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading': {
      const Heading = `h${block.level + 1}` as 'h2' | 'h3' | 'h4';
      return <Heading><Inlines list={block.inlines} /></Heading>;
    }
    case 'code': return <pre className="mono">{block.text}</pre>;
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul';
      return <List>{block.items.map((item, n) => <li key={n}><Inlines list={item} /></li>)}</List>;
    }
    case 'paragraph': return <p><Inlines list={block.inlines} /></p>;
  }
}

function Inlines({ list }: { list: Inline[] }) {
  return (
    <>
      {list.map((part, n) => {
        switch (part.kind) {
          case 'strong': return <b key={n}>{part.text}</b>;
          case 'code': return <code key={n} className="mono">{part.text}</code>;
          case 'link': return <a key={n} className="btn link" href={part.href} {...(!part.href.startsWith('#') && { target: '_blank', rel: 'noopener noreferrer' })}>{part.text}</a>;
          default: return part.text;
        }
      })}
    </>
  );
}
