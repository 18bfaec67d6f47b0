import { toHex } from '#chain/lib/bytes.ts';
import { AppError } from '#chain/lib/errors.ts';
import { decodeTx } from '#chain/tx/decode-tx.ts';
import type { DecodedTx, TxMessage } from '#chain/tx/decoded-tx.ts';

/** One item of a tx: what was asked, before any result. */
export interface TxItemFacts {
  readonly action: string;
  readonly market: number;
  readonly orderId: number;
  readonly clientOrderId: string;
  /** Symbol, '' = none. */
  readonly asset: string;
}

export interface TxFacts {
  /** 40 hex digits; '' for bytes that do not decode. */
  readonly signer: string;
  /** Whose budget it is charged to. */
  readonly owner: string;
  readonly items: readonly TxItemFacts[];
}

const BATCH = 'nave.clob.v1.MsgBatch';
const BATCH_MAX = 50;

const ACTIONS: Readonly<Record<string, string>> = {
  'nave.clob.v1.MsgPlaceOrder': 'place',
  'nave.clob.v1.MsgAmendOrder': 'amend',
  'nave.clob.v1.MsgCancelOrder': 'cancel',
  'nave.clob.v1.MsgCancelAllOrders': 'cancel_all',
  'nave.clob.v1.MsgScheduleCancel': 'schedule_cancel',
  [BATCH]: 'batch',
};

/** `nave.margin.v1.MsgSetLeverage` → set_leverage. */
function actionOf(typeName: string): string {
  const known = ACTIONS[typeName];
  if (known !== undefined) return known;
  const name = typeName.split('.').at(-1)!.replace(/^Msg/, '');
  return name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}

function itemOf(action: string, value: unknown): TxItemFacts {
  const fields = value as Readonly<Record<string, unknown>>;
  return {
    action,
    market: typeof fields.market === 'number' ? fields.market : 0,
    orderId: typeof fields.orderId === 'number' ? fields.orderId : 0,
    clientOrderId: typeof fields.clientOrderId === 'string' ? fields.clientOrderId : '',
    asset: typeof fields.asset === 'string' ? fields.asset : '',
  };
}

/** A well-formed batch counts by its items, everything else by messages (vectors/trading, canonical event line). */
function itemsOf(message: TxMessage): readonly TxItemFacts[] {
  if (message.typeName !== BATCH) return [itemOf(actionOf(message.typeName), message.value)];
  const { items } = message.value as { readonly items: readonly Readonly<Record<string, unknown>>[] };
  const found = items.flatMap((item) => {
    const action = (['place', 'amend', 'cancel'] as const).find((name) => item[name] !== undefined);
    return action === undefined ? [] : [itemOf(action, item[action])];
  });
  const isWellFormed = items.length >= 1 && items.length <= BATCH_MAX && found.length === items.length;
  return isWellFormed ? found : [itemOf('batch', {})];
}

/** Signer and items of a committed tx's bytes; a tx that does not decode has none. */
export function txFacts(bytes: Uint8Array, sha256: (data: Uint8Array) => Uint8Array): TxFacts {
  try {
    return factsOf(decodeTx(bytes, { sha256 }));
  } catch (error) {
    if (error instanceof AppError) return { signer: '', owner: '', items: [] };
    throw error;
  }
}

/** Of a tx that is decoded already. */
export function factsOf(tx: DecodedTx): TxFacts {
  const owner = tx.messages[0]?.owner;
  return {
    signer: tx.signerHex,
    owner: owner === undefined ? tx.signerHex : toHex(owner),
    items: tx.messages.flatMap(itemsOf),
  };
}
