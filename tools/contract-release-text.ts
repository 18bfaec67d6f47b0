/** Texts of a released contract: its code for who deploys it, and what the deployed code hashes to for who checks it. */
import type { Hex } from 'viem';
import { constantName } from './contract-abi-text.ts';

/** The parts of an artifact that are released. */
export interface ReleasedCode {
  readonly name: string;
  readonly creationCode: Hex;
  readonly creationCodeHash: Hex;
  readonly runtimeCodeHash: Hex;
  readonly immutables: readonly { readonly start: number; readonly length: number }[];
}

/** As the formatter breaks lines. */
const LINE_WIDTH = 120;

const inOrder = ({ immutables }: ReleasedCode) => [...immutables].sort((a, b) => a.start - b.start);

/** release/<name>.json. */
export function releaseJson(code: ReleasedCode): string {
  const ranges = inOrder(code).map(({ start, length }) => `{ "start": ${start}, "length": ${length} }`);
  const inline = `  "immutables": [${ranges.join(', ')}],`;
  return [
    '{',
    `  "name": "${code.name}",`,
    `  "creationCodeHash": "${code.creationCodeHash}",`,
    `  "runtimeCodeHash": "${code.runtimeCodeHash}",`,
    inline.length <= LINE_WIDTH ? inline : `  "immutables": [\n    ${ranges.join(',\n    ')}\n  ],`,
    `  "creationCode": "${code.creationCode}"`,
    '}',
    '',
  ].join('\n');
}

/** release/<name>-runtime.ts: small enough for a browser. */
export function runtimeModule(code: ReleasedCode): string {
  const ranges = inOrder(code).map(({ start, length }) => `    { start: ${start}, length: ${length} },`);
  return [
    '// Generated from the contract by tools/build-contracts.ts; do not edit.',
    '',
    `/** What the code of a deployed ${code.name} hashes to (keccak256) with zeros in the ranges of its immutables. */`,
    `export const ${constantName(code.name)}Runtime = {`,
    `  runtimeCodeHash: '${code.runtimeCodeHash}',`,
    ...(ranges.length === 0 ? ['  immutables: [],'] : ['  immutables: [', ...ranges, '  ],']),
    '} as const;',
    '',
  ].join('\n');
}
