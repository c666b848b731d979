// The tunnels as a tree of rows. Only the rows in sight are in the page.
import { signal, useComputed, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { COLUMNS, isShown, type Column } from './columns.ts';
import { duration, exact, octets, rate } from './format.ts';
import { now, ropes, tick, tunnels, type Tunnel } from './live.ts';
import { hueOf } from './members.ts';
import { openMenu } from './menu.tsx';
import { rows, type Grouping, type GroupRow, type Row, type SortKey, type TunnelRow } from './rows.ts';
import { Share, ShareBar } from './share.tsx';
import { Swatch } from './graph.tsx';

const HEIGHT = 40;

export const grouping = signal<Grouping>('aggregate');
export const filter = signal('');
const sort = signal<SortKey>('name');
const descending = signal(false);
const closed = signal<ReadonlySet<string>>(new Set());

function toggle(key: string): void {
  const next = new Set(closed.value);
  if (!next.delete(key)) next.add(key);
  closed.value = next;
}

export function TunnelTable() {
  const box = useRef<HTMLDivElement>(null);
  const width = useSignal(1200);
  const height = useSignal(600);
  const top = useSignal(0);
  const current = useSignal('');
  const list = useComputed<Row[]>(() => {
    tick.value;
    return rows(tunnels.values(), ropes.value, {
      grouping: grouping.value,
      filter: filter.value,
      sort: sort.value,
      descending: descending.value,
      closed: closed.value,
    });
  });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const size = new ResizeObserver(() => {
      width.value = element.clientWidth;
      height.value = element.clientHeight;
    });
    size.observe(element);
    return () => size.disconnect();
  }, []);
  const all = list.value;
  const columns = COLUMNS.filter((column) => isShown(column, width.value));
  const first = Math.max(0, Math.floor(top.value / HEIGHT) - 4);
  const last = Math.min(all.length, Math.ceil((top.value + height.value) / HEIGHT) + 4);
  const currentAt = Math.max(0, all.findIndex((row) => row.key === current.value));

  const focusRow = (at: number) => {
    const row = all[Math.max(0, Math.min(all.length - 1, at))];
    const element = box.current;
    if (!row || !element) return;
    current.value = row.key;
    const y = all.indexOf(row) * HEIGHT;
    if (y < element.scrollTop) element.scrollTop = y;
    else if (y + 2 * HEIGHT > element.scrollTop + element.clientHeight) element.scrollTop = y + 2 * HEIGHT - element.clientHeight;
    requestAnimationFrame(() => element.querySelector<HTMLElement>(`[data-key="${CSS.escape(row.key)}"]`)?.focus());
  };
  const keys = (e: KeyboardEvent) => {
    if (!(e.target instanceof HTMLElement) || e.target.role !== 'row') return;
    const row = all[currentAt];
    if (!row) return;
    const page = Math.max(1, Math.floor(height.value / HEIGHT) - 2);
    const to = { ArrowDown: currentAt + 1, ArrowUp: currentAt - 1, Home: 0, End: all.length - 1, PageDown: currentAt + page, PageUp: currentAt - page }[e.key];
    if (to !== undefined) focusRow(to);
    else if (e.key === 'ArrowRight' && row.type === 'group' && !row.open) toggle(row.key);
    else if (e.key === 'ArrowLeft' && row.type === 'group' && row.open) toggle(row.key);
    else if (e.key === 'ArrowLeft') focusRow(all.findLastIndex((r, i) => i < currentAt && r.level < row.level));
    else if ((e.key === 'Enter' || e.key === ' ') && row.type === 'group') toggle(row.key);
    else if (e.key === 'Enter' || e.key === 'ContextMenu' || (e.key === 'F10' && e.shiftKey)) {
      const tunnel = row.type === 'tunnel' ? row.tunnel : row.tunnel;
      const place = e.target.getBoundingClientRect();
      if (tunnel) openMenu(tunnel, place.left + 60, place.bottom);
    } else return;
    e.preventDefault();
  };
  const needed = (c: Column) => (width.value < 640 && c.narrow) || c.least;
  const template = `${columns.map((c) => `minmax(${needed(c)}px, ${c.grow}fr)`).join(' ')} 40px`;
  const least = columns.reduce((sum, c) => sum + needed(c) + 12, 64);
  return (
    <div
      class="table"
      role="treegrid"
      aria-label="IPsec tunnels"
      aria-rowcount={all.length + 1}
      ref={box}
      onScroll={() => (top.value = box.current?.scrollTop ?? 0)}
      onKeyDown={keys}
      style={{ '--columns': template, '--least': `${least}px` }}
    >
      <div class="head" role="row" aria-rowindex={1}>
        {columns.map((column) => (
          <Head key={column.id} column={column} />
        ))}
        <span role="columnheader" class="cell"><span class="hidden">Actions</span></span>
      </div>
      <div class="body" role="rowgroup" style={{ height: `${all.length * HEIGHT}px` }}>
        {all.slice(first, last).map((row, i) => (
          <div
            key={row.key}
            role="row"
            aria-rowindex={first + i + 2}
            aria-level={row.level + 1}
            aria-expanded={row.type === 'group' ? row.open : undefined}
            tabIndex={first + i === currentAt ? 0 : -1}
            data-key={row.key}
            class={`row ${row.type} level${row.level}`}
            style={{ transform: `translateY(${(first + i) * HEIGHT}px)` }}
            onFocus={() => (current.value = row.key)}
            onClick={(e) => {
              current.value = row.key;
              if (row.type === 'group' && !(e.target as HTMLElement).closest('button.more')) toggle(row.key);
            }}
            onContextMenu={(e) => {
              const tunnel = row.type === 'tunnel' ? row.tunnel : row.tunnel;
              if (!tunnel) return;
              e.preventDefault();
              openMenu(tunnel, e.clientX, e.clientY);
            }}
          >
            {columns.map((column) => (
              <span key={column.id} role={column.id === 'name' ? 'rowheader' : 'gridcell'} class={`cell ${column.id}${column.right ? ' right' : ''}`}>
                {row.type === 'group' ? <GroupCell id={column.id} row={row} /> : <TunnelCell id={column.id} row={row} />}
              </span>
            ))}
            <span role="gridcell" class="cell more">
              {row.tunnel && <More tunnel={row.tunnel} />}
            </span>
          </div>
        ))}
      </div>
      {all.length === 0 && (
        <div class="empty" role="row">
          <span role="gridcell">{filter.value ? `No tunnel matches “${filter.value}”.` : 'No tunnel is configured yet.'}</span>
        </div>
      )}
    </div>
  );
}

