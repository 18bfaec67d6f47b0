import { existsSync } from 'node:fs';
import { formatUnits } from '#chain/lib/decimal.ts';
import { writeFileAtomic } from '#src/node/home.ts';
import { deploySpoke, planSpoke } from '#src/relayer/deployment/deploy-spoke.ts';
import { connectDeploymentHub } from '#src/relayer/deployment/deployment-hub.ts';
import { registerSpoke } from '#src/relayer/deployment/register-spoke.ts';
import { releasedCode } from '#src/relayer/deployment/released-code.ts';
import { checkSpoke, type SpokeCheck } from '#src/relayer/deployment/spoke-check.ts';
import { readSpokeFile, type SpokeFile } from '#src/relayer/deployment/spoke-file.ts';
import { readSpokePlan } from '#src/relayer/deployment/spoke-plan.ts';
import { toCliError } from './command-errors.ts';
import { findEvmAccount, hubRpc, rpcSource, spokeRpc } from './evm-access.ts';
import { readJsonFile } from './json-file.ts';
import { findLocalnet } from './localnet-names.ts';
import { nodeUrl } from './node-request.ts';
import { CliError, EXIT, type OutputFormat, printObject, printTable } from './output.ts';
import { parseInteger, type SigningOptions, withClient } from './signing.ts';

/** Flags of every `nave spoke` command. */
export interface HubFlags {
  readonly node?: string;
  readonly hubRpc?: string;
  readonly rpc?: string;
  readonly output: OutputFormat;
}

export interface DeployFlags extends HubFlags {
  readonly from: string;
  readonly keyring?: string;
  readonly passwordFile?: string;
  readonly out?: string;
  readonly predecessor?: string;
  readonly dryRun?: boolean;
}

async function guarded(flags: HubFlags, run: () => Promise<void>): Promise<void> {
  if (flags.output !== 'text' && flags.output !== 'json') throw new CliError('--output is text or json', EXIT.usage);
  try {
    await run();
  } catch (error) {
    throw toCliError(error, nodeUrl(flags.node));
  }
}

const isSpokeFile = (json: unknown): json is SpokeFile =>
  typeof json === 'object' && json !== null && 'messages' in json;

/** `nave spoke deploy FILE`: of a plan, or of a spoke file somebody made from one. */
export const deploy = (file: string, flags: DeployFlags): Promise<void> => guarded(flags, () => runDeploy(file, flags));

/** `nave spoke register FILE`. */
export const register = (file: string, flags: HubFlags & SigningOptions): Promise<void> =>
  guarded(flags, () => runRegister(file, flags));

/** `nave spoke status [SPOKE]`. */
export const status = (spoke: string | undefined, flags: HubFlags): Promise<void> =>
  guarded(flags, () => runStatus(spoke, flags));

async function runDeploy(file: string, flags: DeployFlags): Promise<void> {
  const given = withPredecessor(file, readJsonFile(file), flags.predecessor);
  const account = findEvmAccount(flags);
  const code = releasedCode('spoke-vault');
  const id = isSpokeFile(given) ? readSpokeFile(given).id : readSpokePlan(given).id;
  const source = rpcSource(spokeRpc(flags.rpc, id));
  let spokeFile = given as SpokeFile;
  let written = file;
  if (!isSpokeFile(given)) {
    written = flags.out ?? `spoke-${id}.json`;
    // A plan carries the hub's set of its moment: planned twice, it would be two vaults.
    if (existsSync(written)) {
      throw new CliError(`${written} is there already; deploy that file, or give another --out for another vault`);
    }
    const hub = await connectDeploymentHub(hubRpc(flags.hubRpc, flags.node));
    spokeFile = await planSpoke(readSpokePlan(given), hub, source, code);
    writeFileAtomic(written, `${JSON.stringify(spokeFile, null, 2)}\n`);
  }
  const { vault, chainId } = spokeFile;
  const { migration } = readSpokeFile(spokeFile);
  const facts = { spoke: id, chainId, vault, ...migration, codeHash: code.creationCodeHash, file: written };
  if (flags.dryRun === true) {
    printObject(flags.output, { ...facts, deployed: false });
    return;
  }
  const done = await deploySpoke({ file: spokeFile, source, account, code, pollingIntervalMs: 250 });
  const how = (txHash: string | undefined): string => (txHash === undefined ? 'was there already' : 'new');
  printObject(flags.output, {
    ...facts,
    deployed: true,
    how: how(done.txHash),
    ...(done.forwarder !== undefined && { forwarderHow: how(done.forwarder.txHash) }),
    txHash: done.txHash ?? null,
    codeVerified: true,
  });
  if (flags.output === 'text') {
    if (migration !== undefined) {
      const { predecessor } = migration;
      process.stdout.write(
        `the vault of spoke ${predecessor} must name this one as its successor (cold keys, 7 days)\n`,
      );
    }
    process.stdout.write(`next: pass the messages of ${written} by governance, or nave spoke register ${written}\n`);
  }
}

