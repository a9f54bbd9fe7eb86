const width = 40;
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A percentage (0 to 100) as a bar of 40 places, exact to an eighth of one. */
export function weightBar(percent: number): string {
  const places = (Math.min(100, Math.max(0, percent)) / 100) * width;
  const full = Math.floor(places + 1e-9);
  const part = eighths[Math.floor((places - full) * 8 + 1e-9)] ?? '';
  return `${'█'.repeat(full)}${part}`.padEnd(width, '░');
}
