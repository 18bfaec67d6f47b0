import type { ErrorCode } from '#chain/lib/error-codes.ts';
import type { PartialMessage } from '#chain/lib/protobuf.ts';
import { AuthInfo, TxBody, TxRaw } from '#proto/generated/cosmos.tx.v1beta1.ts';
import { signTx } from '#test/support/signing.ts';
import type { TestChain } from '#test/support/test-chain.ts';
import { alice, batch, bob, cancel, item } from './refusal-cases.ts';

const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
/** The other signature of the same message: s → n − s. */
function highS(signature: Uint8Array): Uint8Array {
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`);
  return Buffer.concat([signature.subarray(0, 32), Buffer.from((N - s).toString(16).padStart(64, '0'), 'hex')]);
}

/** Txs that are not one canonical, fresh, signed transaction of the chain, each with the code it must get. */
export function malformedTxs(chain: TestChain): readonly (readonly [code: ErrorCode, why: string, raw: Uint8Array])[] {
  const now = chain.timeNs;
  const good = () => TxRaw.decode(chain.sign(alice, [cancel({ orderId: 999_999 })]));
  const { accountNumber, chainId } = { accountNumber: chain.app.accountNumber(alice.address), chainId: chain.chainId };
  const sign = (options: Partial<Parameters<typeof signTx>[2]>) =>
    signTx(alice, [cancel({ orderId: 999_999 })], {
      chainId,
      accountNumber,
      timeoutNs: now + 30_000_000_000n,
      ...options,
    });
  const body = (change: PartialMessage<TxBody>): Uint8Array => {
    const tx = good();
    return TxRaw.encode({
      ...tx,
      bodyBytes: TxBody.encode(TxBody.fromPartial({ ...TxBody.decode(tx.bodyBytes), ...change })),
    });
  };
  const auth = (change: (info: AuthInfo) => PartialMessage<AuthInfo>): Uint8Array => {
    const tx = good();
    return TxRaw.encode({
      ...tx,
      authInfoBytes: AuthInfo.encode(AuthInfo.fromPartial(change(AuthInfo.decode(tx.authInfoBytes)))),
    });
  };
  const signed = (change: (signature: Uint8Array) => Uint8Array): Uint8Array => {
    const tx = good();
    return TxRaw.encode({ ...tx, signatures: [change(tx.signatures[0]!)] });
  };
  const flip = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
  const concat = (...parts: Uint8Array[]): Uint8Array => Buffer.concat(parts);
  return [
    [1001, 'no bytes', new Uint8Array(0)],
    [1001, 'noise', new Uint8Array(100).fill(0xff)],
    [1001, 'an unknown field of the tx', concat(TxRaw.encode(good()), Uint8Array.of(0x7a, 0))],
    [
      1001,
      'an unknown field of the body',
      TxRaw.encode({ ...good(), bodyBytes: concat(good().bodyBytes, Uint8Array.of(0x7a, 0)) }),
    ],
    [1001, 'a repeated field', concat(TxRaw.encode(good()), TxRaw.encode(good()))],
    [
      1001,
      'a field with its default written out',
      TxRaw.encode({ ...good(), bodyBytes: concat(good().bodyBytes, Uint8Array.of(0x18, 0)) }),
    ],
    [
      1001,
      'a length in more bytes than it needs',
      concat(
        Uint8Array.of(0x0a, 0x80 | (good().bodyBytes.length & 0x7f), 0x80 | (good().bodyBytes.length >> 7), 0),
        TxRaw.encode(good()).subarray(3),
      ),
    ],
    [1001, 'a cut end', TxRaw.encode(good()).subarray(0, -1)],
    [1001, 'a memo above 256 bytes', body({ memo: 'x'.repeat(257) })],
    [1001, 'no message', body({ messages: [] })],
    [
      1001,
      'a message nobody knows',
      body({ messages: [{ typeUrl: '/nave.casino.v1.MsgBet', value: new Uint8Array(0) }] }),
    ],
    [1001, 'two signatures', TxRaw.encode({ ...good(), signatures: [good().signatures[0]!, good().signatures[0]!] })],
    [1001, 'a granter', auth((info) => ({ ...info, fee: { amount: [], gasLimit: 0n, payer: '', granter: bob.text } }))],
    [
      1001,
      'another payer',
      auth((info) => ({ ...info, fee: { amount: [], gasLimit: 0n, payer: bob.text, granter: '' } })),
    ],
    [
      1003,
      'amino JSON',
      auth((info) => ({ ...info, signerInfos: [{ ...info.signerInfos[0]!, modeInfo: { single: { mode: 127 } } }] })),
    ],
    [1003, 'a signature of another chain', sign({ chainId: 'nave-local-9' })],
    [1003, 'a signature for another account number', sign({ accountNumber: accountNumber + 1 })],
    [1003, 'a flipped bit of r', signed((signature) => flip(signature, 5))],
    [1003, 'a flipped bit of s', signed((signature) => flip(signature, 40))],
    [1003, 'a high s', signed(highS)],
    [1003, 'r of zero', signed((signature) => signature.map((byte, i) => (i < 32 ? 0 : byte)))],
    [1006, 'a timeout that has passed', sign({ timeoutNs: now - 1_000_000_000n })],
    [1006, 'a timeout more than ten minutes ahead', sign({ timeoutNs: now + 700_000_000_000n })],
    [
      5006,
      'more than 64 KiB',
      chain.sign(
        alice,
        Array.from({ length: 30 }, () =>
          batch({ items: Array.from({ length: 50 }, () => item({ clientOrderId: 'x'.repeat(36) })) }),
        ),
      ),
    ],
    [5006, 'a megabyte of zeros', new Uint8Array(1 << 20)],
  ];
}
