// Numbers as people read them.
const scale = (value: number, units: string[]): string => {
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.5 ? 0 : value >= 9.95 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit]}`;
};

export const octets = (value: number): string => scale(value, ['B', 'kB', 'MB', 'GB', 'TB', 'PB']);

/** Octets a second, shown in bits. */
export const rate = (octetsPerSecond: number): string =>
  scale(octetsPerSecond * 8, ['b/s', 'kb/s', 'Mb/s', 'Gb/s', 'Tb/s']);

export const duration = (seconds: number): string => {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
};

export const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

export const exact = (n: number): string => n.toLocaleString('en');
