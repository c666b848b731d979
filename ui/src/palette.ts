// Colours of members: apart for colour-blind eyes, and each with a dash of its own.
import { theme } from './theme.ts';

const LIGHT = ['#0072b2', '#b85c00', '#00785a', '#9c3d89', '#6f6200', '#b3261e', '#4a55a8', '#3c6e71'];
const DARK = ['#56b4e9', '#f0a04b', '#3ccf9f', '#e08bd0', '#dccb4f', '#ff8f85', '#a9b1f5', '#8fc7c9'];
export const DASHES: (number[] | undefined)[] = [undefined, [6, 4], [2, 3], [10, 4], [8, 3, 2, 3], [4, 2], [12, 3], [3, 6]];

export const colour = (index: number): string => {
  const all = theme.value === 'dark' ? DARK : LIGHT;
  return all[index % all.length]!;
};
