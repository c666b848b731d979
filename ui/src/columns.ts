// The columns of the tunnel table and which of them are shown.
import { signal } from '@preact/signals';
import type { SortKey } from './rows.ts';

export interface Column {
  id: string;
  label: string;
  sort?: SortKey;
  /** pixels that it needs, and its part of what is left */
  least: number;
  /** the same on a phone */
  narrow?: number;
  grow: number;
  right?: boolean;
  /** shown from this width of the table on, unless chosen away */
  from: number;
}

export const COLUMNS: Column[] = [
  { id: 'name', label: 'Name', sort: 'name', least: 204, narrow: 150, grow: 2, from: 0 },
  { id: 'remote', label: 'Remote gateway', sort: 'remote', least: 112, grow: 0.9, from: 480 },
  { id: 'peer', label: 'Peer ID', sort: 'peer', least: 100, grow: 0.8, from: 1560 },
  { id: 'location', label: 'Location', sort: 'location', least: 84, grow: 0.6, from: 1700 },
  { id: 'aggregate', label: 'Aggregate', least: 80, grow: 0.6, from: 9999 },
  { id: 'interface', label: 'Interface', sort: 'interface', least: 74, grow: 0.5, from: 1180 },
  { id: 'share', label: 'Share', sort: 'share', least: 110, grow: 1, from: 0 },
  { id: 'in', label: 'Incoming data', sort: 'in', least: 98, grow: 0.6, right: true, from: 920 },
  { id: 'rateIn', label: 'Incoming rate', sort: 'rateIn', least: 98, grow: 0.6, right: true, from: 700 },
  { id: 'out', label: 'Outgoing data', sort: 'out', least: 98, grow: 0.6, right: true, from: 920 },
  { id: 'rateOut', label: 'Outgoing rate', sort: 'rateOut', least: 98, grow: 0.6, right: true, from: 700 },
  { id: 'phase1', label: 'Phase 1', least: 70, grow: 0.4, from: 1100 },
  { id: 'phase2', label: 'Phase 2', least: 84, grow: 0.5, from: 1100 },
  { id: 'uptime', label: 'Uptime', sort: 'uptime', least: 92, grow: 0.6, right: true, from: 1290 },
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
