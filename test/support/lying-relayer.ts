/** A validator whose observer reads honestly and votes what a test makes of it, with its own key, in the test's process. */
import { Registry } from 'prom-client';
import { bytesToHex, concat, type Hex, hexToBytes, keccak256 } from 'viem';
import type { HubVote } from '#src/relayer/hub-port.ts';
import { createRelayerMetrics } from '#src/relayer/metrics.ts';
import { nodeHub } from '#src/relayer/node-hub.ts';
import { runRelayer } from '#src/relayer/relayer.ts';
import type { BridgeNet } from './bridge-net.ts';
import { until } from './e2e-cli.ts';

const DEPOSIT_TAG = 1;
const AMOUNT_BYTES = 16;

/** The same event with ten times the amount when it is a deposit, under a rolling hash of its own. */
export function exaggerated(vote: HubVote): HubVote {
  const event = hexToBytes(vote.event);
  if (event[0] !== DEPOSIT_TAG) return vote;
  const at = event.length - AMOUNT_BYTES;
  const amount = BigInt(bytesToHex(event.slice(at))) * 10n;
  const text = amount.toString(16).padStart(2 * AMOUNT_BYTES, '0');
  return {
    ...vote,
    event: concat([bytesToHex(event.slice(0, at)), `0x${text}`]),
    rollingHash: keccak256(concat([vote.rollingHash, '0x01'])) as Hex,
  };
}

/**
 * Observes until `stop`; lies on the given spokes. Resolves when the hub has heard it there: a validator that was never heard
 * begins with what is not applied yet.
 */
export async function startLiar(
  net: BridgeNet,
  validator: number,
  spokes: readonly number[],
  lie: (vote: HubVote) => HubVote = exaggerated,
): Promise<{ stop(): Promise<void> }> {
  const client = await net.client(net.validators[validator]!.relayer);
  const hub = nodeHub({ rpc: net.rpc, client });
  const heard = new Set<number>();
  const port: typeof hub = {
    ...hub,
    attest: async (attestation) => {
      const isLie = spokes.includes(attestation.spoke);
      await hub.attest({ ...attestation, votes: isLie ? attestation.votes.map(lie) : attestation.votes });
      heard.add(attestation.spoke);
    },
  };
  const end = new AbortController();
  const running = runRelayer(
    {
      spokes: net.chains.map(({ spoke, anvil }) => ({ spoke, rpc: [anvil.url, anvil.url] })),
      jobs: ['observer'],
      requiredSources: 2,
      folder: net.root,
      validatorIndex: validator,
      intervalMs: 100,
    },
    {
      hub: port,
      metrics: createRelayerMetrics(new Registry()),
      signal: end.signal,
      keys: {},
      onEvent: () => undefined,
    },
  );
  const stop = async (): Promise<void> => {
    end.abort();
    await running;
  };
  net.atStop(stop);
  await until('the liar to be heard', () => spokes.every((spoke) => heard.has(spoke)), 60_000);
  return { stop };
}
