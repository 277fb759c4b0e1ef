/** Longer values are cut: an event is one short line. */
const longestValue = 100;

/** Pino's levels from which a line says so. */
const labels = [
  { from: 50, label: 'ERROR ' },
  { from: 40, label: 'WARN ' },
];

/** Which process it was is the source's name. */
const ofTheSource = ['pid', 'hostname', 'name', 'process'];

const clock = (time) => new Date(time).toTimeString().slice(0, 8);

function text(value) {
  const plain = value?.message ?? value;
  const written = typeof plain === 'string' && /^[^\s"]+$/.test(plain) ? plain : JSON.stringify(plain);
  return written.length > longestValue ? `${written.slice(0, longestValue)}…` : written;
}

function parse(line) {
  try {
    const record = JSON.parse(line);
    return typeof record?.level === 'number' ? record : undefined;
  } catch {
    // Not a log line, but what Node or a library printed.
    return undefined;
  }
}

/** One event as a person reads it: `12:00:01 worker-1 task.finished task=9999`. A line that is no JSON log stays as it is. */
export function readable(source, line) {
  const record = parse(line);
  if (!record) return line;
  const { level, time, event, msg, ...fields } = record;
  const label = labels.find(({ from }) => level >= from)?.label ?? '';
  const pairs = Object.entries(fields)
    .filter(([key, value]) => !ofTheSource.includes(key) && value !== undefined && value !== null)
    .map(([key, value]) => `${key}=${text(value)}`);
  const words = [event, ...pairs, msg].filter(Boolean).join(' ');
  return `${clock(time ?? Date.now())} ${source.padEnd(8)} ${label}${words}`;
}
