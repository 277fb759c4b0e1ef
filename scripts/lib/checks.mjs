import { runScript, scriptNames } from './project.mjs';
import { secondsSince } from './stage.mjs';

const prefix = 'check:';

async function check(children, script) {
  const startedAt = performance.now();
  const { code, output } = await runScript(children, script);
  const name = script.slice(prefix.length);
  console.log(`  ${name.padEnd(8)} ${code === 0 ? 'ok' : 'FAILED'}  ${secondsSince(startedAt)}`);
  return { name, ok: code === 0, output };
}

/** Runs every `check:…` script of package.json side by side, shows what those that failed printed, and counts them. */
export async function runChecks(children) {
  console.log('Checks');
  const results = await Promise.all(scriptNames(prefix).map((script) => check(children, script)));
  const failures = results.filter(({ ok }) => !ok);
  for (const { name, output } of failures) console.error(`\n--- ${name} ---\n${output.trimEnd()}`);
  return { passed: results.length - failures.length, failed: failures.length };
}
