import { isWord, type Node, splitAtCommas } from './tokenizer.js';
import { render, type Scope } from './translate.js';

/** A query, with TOP and OFFSET as SQLite has them. */
export function renderQuery(nodes: readonly Node[], scope: Scope): string {
  const { body, limit } = paging(nodes, scope);
  const start = body.findIndex((node) => isWord(node, 'SELECT'));
  const { top, withoutTop } = takeTop(body, start);
  const text = render(withoutTop, scope);
  return [text, top === undefined ? limit : `LIMIT (${render(top, scope)})`].filter((part) => part !== '').join(' ');
}

/** The items of the select list of a query, and what stands behind them. */
export function selectList(nodes: readonly Node[]): readonly (readonly Node[])[] {
  const { withoutTop } = takeTop(
    nodes,
    nodes.findIndex((node) => isWord(node, 'SELECT')),
  );
  const start = withoutTop.findIndex((node) => isWord(node, 'SELECT')) + 1;
  const from = withoutTop.findIndex((node, at) => at > start && isWord(node, ...afterList));
  const list = withoutTop.slice(
    isWord(withoutTop[start], 'DISTINCT', 'ALL') ? start + 1 : start,
    from < 0 ? undefined : from,
  );
  return splitAtCommas(list);
}

const afterList = ['FROM', 'WHERE', 'ORDER', 'UNION', 'EXCEPT', 'INTERSECT', 'GROUP', 'OPTION'];

/** Cuts TOP (n) out of the query that begins at a place. */
function takeTop(
  nodes: readonly Node[],
  select: number,
): { withoutTop: readonly Node[]; top: readonly Node[] | undefined } {
  const at = isWord(nodes[select + 1], 'DISTINCT', 'ALL') ? select + 2 : select + 1;
  const count = nodes[at + 1];
  if (!isWord(nodes[at], 'TOP') || count === undefined) return { withoutTop: nodes, top: undefined };
  const top = count.kind === 'group' ? count.items : [count];
  return { withoutTop: [...nodes.slice(0, at), ...nodes.slice(at + 2)], top };
}

/** Cuts `OFFSET n ROWS FETCH NEXT m ROWS ONLY` from the end. */
function paging(nodes: readonly Node[], scope: Scope): { body: readonly Node[]; limit: string } {
  const offset = nodes.findLastIndex((node) => isWord(node, 'OFFSET'));
  if (offset < 0 || !nodes.slice(0, offset).some((node) => isWord(node, 'ORDER'))) return { body: nodes, limit: '' };
  const tail = nodes.slice(offset + 1);
  const rows = tail.findIndex((node) => isWord(node, 'ROW', 'ROWS'));
  const fetch = tail.slice(rows + 1);
  const skip = render(tail.slice(0, rows), scope);
  const end = fetch.findLastIndex((node) => isWord(node, 'ROW', 'ROWS'));
  const count = isWord(fetch[0], 'FETCH') ? render(fetch.slice(2, end), scope) : '-1';
  return { body: nodes.slice(0, offset), limit: `LIMIT (${count}) OFFSET (${skip})` };
}