/** A plan with the flag in it; a spoke file must say the same already. */
function withPredecessor(file: string, given: unknown, flag: string | undefined): unknown {
  if (flag === undefined) return given;
  const predecessor = parseInteger('predecessor', flag);
  if (!isSpokeFile(given)) return { ...(given as object), predecessor: String(predecessor) };
  if (readSpokeFile(given).migration?.predecessor === predecessor) return given;
  throw new CliError(`${file} is the vault of another plan, not of a successor of spoke ${predecessor}; give the plan`);
}

async function runRegister(file: string, flags: HubFlags & SigningOptions): Promise<void> {
  const json = readJsonFile(file);
  if (!isSpokeFile(json)) throw new CliError(`${file} is no spoke file; nave spoke deploy writes one from a plan`);
  const { id, vault } = readSpokeFile(json);
  const source = rpcSource(spokeRpc(flags.rpc, id));
  const rpc = hubRpc(flags.hubRpc, flags.node);
  const code = releasedCode('spoke-vault');
  const done = await withClient(flags, (client) => registerSpoke({ file: json, client, rpc, source, code }));
  const txHash = done.txHash ?? null;
  printObject(flags.output, { spoke: id, vault, isNew: done.isNew, routes: done.routes, txHash });
  if (flags.output === 'text' && txHash === null) process.stdout.write('registered already, with all its routes\n');
}

async function runStatus(text: string | undefined, flags: HubFlags): Promise<void> {
  const ids = text === undefined ? (findLocalnet()?.spokes.map(({ id }) => id) ?? []) : [parseInteger('spoke', text)];
  if (ids.length === 0) throw new CliError('which spoke? give its number and --rpc URL', EXIT.usage);
  const hub = await connectDeploymentHub(hubRpc(flags.hubRpc, flags.node));
  const checks = [];
  for (const spoke of ids) checks.push(await checkSpoke({ hub, source: rpcSource(spokeRpc(flags.rpc, spoke)), spoke }));
  if (flags.output === 'json') printObject('json', checks.map(asJson));
  else for (const check of checks) printCheck(check);
  const faults = checks.flatMap(({ spoke, faults }) => faults.map((fault) => `spoke ${spoke}: ${fault}`));
  if (faults.length > 0) throw new CliError(faults.join('; '));
}

const asJson = ({ tokens, ...check }: SpokeCheck): object => ({
  ...check,
  vaultNonce: Number(check.vaultNonce),
  hubNonce: Number(check.hubNonce),
  vaultEpoch: Number(check.vaultEpoch),
  hubEpoch: Number(check.hubEpoch),
  tokens: tokenRows(tokens),
});

const tokenRows = (tokens: SpokeCheck['tokens']): object[] =>
  tokens.map(({ asset, token, decimals, hubEscrow, vaultEscrow, balance }) => ({
    asset,
    token,
    hubEscrow: formatUnits(hubEscrow, decimals),
    vaultEscrow: formatUnits(vaultEscrow, decimals),
    balance: formatUnits(balance, decimals),
  }));

function printCheck(check: SpokeCheck): void {
  const waiting = check.vaultNonce - check.hubNonce;
  printObject('text', {
    spoke: `${check.spoke} (${check.name})`,
    chain: check.chainId,
    vault: check.vault,
    state: check.reason === '' || check.state === 'active' ? check.state : `${check.state} (${check.reason})`,
    events: `${check.hubNonce} applied of ${check.vaultNonce}${waiting > 0n ? `, ${waiting} on their way` : ''}`,
    epoch: `vault ${check.vaultEpoch}, hub ${check.hubEpoch}`,
    lag: `${check.lagMs / 1000} s (usual ${check.normalLagMs / 1000} s), breaker ${check.breaker}`,
    faults: check.faults.length === 0 ? 'none' : check.faults.join('; '),
  });
  if (check.tokens.length > 0) printTable('text', tokenRows(check.tokens));
}
