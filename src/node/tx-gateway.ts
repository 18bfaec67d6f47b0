import type { Application } from '#chain/app.ts';
import { formatAddress } from '#chain/lib/address.ts';
import { errorCodes, isErrorCode } from '#chain/lib/error-codes.ts';
import type { DecodedTx } from '#chain/tx/decoded-tx.ts';
import type { TxGateway, TxTools } from '#src/api/deps.ts';
import type { TxVerification } from '#src/api/schemas/tx.ts';
import type { Mempool } from '#src/mempool/mempool.ts';

/** How REST and WebSocket reach the pool and the transaction codec: straight, without the RPC. */
export function createGateway(app: Application, mempool: Mempool): { gateway: TxGateway; tools: TxTools } {
  const gateway: TxGateway = {
    async submit(bytes) {
      const { code, log, details, hash } = await mempool.submit(bytes);
      const facts = mempool.findFacts(hash);
      return { code, log, details, facts };
    },
    isPending: (hash) => mempool.findFacts(hash.toLowerCase()) !== undefined,
    check: async (bytes) => {
      const { code, log, details, facts } = app.checkTx(bytes);
      return { code, log, details, facts };
    },
  };
  const tools: TxTools = {
    fromTypedData: ({ domain, primaryType, message, signature }) =>
      app.txFromTypedData({ typedData: { domain, primaryType, message }, signature }),
    verify: (bytes) => verification(app, bytes),
    tryTx: (bytes) => {
      const { tx } = app.verifyTx(bytes);
      return tx === undefined ? undefined : { hash: tx.hash, ...app.tryTx(tx) };
    },
  };
  return { gateway, tools };
}

const SIGN_MODES: Readonly<Record<number, string>> = { 1: 'direct', 2: 'textual', 127: 'amino', 191: 'typed_data' };

function verification(app: Application, bytes: Uint8Array): Omit<TxVerification, 'items'> {
  const { tx, checks, digest, recovered, hint } = app.verifyTx(bytes);
  const isOk = checks.every(({ error }) => error === undefined);
  return {
    ok: isOk,
    txHash: app.hashOf(bytes).toUpperCase(),
    signMode: tx === undefined ? null : (SIGN_MODES[tx.signMode] ?? String(tx.signMode)),
    digest: digest ?? null,
    recovered: recovered ?? null,
    signer: tx?.signerText ?? null,
    owner: tx === undefined ? null : formatAddress(tx.messages[0]!.owner),
    nonce: tx === undefined ? null : nonceOf(app, tx, checks.find(({ check }) => check === 'nonce')?.error?.code),
    checks: checks.map(({ check, error }) => ({
      check,
      ok: error === undefined,
      code: error?.code ?? null,
      details: { ...error?.details, ...(error !== undefined && { name: nameOf(error.code), message: error.message }) },
    })),
    hint: hint === undefined ? null : { ...hint },
  };
}

const nameOf = (code: number): string => (isErrorCode(code) ? errorCodes[code].name : 'UNKNOWN');

function nonceOf(app: Application, tx: DecodedTx, code: number | undefined): TxVerification['nonce'] {
  if (tx.nonce.kind === 'unordered') {
    const state = code === 1005 ? 'used' : code === 1006 ? 'expired' : 'fresh';
    return { kind: 'unordered', value: String(tx.nonce.timeoutNs / 1000n), state, expected: null };
  }
  const expected = app.sequence(tx.signer);
  const { sequence } = tx.nonce;
  const state = sequence < expected ? 'used' : sequence > expected ? 'gap' : code === 1006 ? 'expired' : 'fresh';
  return { kind: 'sequence', value: String(sequence), state, expected: String(expected) };
}
