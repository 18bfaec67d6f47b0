/**
 * `node tools/build-contracts.ts`: compiles the vault, its forwarder and the localnet's test tokens with the solc package
 * and the settings of spoke-contracts/foundry.toml; no forge needed. Writes one compact artifact a contract to
 * spoke-contracts/cache/artifacts (git-ignored, reused while no source changed), the typed ABIs to spoke-contracts/abi and
 * the released code to spoke-contracts/release (both committed). `--check` compares what is committed instead of writing.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'smol-toml';
import type { Abi, Hex } from 'viem';
import { keccak256 } from 'viem';
import { abiModule } from './contract-abi-text.ts';
import { releaseJson, runtimeModule } from './contract-release-text.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const CONTRACTS = join(ROOT, 'spoke-contracts');
const MODULES = join(ROOT, 'node_modules');
const CACHE = join(CONTRACTS, 'cache', 'artifacts');

/** Contract name → source file under spoke-contracts. The ABI of each goes to abi/<kebab-case name>.ts. */
export const RELEASED = {
  SpokeVault: 'src/SpokeVault.sol',
  MigrationForwarder: 'src/MigrationForwarder.sol',
  TestUSDC: 'src/test-tokens/TestUSDC.sol',
  TestUSDT: 'src/test-tokens/TestUSDT.sol',
  TestWETH: 'src/test-tokens/TestWETH.sol',
} as const;

export interface ContractArtifact {
  readonly name: string;
  readonly abi: Abi;
  /** Append the ABI-encoded constructor arguments for the init code. */
  readonly creationCode: Hex;
  readonly creationCodeHash: Hex;
  /** keccak256 of the runtime code with zeros where immutables go. */
  readonly runtimeCodeHash: Hex;
  readonly runtimeBytes: number;
  /** Byte ranges of the runtime code that hold immutables. */
  readonly immutables: readonly { readonly start: number; readonly length: number }[];
}

interface SolcOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Record<string, Record<string, SolcContract>>;
}

interface SolcContract {
  readonly abi: Abi;
  readonly evm: {
    readonly bytecode: { readonly object: string };
    readonly deployedBytecode: {
      readonly object: string;
      readonly immutableReferences: Record<string, { start: number; length: number }[]>;
    };
  };
}

/** Compiler settings as forge derives them from foundry.toml. */
function solcSettings(): object {
  const toml = parse(readFileSync(join(CONTRACTS, 'foundry.toml'), 'utf8')) as {
    profile: { default: Record<string, unknown> };
  };
  const profile = toml.profile.default;
  return {
    viaIR: profile.via_ir,
    optimizer: { enabled: profile.optimizer, runs: profile.optimizer_runs },
    evmVersion: profile.evm_version,
    metadata: { bytecodeHash: profile.bytecode_hash },
    outputSelection: {
      '*': {
        '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object', 'evm.deployedBytecode.immutableReferences'],
      },
    },
  };
}

/** Files a source imports, directly and through others, with their content. */
function closure(file: string, seen: Map<string, string>): Map<string, string> {
  if (seen.has(file)) return seen;
  const content = readFileSync(join(file.startsWith('@') ? MODULES : CONTRACTS, file), 'utf8');
  seen.set(file, content);
  for (const [, target = ''] of content.matchAll(/^import\s[^;]*?"([^"]+)";/gms)) {
    closure(target.startsWith('.') ? join(dirname(file), target).replaceAll('\\', '/') : target, seen);
  }
  return seen;
}