function Head({ column }: { column: Column }) {
  const key = column.sort;
  const here = key !== undefined && sort.value === key;
  return (
    <span role="columnheader" class={`cell${column.right ? ' right' : ''}`} aria-sort={here ? (descending.value ? 'descending' : 'ascending') : undefined}>
      {key ? (
        <button
          type="button"
          onClick={() => {
            if (here) descending.value = !descending.value;
            else {
              sort.value = key;
              descending.value = ['in', 'out', 'rateIn', 'rateOut', 'share'].includes(key);
            }
          }}
        >
          {column.label}
          <span aria-hidden="true" class="arrow">{here ? (descending.value ? '↓' : '↑') : ''}</span>
        </button>
      ) : (
        column.label
      )}
    </span>
  );
}

function More({ tunnel }: { tunnel: Tunnel }) {
  return (
    <button
      type="button"
      class="more"
      tabIndex={-1}
      aria-label={`Actions for ${tunnel.name}`}
      aria-haspopup="menu"
      onClick={(e) => {
        e.stopPropagation();
        const place = e.currentTarget.getBoundingClientRect();
        openMenu(tunnel, place.right - 190, place.bottom + 4);
      }}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="3" r="1.5" /><circle cx="8" cy="8" r="1.5" /><circle cx="8" cy="13" r="1.5" />
      </svg>
    </button>
  );
}

function GroupCell({ id, row }: { id: string; row: GroupRow }): ComponentChildren {
  switch (id) {
    case 'name':
      return (
        <>
          <span class="twist" aria-hidden="true">{row.open ? '▾' : '▸'}</span>
          <State state={row.state} />
          <b>{row.label}</b>
          <span class="note">{row.note}</span>
        </>
      );
    case 'share':
      return row.kind === 'location' ? <ShareBar members={row.members} /> : null;
    case 'in':
      return <span title={`${exact(row.in)} octets`}>{octets(row.in)}</span>;
    case 'out':
      return <span title={`${exact(row.out)} octets`}>{octets(row.out)}</span>;
    case 'rateIn':
      return rate(row.rateIn);
    case 'rateOut':
      return rate(row.rateOut);
    case 'phase1':
      return row.tunnel ? 'listening' : null;
    default:
      return null;
  }
}

function TunnelCell({ id, row }: { id: string; row: TunnelRow }): ComponentChildren {
  const t = row.tunnel;
  switch (id) {
    case 'name':
      return (
        <>
          <State state={t.up ? 'up' : t.since && t.carrier ? 'partly' : 'down'} />
          <span class="text" title={t.name}>{t.name}</span>
          {row.share !== undefined && <Swatch hue={hueOf(t.id)} />}
        </>
      );
    case 'remote':
      return t.remote;
    case 'peer':
      return <span class="text" title={t.peer}>{t.peer || '–'}</span>;
    case 'location':
      return t.location || '–';
    case 'aggregate':
      return t.aggregate || '–';
    case 'interface':
      return t.interface;
    case 'share':
      return row.share === undefined ? null : <Share tunnel={t} part={row.share} />;
    case 'in':
      return <span title={`${exact(t.c[0])} octets in ${exact(t.c[2])} packets`} data-octets={t.c[0]}>{octets(t.c[0])}</span>;
    case 'out':
      return <span title={`${exact(t.c[1])} octets in ${exact(t.c[3])} packets`} data-octets={t.c[1]}>{octets(t.c[1])}</span>;
    case 'rateIn':
      return rate(t.rateIn);
    case 'rateOut':
      return rate(t.rateOut);
    case 'phase1':
      return !t.carrier ? 'no carrier' : t.since ? 'up' : t.held ? 'held down' : 'down';
    case 'phase2': {
      const up = t.selectors.filter((s) => s.expires > 0).length;
      const text = t.selectors.map((s) => `${s.name}: ${s.src} ↔ ${s.dst}`).join('\n');
      return <span class="text" title={text}>{t.selectors.length > 1 ? `${up} of ${t.selectors.length} up` : up ? 'up' : 'down'}</span>;
    }
    case 'uptime':
      return t.since ? duration((now.value - t.since) / 1000) : '–';
    default:
      return null;
  }
}

/** A state by shape as well as by colour. */
export function State({ state }: { state: 'up' | 'partly' | 'down' }) {
  const words = { up: 'up', partly: 'partly up', down: 'down' };
  return (
    <svg class={`state ${state}`} viewBox="0 0 12 12" width="12" height="12" role="img" aria-label={words[state]}>
      {state === 'up' && <circle cx="6" cy="6" r="5" />}
      {state === 'partly' && <path d="M6 1 11 10.5H1Z" />}
      {state === 'down' && <path d="M2 2 10 10M10 2 2 10" />}
    </svg>
  );
}
