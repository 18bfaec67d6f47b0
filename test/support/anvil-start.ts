import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BINARY = fileURLToPath(new URL('../../node_modules/.bin/anvil', import.meta.url));

export interface StartedAnvil {
  readonly child: ChildProcess;
  /** Its cache; to be removed with it. */
  readonly folder: string;
  readonly url: string;
}

/** Starts anvil on a free port; it is killed with this process at the latest. */
export async function startAnvil(args: readonly string[]): Promise<StartedAnvil> {
  const folder = mkdtempSync(join(tmpdir(), 'nave-anvil-'));
  const child = spawn(BINARY, ['--port', '0', '--hardfork', 'cancun', '--cache-path', folder, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.removeListener('exit', kill));
  const port = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`anvil left with ${code}: ${output}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /Listening on [^\s:]+:(\d+)/.exec(output);
      if (found?.[1] !== undefined) resolve(found[1]);
    });
  });
  return { child, folder, url: `http://127.0.0.1:${port}` };
}
