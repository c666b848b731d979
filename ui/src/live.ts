// The live state: what the event stream said so far, with the last five minutes of rates.
import { signal } from '@preact/signals';
import { call, loadSession, session } from './api.ts';

export interface Selector {
  name: string;
  src: string;
  dst: string;
  expires: number;
}

export interface Tunnel {
  id: number;
  name: string;
  kind: 'static' | 'template' | 'instance';
  parent: string;
  interface: string;
  carrier: boolean;
  remote: string;
  peer: string;
  location: string;
  aggregate: string;
  weight: number;
  held: boolean;
  since: number;
  connections: number;
  selectors: Selector[];
  /** octets in, octets out, packets in, packets out */
  c: [number, number, number, number];
  /** octets a second */
  rateIn: number;
  rateOut: number;
  up: boolean;
}

export interface Lost {
  location: string;
  name: string;
  link: string;
  interface: string;
  seen: number;
}

export interface Rope {
  name: string;
  algorithm: string;
  members: string[];
  state: 'whole' | 'degraded' | 'down';
  sentence: string;
  lost: Lost[];
}

type Counters = [number, number, number, number, number];
type Row = Omit<Tunnel, 'rateIn' | 'rateOut' | 'up'>;

export const KEPT = 300;

/** Rates of one tunnel over the last seconds, oldest first. */
export interface Past {
  in: Float64Array;
  out: Float64Array;
}

export const tunnels = new Map<number, Tunnel>();
export const past = new Map<number, Past>();
export const times = new Float64Array(KEPT).fill(NaN);
export const ropes = signal<Rope[]>([]);
/** Counts the seconds seen; who draws reads it. */
export const tick = signal(0);
export const status = signal<'connecting' | 'live' | 'broken'>('connecting');
export const now = signal(Date.now());

let stream: EventSource | undefined;
let lastTime = 0;

export function connect(): void {
  disconnect();
  status.value = 'connecting';
  const source = new EventSource('/api/v2/monitor/web-ui/events');
  stream = source;
  source.addEventListener('all', (e) => whole(JSON.parse((e as MessageEvent).data)));
  source.addEventListener('tick', (e) => second(JSON.parse((e as MessageEvent).data)));
  source.addEventListener('ended', () => {
    disconnect();
    session.value = null;
  });
  source.addEventListener('error', () => {
    status.value = 'broken';
    // A browser gives up for good when it is refused: then the login has ended, or the gateway restarts.
    if (source.readyState === EventSource.CLOSED && stream === source) {
      setTimeout(() => {
        if (stream !== source) return;
        loadSession()
          .then(() => session.value && connect())
          .catch(() => connect());
      }, 2000);
    }
  });
  call<{ results: { times: number[]; members: { serial: number; in: number[]; out: number[] }[] } }>(
    'GET',
    '/api/v2/monitor/system/ipsec-aggregate/history',
  )
    .then((answer) => remember(answer.results))
    .catch(() => undefined);
}

export function disconnect(): void {
  stream?.close();
  stream = undefined;
}

function remember(history: { times: number[]; members: { serial: number; in: number[]; out: number[] }[] }) {
  // Only what is older than what was seen meanwhile.
  const first = times.find((t) => !Number.isNaN(t)) ?? Infinity;
  const older = history.times.map((t) => t / 1000).filter((t) => t < first - 0.5).length;
  const seen = times.filter((t) => !Number.isNaN(t)).length;
  const room = Math.min(older, KEPT - seen);
  const at = KEPT - seen - room;
  for (let i = 0; i < room; i++) times[at + i] = history.times[older - room + i]! / 1000;
  for (const member of history.members) {
    const line = lineOf(member.serial);
    for (let i = 0; i < room; i++) {
      line.in[at + i] = member.in[older - room + i]!;
      line.out[at + i] = member.out[older - room + i]!;
    }
  }
  tick.value++;
}

function lineOf(id: number): Past {
  let line = past.get(id);
  if (!line) {
    line = { in: new Float64Array(KEPT), out: new Float64Array(KEPT) };
    past.set(id, line);
  }
  return line;
}

const isUp = (row: Row): boolean => row.carrier && row.selectors.some((s) => s.expires > 0);

function whole(data: { t: number; tunnels: Row[]; ropes: Rope[] }): void {
  const before = new Map(tunnels);
  tunnels.clear();
  for (const row of data.tunnels) {
    const old = before.get(row.id);
    tunnels.set(row.id, { ...row, up: isUp(row), rateIn: old?.rateIn ?? 0, rateOut: old?.rateOut ?? 0 });
  }
  lastTime = data.t;
  ropes.value = data.ropes;
  status.value = 'live';
  now.value = data.t;
  tick.value++;
}

function second(data: { t: number; changed?: Row[]; gone?: number[]; counters: Counters[]; ropes: Rope[] }): void {
  const seconds = Math.max(0.2, (data.t - lastTime) / 1000);
  lastTime = data.t;
  for (const id of data.gone ?? []) tunnels.delete(id);
  for (const row of data.changed ?? []) {
    const old = tunnels.get(row.id);
    const c = old?.c ?? row.c;
    tunnels.set(row.id, { ...row, c, up: isUp(row), rateIn: old?.rateIn ?? 0, rateOut: old?.rateOut ?? 0 });
  }
  const moved = new Set<number>();
  for (const [id, rx, tx, rxp, txp] of data.counters) {
    const tunnel = tunnels.get(id);
    if (!tunnel) continue;
    moved.add(id);
    // Less than before: the counters began anew.
    tunnel.rateIn = (rx < tunnel.c[0] ? rx : rx - tunnel.c[0]) / seconds;
    tunnel.rateOut = (tx < tunnel.c[1] ? tx : tx - tunnel.c[1]) / seconds;
    tunnel.c = [rx, tx, rxp, txp];
  }
  times.copyWithin(0, 1);
  times[KEPT - 1] = data.t / 1000;
  for (const [id, tunnel] of tunnels) {
    if (!moved.has(id)) tunnel.rateIn = tunnel.rateOut = 0;
    if (tunnel.aggregate && tunnel.kind !== 'template') {
      const line = lineOf(id);
      line.in.copyWithin(0, 1);
      line.out.copyWithin(0, 1);
      line.in[KEPT - 1] = tunnel.rateIn;
      line.out[KEPT - 1] = tunnel.rateOut;
    }
  }
  for (const [id, line] of past) {
    if (tunnels.has(id)) continue;
    line.in.copyWithin(0, 1);
    line.out.copyWithin(0, 1);
    line.in[KEPT - 1] = line.out[KEPT - 1] = 0;
    if (line.in.every((v) => v === 0) && line.out.every((v) => v === 0)) past.delete(id);
  }
  ropes.value = data.ropes;
  status.value = 'live';
  now.value = data.t;
  tick.value++;
}
