// One stacked graph over time, with the same numbers as a table behind it.
import { signal, useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { rate } from './format.ts';
import { KEPT, now, tick, times, type Rope } from './live.ts';
import { lines, type Line } from './members.ts';
import { colour, DASHES } from './palette.ts';
import { theme } from './theme.ts';

export type Direction = 'both' | 'in' | 'out';
export const direction = signal<Direction>('both');
export const span = signal(120);

const pick = (line: Line, way: Direction, i: number): number =>
  way === 'in' ? line.in[i]! : way === 'out' ? line.out[i]! : line.in[i]! + line.out[i]!;

/** Times, and for each line the height of the stack up to and with it, in bits a second. */
function stack(all: Line[], way: Direction): uPlot.AlignedData {
  const from = times.findIndex((t) => !Number.isNaN(t));
  const start = from < 0 ? KEPT : from;
  const x = Array.from(times.subarray(start));
  const sums = new Float64Array(x.length);
  const data: number[][] = [x];
  for (const line of all) {
    for (let i = 0; i < x.length; i++) sums[i]! += pick(line, way, start + i) * 8;
    data.push(Array.from(sums));
  }
  // The highest first, so that lower ones are painted over it.
  return [data[0]!, ...data.slice(1).reverse()] as uPlot.AlignedData;
}

const css = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function options(all: Line[], width: number, height: number, small: boolean): uPlot.Options {
  const axis: uPlot.Axis = {
    stroke: () => css('--muted'),
    grid: { stroke: () => css('--grid'), width: 1 },
    ticks: { show: false },
    font: '11px system-ui, sans-serif',
  };
  return {
    width,
    height,
    padding: [10, 14, 0, 0],
    legend: { show: false },
    cursor: { show: !small, points: { show: false }, y: false, drag: { x: false, y: false } },
    scales: {
      x: { time: true, range: () => [now.value / 1000 - span.value, now.value / 1000] },
      y: { range: (_, __, max) => [0, Math.max(8_000, max * 1.12)] },
    },
    axes: [
      { ...axis, size: 26, splits: () => marks(), values: (_, ticks) => ticks.map((t) => ago(t)) },
      { ...axis, size: 70, space: 34, values: (_, ticks) => ticks.map((t) => rate(t / 8)) },
    ],
    bands: all.slice(1).map((_, i) => ({ series: [i + 1, i + 2] as [number, number] })),
    series: [
      {},
      ...[...all].reverse().map((line) => ({
        label: line.label,
        stroke: () => colour(line.hue),
        fill: () => `${colour(line.hue)}${theme.value === 'dark' ? '8c' : '73'}`,
        width: 1.5,
        dash: DASHES[line.hue],
        points: { show: false },
      })),
    ],
  };
}

/** Six marks, at round times before now. */
const marks = (): number[] => Array.from({ length: 7 }, (_, i) => now.value / 1000 - (span.value * (6 - i)) / 6);

const ago = (t: number): string => {
  const seconds = Math.round(now.value / 1000 - t);
  return seconds < 1 ? 'now' : seconds < 60 ? `−${seconds} s` : `−${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

export function Graph({ rope, small = false }: { rope: Rope; small?: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const asTable = useSignal(false);
  const summary = useComputed(() => {
    tick.value;
    const all = lines(rope);
    const last = KEPT - 1;
    const total = all.reduce((sum, line) => sum + pick(line, direction.value, last), 0);
    return { all, total, parts: all.map((line) => ({ label: line.label, hue: line.hue, value: pick(line, direction.value, last) })) };
  });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let plot: uPlot | undefined;
    let drawn = '';
    const height = 210;
    const draw = () => {
      if (document.hidden || element.clientWidth === 0) return;
      const all = lines(rope);
      const shape = `${all.map((line) => `${line.label}/${line.hue}`)} ${theme.value}`;
      const data = stack(all, direction.value);
      if (!plot || shape !== drawn) {
        plot?.destroy();
        plot = new uPlot(options(all, element.clientWidth, height, small), data, element);
        drawn = shape;
      } else {
        plot.setData(data);
      }
    };
    const stop = [tick.subscribe(draw), direction.subscribe(draw), theme.subscribe(draw), span.subscribe(draw)];
    const size = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height }));
    size.observe(element);
    return () => {
      stop.forEach((end) => end());
      size.disconnect();
      plot?.destroy();
    };
  }, [rope.name, small]);
  const { parts, total } = summary.value;
  const text = `${rope.name} carries ${rate(total)}: ${parts.map((p) => `${p.label} ${rate(p.value)}`).join(', ')}`;
  return (
    <figure class="graph">
      <figcaption>
        <ul class="legend">
          {parts.map((p) => (
            <li key={p.label}>
              <Swatch hue={p.hue} />
              <span>{p.label}</span>
              <b>{rate(p.value)}</b>
            </li>
          ))}
        </ul>
        {!small && (
          <button type="button" class="quiet" aria-pressed={asTable.value} onClick={() => (asTable.value = !asTable.value)}>
            {asTable.value ? 'Show graph' : 'Show as table'}
          </button>
        )}
      </figcaption>
      <div class="plot" ref={box} role="img" aria-label={text} hidden={asTable.value} data-samples={tick.value} />
      {asTable.value && <Numbers rope={rope} />}
    </figure>
  );
}

function Numbers({ rope }: { rope: Rope }) {
  tick.value;
  const all = lines(rope);
  const steps = Array.from({ length: 12 }, (_, i) => KEPT - 1 - i * 5).filter((i) => !Number.isNaN(times[i]));
  return (
    <div class="numbers" tabIndex={0} role="region" aria-label={`Rates of ${rope.name}, as a table`}>
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {all.map((line) => (
              <th scope="col" key={line.label}>{line.label}</th>
            ))}
            <th scope="col">Together</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((i) => (
            <tr key={i}>
              <th scope="row">{new Date(times[i]! * 1000).toLocaleTimeString('en-GB')}</th>
              {all.map((line) => (
                <td key={line.label}>{rate(pick(line, direction.value, i))}</td>
              ))}
              <td>{rate(all.reduce((sum, line) => sum + pick(line, direction.value, i), 0))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Swatch({ hue }: { hue: number }) {
  return (
    <svg class="swatch" viewBox="0 0 18 10" width="18" height="10" aria-hidden="true">
      <line x1="1" y1="5" x2="17" y2="5" stroke={colour(hue)} stroke-width="4" stroke-dasharray={DASHES[hue]?.map((d) => d / 1.6).join(' ')} />
    </svg>
  );
}
