#!/usr/bin/env node
// Lets forge use the solc npm package (WebAssembly) as if it were a native compiler binary.
// forge asks `--version` once and then sends standard JSON on stdin; imports are read below --base-path and --include-path.
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const args = process.argv.slice(2);
const valuesOf = (name) => args.filter((_, i) => args[i - 1] === name);

process.removeAllListeners('uncaughtException');
const solc = require('solc');

function readImport(name) {
  const roots = [...valuesOf('--base-path'), ...valuesOf('--include-path')];
  for (const root of roots.length > 0 ? roots : [process.cwd()]) {
    const file = path.resolve(root, name);
    if (fs.existsSync(file)) return { contents: fs.readFileSync(file, 'utf8') };
  }
  return { error: `File not found: ${name}` };
}

if (args.includes('--version')) {
  fs.writeSync(1, `solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`);
} else if (args.includes('--standard-json')) {
  const output = solc.compile(fs.readFileSync(0, 'utf8'), { import: readImport });
  // A synchronous file write: a large pipe write must not be cut short by the process exit.
  fs.writeFileSync(1, `${output}\n`);
} else {
  process.stderr.write(`unsupported arguments: ${args.join(' ')}\n`);
  process.exitCode = 1;
}
