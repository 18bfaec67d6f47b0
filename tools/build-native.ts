/**
 * `npm run native`: builds libsecp256k1 of today for this machine, with Rust's cargo and a C compiler. Optional: without it
 * signatures are verified by the older libsecp256k1 inside the npm package. Run it again after an update.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUILT_HERE, loadSecp256k1 } from '#src/crypto/native-secp256k1.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, '.cache/native/target');
const manifest = join(root, 'native/secp256k1/Cargo.toml');
const LIBRARY: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  win32: 'nave_secp256k1.dll',
  darwin: 'libnave_secp256k1.dylib',
};

const options = ['build', '--release', '--locked', '--manifest-path', manifest, '--target-dir', target];
const { status, error } = spawnSync('cargo', options, { stdio: 'inherit' });
if (status !== 0) {
  console.error(
    error === undefined
      ? 'The build failed; the node goes on with the packaged libsecp256k1.'
      : `This needs cargo (Rust) and a C compiler: ${error.message}. The node works without.`,
  );
  process.exit(1);
}
mkdirSync(dirname(BUILT_HERE), { recursive: true });
// A running node has the old file mapped: a new one takes its place, none is written into.
const fresh = `${BUILT_HERE}.new`;
copyFileSync(join(target, 'release', LIBRARY[process.platform] ?? 'libnave_secp256k1.so'), fresh);
renameSync(fresh, BUILT_HERE);

const build = loadSecp256k1();
const isUsed = 'addon' in build && build.name === 'libsecp256k1 built here';
console.log(
  isUsed ? `Nodes started from now on use ${BUILT_HERE}.` : `It does not work here: ${JSON.stringify(build)}`,
);
process.exit(isUsed ? 0 : 1);
