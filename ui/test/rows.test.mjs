import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { phase2s, rows } = await load('rows.ts');
const { octets, rate, duration } = await load('format.ts');

let id = 0;
const tunnel = (name, more = {}) => ({
  id: ++id, name, kind: 'instance', parent: name.split('_')[0], interface: 'wan', carrier: true, remote: '192.0.2.1', peer: '',
  location: '', aggregate: 'server', weight: 1, held: false, since: 1, connections: 1, selectors: [], c: [0, 0, 0, 0], rateIn: 0,
  rateOut: 0, up: true, ...more,
});
const all = [
  tunnel('server1', { kind: 'template', parent: '' }),
  tunnel('server2', { kind: 'template', parent: '' }),
  tunnel('server2_0', { location: '1.1.1.1', rateOut: 30 }),
  tunnel('server1_1', { location: '2.2.2.2', rateOut: 5 }),
  tunnel('server1_0', { location: '1.1.1.1', rateOut: 10 }),
  tunnel('server1_10'),
  tunnel('alone', { kind: 'static', parent: '', aggregate: '' }),
];
const ropes = [{ name: 'server', algorithm: 'round-robin', members: ['server1', 'server2'], state: 'whole', sentence: '', lost: [] }];
const view = { grouping: 'aggregate', filter: '', sort: 'name', descending: false, closed: new Set() };
const names = (list) => list.map((r) => (r.type === 'group' ? `[${r.label}]` : r.tunnel.name));

test('several phase 2s are named, each once', () => {
  const selector = (name, expires) => ({ name, src: '', dst: '', expires });
  assert.deepEqual(phase2s(tunnel('one', { selectors: [selector('a', 1), selector('a', 0)] })), []);
  assert.deepEqual(phase2s(tunnel('two', { selectors: [selector('a', 0), selector('b', 0), selector('a', 1)] })), [
    { name: 'a', up: true }, { name: 'b', up: false },
  ]);
});

test('an aggregate holds its locations, and a location its members', () => {
  assert.deepEqual(names(rows(all, ropes, view)), [
    '[server]', '[1.1.1.1]', 'server1_0', 'server2_0', '[2.2.2.2]', 'server1_1', '[No location: server1_10]', 'server1_10',
    '[Without aggregate]', 'alone',
  ]);
});

test('shares are of the location, not of the aggregate', () => {
  const shares = rows(all, ropes, view).filter((r) => r.share !== undefined).map((r) => [r.tunnel.name, r.share]);
  assert.deepEqual(shares, [['server1_0', 0.25], ['server2_0', 0.75], ['server1_1', 1], ['server1_10', 0]]);
});

test('children stand under their parent', () => {
  assert.deepEqual(names(rows(all, ropes, { ...view, grouping: 'parent' })), [
    'alone', '[server1]', 'server1_0', 'server1_1', 'server1_10', '[server2]', 'server2_0',
  ]);
});

test('a closed group hides what it holds; the filter takes all words', () => {
  assert.deepEqual(names(rows(all, ropes, { ...view, closed: new Set(['aggregate:server', 'aggregate:-']) })), ['[server]', '[Without aggregate]']);
  assert.deepEqual(names(rows(all, ropes, { ...view, filter: '1.1.1.1 SERVER2' })), ['[server]', '[1.1.1.1]', 'server2_0']);
});

test('sorting by rate, highest first', () => {
  const sorted = names(rows(all, ropes, { ...view, sort: 'rateOut', descending: true, grouping: 'location' }));
  assert.deepEqual(sorted.slice(0, 3), ['[1.1.1.1]', 'server2_0', 'server1_0']);
});

test('numbers as people read them', () => {
  assert.equal(octets(999), '999 B');
  assert.equal(octets(14_298_240), '14.3 MB');
  assert.equal(rate(125_000), '1.00 Mb/s');
  assert.equal(rate(0), '0 b/s');
  assert.equal(duration(59), '59 s');
  assert.equal(duration(3_725), '1 h 2 min');
});
