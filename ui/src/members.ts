// The lines of an aggregate's graph, and which colour stands for which member everywhere.
import { KEPT, past, tunnels, type Rope, type Tunnel } from './live.ts';
import { natural } from './rows.ts';

const MOST_LINES = 8;

export interface Line {
  label: string;
  hue: number;
  in: Float64Array;
  out: Float64Array;
}

export const membersOf = (rope: Rope): Tunnel[] =>
  [...tunnels.values()].filter((t) => t.aggregate === rope.name && t.kind !== 'template');

const hues = new Map<number, number>();
const names = new Map<number, string>();

/** The colour of a member; members of a big aggregate share one with all that use the same link. */
export const hueOf = (id: number): number => hues.get(id) ?? 0;

/** A line for each member, or for each link when there are many. */
export function lines(rope: Rope): Line[] {
  const members = membersOf(rope);
  for (const t of members) names.set(t.id, t.name);
  const gone = [...past.keys()].filter((id) => !tunnels.has(id) && names.has(id) && belonged(rope, names.get(id)!));
  if (members.length <= MOST_LINES) {
    const all = [...members.map((t) => t.id), ...gone].sort((a, b) => natural(names.get(a)!, names.get(b)!) || a - b);
    const byName = new Map<string, Line>();
    const order = [...new Set(all.map((id) => names.get(id)!))];
    for (const id of all) {
      const label = names.get(id)!;
      hues.set(id, order.indexOf(label) % MOST_LINES);
      add(byName, label, hueOf(id), id);
    }
    return [...byName.values()].slice(0, MOST_LINES);
  }
  const byLink = new Map<string, Line>();
  const links = [...rope.members].sort(natural);
  for (const t of members) {
    const link = t.parent || t.name;
    hues.set(t.id, Math.max(0, links.indexOf(link)) % MOST_LINES);
    add(byLink, link, hueOf(t.id), t.id);
  }
  return [...byLink.values()].sort((a, b) => natural(a.label, b.label)).slice(0, MOST_LINES);
}

const belonged = (rope: Rope, name: string): boolean =>
  rope.members.some((link) => name === link || name.startsWith(`${link}_`));

function add(lines: Map<string, Line>, label: string, hue: number, id: number): void {
  let line = lines.get(label);
  if (!line) {
    line = { label, hue, in: new Float64Array(KEPT), out: new Float64Array(KEPT) };
    lines.set(label, line);
  }
  const seen = past.get(id);
  if (!seen) return;
  for (let i = 0; i < KEPT; i++) {
    line.in[i]! += seen.in[i]!;
    line.out[i]! += seen.out[i]!;
  }
}
