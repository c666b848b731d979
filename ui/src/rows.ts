// The table's rows: tunnels in groups, filtered and sorted.
import type { Rope, Tunnel } from './live.ts';

export type Grouping = 'aggregate' | 'location' | 'parent';
export type SortKey = 'name' | 'remote' | 'peer' | 'location' | 'interface' | 'in' | 'out' | 'rateIn' | 'rateOut' | 'share' | 'uptime';

export interface GroupRow {
  type: 'group';
  key: string;
  level: number;
  kind: 'aggregate' | 'location' | 'parent';
  label: string;
  note: string;
  tunnel?: Tunnel;
  members: Tunnel[];
  rateIn: number;
  rateOut: number;
  in: number;
  out: number;
  state: 'up' | 'partly' | 'down';
  open: boolean;
}

export interface TunnelRow {
  type: 'tunnel';
  key: string;
  level: number;
  tunnel: Tunnel;
  /** 0..1 of what its location carries, undefined outside of a location */
  share: number | undefined;
  /** its place among the members of its location: chooses the colour */
  place: number;
}

export type Row = GroupRow | TunnelRow;

export interface View {
  grouping: Grouping;
  filter: string;
  sort: SortKey;
  descending: boolean;
  closed: ReadonlySet<string>;
}

export const placeOf = (t: Tunnel): string => t.location || (t.kind === 'static' ? '' : `@${t.name}`);
export const placeLabel = (place: string): string =>
  place.startsWith('@') ? `No location: ${place.slice(1)}` : place || 'No location';

/** Locations by number, what has none behind them. */
export const byPlace = (a: string, b: string): number => {
  const none = (place: string) => (/^\d/.test(place) ? 0 : 1);
  return none(a) - none(b) || natural(a, b);
};

/** A tunnel's phase 2s, when there are several: with what is up of each. */
export function phase2s(t: Tunnel): { name: string; up: boolean }[] {
  const up = new Map<string, boolean>();
  for (const s of t.selectors) up.set(s.name, (up.get(s.name) ?? false) || s.expires > 0);
  return up.size > 1 ? [...up].map(([name, isUp]) => ({ name, up: isUp })) : [];
}

export const rateOf = (t: Tunnel): number => t.rateIn + t.rateOut;

export function matches(t: Tunnel, filter: string): boolean {
  if (!filter) return true;
  const text = `${t.name} ${t.remote} ${t.peer} ${t.location} ${t.aggregate} ${t.interface} ${t.parent} ${t.up ? 'up' : 'down'}`;
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word));
}

export function rows(all: Iterable<Tunnel>, ropes: Rope[], view: View): Row[] {
  const list = [...all];
  const shown = list.filter((t) => matches(t, view.filter));
  const result: Row[] = [];
  switch (view.grouping) {
    case 'aggregate': {
      for (const rope of ropes) {
        const members = shown.filter((t) => t.aggregate === rope.name && t.kind !== 'template');
        if (view.filter && members.length === 0) continue;
        const group = push(result, groupRow('aggregate', rope.name, rope.name, rope.algorithm, 0, members, view));
        if (rope.state !== 'whole') group.state = rope.state === 'down' ? 'down' : 'partly';
        if (group.open) locations(result, members, `${rope.name}/`, 1, view);
      }
      const single = shown.filter((t) => !t.aggregate && t.kind !== 'template');
      if (single.length > 0) {
        const group = push(result, groupRow('aggregate', '-', 'Without aggregate', '', 0, single, view));
        if (group.open) for (const t of sorted(single, view, new Map())) result.push(tunnelRow(t, 1, undefined, 0));
      }
      break;
    }
    case 'location':
      locations(result, shown.filter((t) => t.kind !== 'template'), '', 0, view);
      break;
    case 'parent': {
      for (const t of sorted(shown.filter((t) => !t.parent), view, new Map())) {
        if (t.kind !== 'template') {
          result.push(tunnelRow(t, 0, undefined, 0));
          continue;
        }
        const children = list.filter((c) => c.parent === t.name && matches(c, view.filter));
        const row = groupRow('parent', t.name, t.name, 'dial-up', 0, children, view);
        row.tunnel = t;
        const group = push(result, row);
        if (group.open) for (const c of sorted(children, view, new Map())) result.push(tunnelRow(c, 1, undefined, 0));
      }
      // A child that matches though its parent does not.
      const parents = new Set(shown.filter((t) => !t.parent).map((t) => t.name));
      for (const c of sorted(shown.filter((t) => t.parent && !parents.has(t.parent)), view, new Map()))
        result.push(tunnelRow(c, 0, undefined, 0));
      break;
    }
  }
  return result;
}

