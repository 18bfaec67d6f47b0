import { nodeUrl } from '../node-request.ts';
import { CliError, EXIT, type OutputFormat, printObject, printTable } from '../output.ts';
import { readData } from '../paged-rows.ts';

interface SolvencyFlags {
  readonly node?: string;
  readonly output: OutputFormat;
  readonly height?: string;
}

interface SolvencyRow {
  readonly asset: string;
  readonly subaccounts: string;
  readonly entries: string | null;
  readonly insurance: string;
  readonly fees: string;
  readonly vault: string;
  readonly fundingPools: string;
  readonly inFlight: string;
  readonly escrow: string;
  readonly difference: string;
  readonly spokes: readonly { readonly spoke: number; readonly escrow: string; readonly counted: string }[];
}

interface SolvencyReport {
  readonly ok: boolean;
  readonly assets: readonly SolvencyRow[];
}

/** What the hub owes, asset by asset, beside what the spokes hold. Throws CliError (exit 1) when it is not the same. */
export async function showSolvency(flags: SolvencyFlags): Promise<void> {
  if (flags.output !== 'text' && flags.output !== 'json') throw new CliError('--output is text or json', EXIT.usage);
  const query = flags.height === undefined ? {} : { height: flags.height };
  const report = (await readData(nodeUrl(flags.node), 'solvency', query, false)) as SolvencyReport;
  if (flags.output === 'json') printObject('json', report);
  else {
    printTable('text', report.assets.map(owed));
    const spokes = report.assets.flatMap(({ asset, spokes }) =>
      spokes.map(({ spoke, escrow, counted }) => ({
        asset,
        spoke: spoke === 0 ? 'issued at genesis' : spoke,
        escrow,
        counted,
      })),
    );
    process.stdout.write('\n');
    printTable('text', spokes);
    process.stdout.write(`\n${report.ok ? 'solvent: what is owed is what is held' : 'NOT SOLVENT'}\n`);
  }
  if (report.ok) return;
  const sums = report.assets
    .filter(({ difference }) => difference !== '0')
    .map(({ asset, difference }) => `${asset} by ${difference}`);
  const books = report.assets.flatMap(({ asset, spokes }) =>
    spokes
      .filter(({ escrow, counted }) => counted !== '0' && escrow !== counted)
      .map(({ spoke, escrow, counted }) => `${asset} on spoke ${spoke}: ${escrow} held, ${counted} by its own books`),
  );
  const stopped = sums.length === 0 ? '' : '; withdrawals of it are stopped';
  throw new CliError(`what is owed and what is held differ: ${[...sums, ...books].join(', ')}${stopped}`);
}

/** The sums of the identity (spec: risk §10), in words. */
const owed = (row: SolvencyRow): object => ({
  asset: row.asset,
  accounts: row.subaccounts,
  entries: row.entries,
  insurance: row.insurance,
  fees: row.fees,
  vault: row.vault,
  funding: row.fundingPools,
  inFlight: row.inFlight,
  escrow: row.escrow,
  difference: row.difference,
});
