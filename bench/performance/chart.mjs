const WIDTH = 720;
const LABEL = 190;
const ROW = 26;
const BAR = 16;
const TOP = 34;

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** A bar for each of `{ label, value, text }`, as SVG. The first is ours and stands out. */
export function barChart(title, bars) {
  const most = Math.max(...bars.map(({ value }) => value));
  const height = TOP + bars.length * ROW + 8;
  const rows = bars.map(({ label, value, text }, n) => {
    const y = TOP + n * ROW;
    const width = Math.max(1, (value / most) * (WIDTH - LABEL - 110));
    return [
      `<text x="${LABEL - 8}" y="${y + 13}" text-anchor="end">${escaped(label)}</text>`,
      `<rect x="${LABEL}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" fill="${n === 0 ? '#0a7d5a' : '#9aa5b1'}"/>`,
      `<text x="${(LABEL + width + 6).toFixed(1)}" y="${y + 13}">${escaped(text)}</text>`,
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="8" y="20" font-weight="bold">${escaped(title)}</text>`,
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}