function locations(result: Row[], members: Tunnel[], prefix: string, level: number, view: View): void {
  const there = new Map<string, Tunnel[]>();
  for (const t of members) {
    const place = placeOf(t);
    const list = there.get(place);
    if (list) list.push(t);
    else there.set(place, [t]);
  }
  const places = [...there].map(([place, list]) => ({ place, list }));
  if (view.sort !== 'name') {
    const sum = (list: Tunnel[]) => list.reduce((s, t) => s + number(t, view.sort, 0), 0);
    places.sort((a, b) => (view.descending ? -1 : 1) * (sum(a.list) - sum(b.list)) || byPlace(a.place, b.place));
  } else {
    places.sort((a, b) => byPlace(a.place, b.place) * (view.descending ? -1 : 1));
  }
  for (const { place, list } of places) {
    const note = list.length === 1 ? '1 member' : `${list.length} members`;
    const group = push(result, groupRow('location', `${prefix}${place}`, placeLabel(place), note, level, list, view));
    if (!group.open) continue;
    const total = list.reduce((s, t) => s + rateOf(t), 0);
    const order = new Map([...list].sort((a, b) => natural(a.name, b.name)).map((t, i) => [t.id, i]));
    const shares = new Map(list.map((t) => [t.id, total > 0 ? rateOf(t) / total : 0]));
    for (const t of sorted(list, view, shares)) {
      result.push(tunnelRow(t, level + 1, shares.get(t.id), order.get(t.id)!));
    }
  }
}

function groupRow(
  kind: GroupRow['kind'], key: string, label: string, note: string, level: number, members: Tunnel[], view: View,
): GroupRow {
  let rateIn = 0;
  let rateOut = 0;
  let octetsIn = 0;
  let octetsOut = 0;
  let up = 0;
  for (const t of members) {
    rateIn += t.rateIn;
    rateOut += t.rateOut;
    octetsIn += t.c[0];
    octetsOut += t.c[1];
    if (t.up) up++;
  }
  return {
    type: 'group',
    key: `${kind}:${key}`,
    level,
    kind,
    label,
    note,
    members,
    rateIn,
    rateOut,
    in: octetsIn,
    out: octetsOut,
    state: up === 0 ? 'down' : up < members.length ? 'partly' : 'up',
    open: !view.closed.has(`${kind}:${key}`),
  };
}

const tunnelRow = (tunnel: Tunnel, level: number, share: number | undefined, place: number): TunnelRow => ({
  type: 'tunnel',
  key: `tunnel:${tunnel.id}`,
  level,
  tunnel,
  share,
  place,
});

function push<T extends Row>(result: Row[], row: T): T {
  result.push(row);
  return row;
}

const collator = new Intl.Collator('en', { numeric: true });
export const natural = (a: string, b: string): number => collator.compare(a, b);

function number(t: Tunnel, key: SortKey, share: number): number {
  switch (key) {
    case 'in':
      return t.c[0];
    case 'out':
      return t.c[1];
    case 'rateIn':
      return t.rateIn;
    case 'rateOut':
      return t.rateOut;
    case 'share':
      return share;
    case 'uptime':
      return t.since ? -t.since : -Infinity;
    default:
      return 0;
  }
}

function sorted(list: Tunnel[], view: View, shares: Map<number, number>): Tunnel[] {
  const way = view.descending ? -1 : 1;
  const words: Partial<Record<SortKey, (t: Tunnel) => string>> = {
    name: (t) => t.name,
    remote: (t) => t.remote,
    peer: (t) => t.peer,
    location: (t) => t.location,
    interface: (t) => t.interface,
  };
  const word = words[view.sort];
  return [...list].sort((a, b) => {
    const order = word
      ? natural(word(a), word(b))
      : number(a, view.sort, shares.get(a.id) ?? 0) - number(b, view.sort, shares.get(b.id) ?? 0);
    return order * way || natural(a.name, b.name);
  });
}