/** Compiles one contract and what it imports, alone: its code does not depend on what else is in the tree. */
function compile(name: string, sources: Map<string, string>, file: string): ContractArtifact {
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries([...sources].sort().map(([path, content]) => [path, { content }])),
    settings: solcSettings(),
  };
  const solc = spawnSync(process.execPath, [join(ROOT, 'tools', 'solc.cjs'), '--standard-json'], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (solc.status !== 0) throw new Error(`solc failed: ${solc.stderr}`);
  const output = JSON.parse(solc.stdout) as SolcOutput;
  const errors = (output.errors ?? []).filter(({ severity, formattedMessage }) => {
    // a warning in our own code fails the build, one in a library does not
    return severity === 'error' || (severity === 'warning' && !/--> @/.test(formattedMessage));
  });
  const contract = output.contracts?.[file]?.[name];
  if (errors.length > 0 || contract === undefined) {
    throw new Error(`${file}: ${errors.map((error) => error.formattedMessage).join('\n') || `no contract ${name}`}`);
  }
  const creationCode: Hex = `0x${contract.evm.bytecode.object}`;
  const runtime: Hex = `0x${contract.evm.deployedBytecode.object}`;
  return {
    name,
    abi: contract.abi,
    creationCode,
    creationCodeHash: keccak256(creationCode),
    runtimeCodeHash: keccak256(runtime),
    runtimeBytes: runtime.length / 2 - 1,
    immutables: Object.values(contract.evm.deployedBytecode.immutableReferences).flat(),
  };
}

/**
 * The artifact of one contract, from the cache while neither its sources, nor the settings, nor the compiler changed
 * (a cold vault takes about 15 s). Throws with the compiler's messages if it does not compile.
 */
export function contractArtifact(name: string, file: string): ContractArtifact {
  const sources = closure(file, new Map());
  const solcPackage = readFileSync(join(MODULES, 'solc', 'package.json'), 'utf8');
  const key = createHash('sha256')
    .update(JSON.stringify([[...sources].sort(), solcSettings(), solcPackage]))
    .digest('hex');
  const cached = join(CACHE, `${name}.json`);
  if (existsSync(cached)) {
    const stored = JSON.parse(readFileSync(cached, 'utf8')) as { key: string; artifact: ContractArtifact };
    if (stored.key === key) return stored.artifact;
  }
  const artifact = compile(name, sources, file);
  mkdirSync(CACHE, { recursive: true });
  // several processes may build at once: the rename makes each write whole
  const partial = `${cached}.${process.pid}`;
  writeFileSync(partial, `${JSON.stringify({ key, artifact })}\n`);
  renameSync(partial, cached);
  return artifact;
}

/** All released contracts, by name. */
export function buildContracts(): Record<keyof typeof RELEASED, ContractArtifact> {
  const entries = Object.entries(RELEASED).map(([name, file]) => [name, contractArtifact(name, file)]);
  return Object.fromEntries(entries) as Record<keyof typeof RELEASED, ContractArtifact>;
}

/** What is committed of a build: path → content. */
export function committedFiles(): Map<string, string> {
  return new Map(
    Object.values(buildContracts()).flatMap((artifact): [string, string][] => {
      const name = kebabCase(artifact.name);
      return [
        [join(CONTRACTS, 'abi', `${name}.ts`), abiModule(artifact.name, artifact.abi)],
        [join(CONTRACTS, 'release', `${name}.json`), releaseJson(artifact)],
        [join(CONTRACTS, 'release', `${name}-runtime.ts`), runtimeModule(artifact)],
      ];
    }),
  );
}

/** Names of the committed files that are missing, outdated or left over. */
export function staleFiles(): string[] {
  const wanted = committedFiles();
  const present = ['abi', 'release'].flatMap((name) => {
    const folder = join(CONTRACTS, name);
    return existsSync(folder) ? readdirSync(folder).map((file) => join(folder, file)) : [];
  });
  const outdated = [...wanted].filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text);
  return [...outdated.map(([path]) => path), ...present.filter((path) => !wanted.has(path))];
}

const kebabCase = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();

function main(check: boolean): void {
  for (const artifact of Object.values(buildContracts())) {
    console.log(`${artifact.name}: ${artifact.runtimeBytes} bytes, creation code ${artifact.creationCodeHash}`);
  }
  if (check) {
    const stale = staleFiles();
    for (const path of stale) console.error(`outdated: ${path}; run node tools/build-contracts.ts`);
    if (stale.length > 0) process.exitCode = 1;
    return;
  }
  for (const [path, text] of committedFiles()) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.includes('--check'));
