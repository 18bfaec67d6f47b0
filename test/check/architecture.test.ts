import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const files = ['chain', 'src', 'proto', 'test', 'tools'].flatMap((folder) =>
  globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }),
);
const sources = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));

const IMPORT = /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g;

/** Repository paths and package names a file imports; `isType` when only types come over. */
function importsOf(file: string): { path?: string; name?: string; isType: boolean }[] {
  return [...sources.get(file)!.matchAll(IMPORT)].map((match) => {
    const target = (match[1] ?? match[2] ?? match[3])!;
    const isType = /^\s*(import|export)\s+type\s/.test(match[0]);
    if (target.startsWith('.')) return { path: relative(root, resolve(root, dirname(file), target)), isType };
    if (target.startsWith('#')) return { path: target.slice(1), isType };
    return { name: target, isType };
  });
}

const inside = (folder: string): string[] => files.filter((file) => file.startsWith(`${folder}/`));

test('chain/ imports only itself, the generated code and pure libraries', () => {
  for (const file of inside('chain')) {
    for (const { path, name } of importsOf(file)) {
      if (path !== undefined) assert.match(path, /^(chain|proto\/generated)\//, `${file} imports ${path}`);
      else assert.match(name!, /^(@noble|@scure)\//, `${file} imports ${name}`);
    }
  }
});

test('chain/ has no clock, randomness, promises, timers or process', () => {
  const forbidden = [
    /\basync\b/,
    /\bawait\b/,
    /\bPromise\b/,
    /\bDate\b(?!\s*:)/,
    /Math\.(random|pow|log|exp|sin|cos)\b/,
    /\bprocess\./,
    /\bset(Timeout|Interval|Immediate)\b/,
    /\bperformance\b/,
    /\bconsole\b/,
    /toLocale|Intl\./,
  ];
  for (const file of inside('chain')) {
    const code = sources.get(file)!.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    for (const pattern of forbidden) assert.doesNotMatch(code, pattern, `${file} uses ${pattern}`);
  }
});

test('modules import of each other only types.ts', () => {
  for (const file of inside('chain/modules')) {
    const own = file.split('/')[2];
    for (const { path } of importsOf(file)) {
      const match = path?.match(/^chain\/modules\/([^/]+)\/(.+)$/);
      if (match && match[1] !== own) assert.equal(match[2], 'types.ts', `${file} reaches into ${path}`);
    }
  }
});

test('src/ reaches the state machine only through app, view, lib, tx, genesis and types', () => {
  const allowed =
    /^chain\/(app\.ts|app-types\.ts|view\.ts|view\/|lib\/|tx\/|genesis\/|module\.ts|wiring\.ts|state\/(proof|record|event-log)\.ts|modules\/[^/]+\/types\.ts)/;
  for (const file of inside('src')) {
    for (const { path, isType } of importsOf(file)) {
      if (path?.startsWith('chain/') && !isType) assert.match(path, allowed, `${file} imports ${path}`);
      assert.doesNotMatch(path ?? '', /^chain\/modules\/[^/]+\/(?!types\.ts)/, `${file} reaches into ${path}`);
    }
  }
});

test('the daemons and the API do not touch the database or the state machine', () => {
  for (const file of inside('src/api')) {
    for (const { path } of importsOf(file)) assert.doesNotMatch(path ?? '', /^src\/(db|engine)\//, file);
  }
  for (const folder of ['src/relayer', 'src/feeder', 'src/keeper']) {
    for (const file of inside(folder)) {
      for (const { path } of importsOf(file)) {
        assert.doesNotMatch(path ?? '', /^(src\/(db|engine|node|mempool)|chain\/(app|wiring))/, file);
      }
    }
  }
});

test('only the wiring knows all modules', () => {
  for (const file of inside('chain')) {
    if (file === 'chain/wiring.ts' || file.startsWith('chain/modules/') || file.startsWith('chain/view')) continue;
    for (const { path } of importsOf(file)) {
      const match = path?.match(/^chain\/modules\/[^/]+\/(.+)$/);
      if (match) assert.equal(match[1], 'types.ts', `${file} imports ${path}`);
    }
  }
});

test('there are no import cycles', () => {
  const graph = new Map(
    files.map((file) => [
      file,
      importsOf(file).flatMap(({ path }) => (path !== undefined && sources.has(path) ? [path] : [])),
    ]),
  );
  const typeOnly = (from: string, to: string): boolean => {
    const name = to.split('/').at(-1)!.replace('.', '\\.');
    const statements = [...sources.get(from)!.matchAll(new RegExp(`import\\s+(type\\s)?[^;]*?${name}'`, 'g'))];
    return statements.length > 0 && statements.every((statement) => statement[1] !== undefined);
  };
  const state = new Map<string, 'open' | 'done'>();
  const visit = (file: string, trail: string[]): void => {
    if (state.get(file) === 'done') return;
    assert.notEqual(state.get(file), 'open', `cycle: ${[...trail, file].join(' → ')}`);
    state.set(file, 'open');
    for (const next of graph.get(file)!) if (!typeOnly(file, next)) visit(next, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of files) visit(file, []);
});

test('no source file is longer than 500 lines', () => {
  for (const [file, text] of sources) {
    if (file.startsWith('proto/generated/')) continue;
    assert.ok(text.split('\n').length <= 501, `${file} is too long`);
  }
});

test('file names say what is inside, never utils, helpers, manager or common', () => {
  for (const file of files) assert.doesNotMatch(file, /(^|\/|-)(utils?|helpers?|manager|common|misc)(\.|-|\/)/, file);
});
