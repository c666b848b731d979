// The columns of the tunnel table and which of them are shown.
import { signal } from '@preact/signals';
import type { SortKey } from './rows.ts';

export interface Column {
  id: string;
  label: string;
  sort?: SortKey;
  width: string;
  right?: boolean;
  /** shown from this width of the table on, unless chosen away */
  from: number;
}

export const COLUMNS: Column[] = [
  { id: 'name', label: 'Name', sort: 'name', width: 'minmax(190px, 2fr)', from: 0 },
  { id: 'remote', label: 'Remote gateway', sort: 'remote', width: 'minmax(112px, .9fr)', from: 640 },
  { id: 'peer', label: 'Peer ID', sort: 'peer', width: 'minmax(100px, .8fr)', from: 1560 },
  { id: 'location', label: 'Location', sort: 'location', width: 'minmax(84px, .6fr)', from: 1700 },
  { id: 'aggregate', label: 'Aggregate', width: 'minmax(80px, .6fr)', from: 9999 },
  { id: 'interface', label: 'Interface', sort: 'interface', width: 'minmax(74px, .5fr)', from: 1100 },
  { id: 'share', label: 'Share', sort: 'share', width: 'minmax(110px, 1fr)', from: 0 },
  { id: 'in', label: 'Incoming data', sort: 'in', width: 'minmax(98px, .6fr)', right: true, from: 760 },
  { id: 'rateIn', label: 'Incoming rate', sort: 'rateIn', width: 'minmax(98px, .6fr)', right: true, from: 560 },
  { id: 'out', label: 'Outgoing data', sort: 'out', width: 'minmax(98px, .6fr)', right: true, from: 760 },
  { id: 'rateOut', label: 'Outgoing rate', sort: 'rateOut', width: 'minmax(98px, .6fr)', right: true, from: 560 },
  { id: 'phase1', label: 'Phase 1', width: 'minmax(70px, .4fr)', from: 820 },
  { id: 'phase2', label: 'Phase 2', width: 'minmax(84px, .5fr)', from: 820 },
  { id: 'uptime', label: 'Uptime', sort: 'uptime', width: 'minmax(92px, .6fr)', right: true, from: 1000 },
];

/** What was chosen by hand: true or false; all others go by width. */
export const chosen = signal<Record<string, boolean>>(read());

export function choose(id: string, shown: boolean): void {
  chosen.value = { ...chosen.value, [id]: shown };
  try {
    localStorage.setItem('columns', JSON.stringify(chosen.value));
  } catch {
    // for this page only
  }
}

export const isShown = (column: Column, width: number): boolean =>
  column.id === 'name' || (chosen.value[column.id] ?? width >= column.from);

function read(): Record<string, boolean> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem('columns') ?? '{}');
    if (!kept || typeof kept !== 'object') return {};
    return Object.fromEntries(
      Object.entries(kept).filter(([id, on]) => COLUMNS.some((c) => c.id === id) && typeof on === 'boolean'),
    ) as Record<string, boolean>;
  } catch {
    return {};
  }
}
