import { EMPTY } from '../../lib/bytes.ts';
import type { EventLog, EventRow } from '../../state/event-log.ts';
import type { OrderCanceled, OrderFilled, OrderPlaced } from './events.ts';
import type { ClobAccounts } from './expected.ts';
import { LIQUIDATION, MARKET_TYPE, POST_ONLY, REDUCE_ONLY } from './order-table.ts';
import { CANCEL_REASONS } from './types.ts';

/** Cells of the rows below, in the order EventWriter writes and the readers name them. */
export const PLACED_CELLS = 14;
export const CANCELED_CELLS = 7;
export const FILLED_CELLS = 20;

/** Numbers of this module's kinds in the event log. */
export interface ClobEventRows {
  readonly placed: number;
  readonly canceled: number;
  readonly filled: number;
}

/** The frequent events as rows: owners by account number, clientOrderIds by their row. */
export function clobEventRows(
  log: EventLog,
  accounts: Pick<ClobAccounts, 'address'>,
  clientIdText: (row: number) => string,
): ClobEventRows {
  const address = (owner: number): Uint8Array => (owner < 0 ? EMPTY : accounts.address(owner));
  return {
    placed: log.register(placedRow(address, clientIdText)),
    canceled: log.register(canceledRow(address)),
    filled: log.register(filledRow(address)),
  };
}

/** An order without trigger, bracket, TWAP or builder. */
function placedRow(address: (owner: number) => Uint8Array, clientIdText: (row: number) => string): EventRow {
  return {
    type: 'nave.clob.v1.OrderPlaced',
    width: PLACED_CELLS,
    read(cells, at): OrderPlaced {
      const clientId = cells[at + 5]!;
      const flags = cells[at + 7]!;
      return {
        type: 'nave.clob.v1.OrderPlaced',
        market: cells[at]!,
        orderId: cells[at + 1]!,
        owner: address(cells[at + 2]!),
        subaccount: cells[at + 3]!,
        accountSeq: cells[at + 4]!,
        clientOrderId: clientId < 0 ? '' : clientIdText(clientId),
        side: cells[at + 6]! + 1,
        orderType: (flags & MARKET_TYPE) === 0 ? 1 : 2,
        ticks: cells[at + 8]!,
        lots: cells[at + 9]!,
        tif: cells[at + 10]! + 1,
        postOnly: (flags & POST_ONLY) !== 0,
        reduceOnly: (flags & REDUCE_ONLY) !== 0,
        stp: cells[at + 11]! + 1,
        expiresAt: cells[at + 12]!,
        trigger: undefined,
        twap: undefined,
        parentId: 0,
        children: 0,
        childLots: 0,
        builder: EMPTY,
        builderFeePpm: 0,
        state: 'open',
        prioritySeq: cells[at + 13]!,
        liquidation: (flags & LIQUIDATION) !== 0,
      };
    },
    write(cells, at, to) {
      const clientId = cells[at + 5]!;
      const flags = cells[at + 7]!;
      to.uint(1, cells[at]!);
      to.uint(2, cells[at + 1]!);
      to.bytes(3, address(cells[at + 2]!));
      to.uint(4, cells[at + 3]!);
      to.uint(5, cells[at + 4]!);
      if (clientId >= 0) to.text(6, clientIdText(clientId));
      to.uint(7, cells[at + 6]! + 1);
      to.uint(8, (flags & MARKET_TYPE) === 0 ? 1 : 2);
      to.uint(9, cells[at + 8]!);
      to.uint(10, cells[at + 9]!);
      to.uint(11, cells[at + 10]! + 1);
      to.bool(12, (flags & POST_ONLY) !== 0);
      to.bool(13, (flags & REDUCE_ONLY) !== 0);
      to.uint(14, cells[at + 11]! + 1);
      to.uint(15, cells[at + 12]!);
      to.text(23, 'open');
      to.uint(24, cells[at + 13]!);
      to.bool(25, (flags & LIQUIDATION) !== 0);
    },
  };
}

function canceledRow(address: (owner: number) => Uint8Array): EventRow {
  return {
    type: 'nave.clob.v1.OrderCanceled',
    width: CANCELED_CELLS,
    read(cells, at): OrderCanceled {
      return {
        type: 'nave.clob.v1.OrderCanceled',
        market: cells[at]!,
        orderId: cells[at + 1]!,
        owner: address(cells[at + 2]!),
        subaccount: cells[at + 3]!,
        accountSeq: cells[at + 4]!,
        remaining: cells[at + 5]!,
        reason: CANCEL_REASONS[cells[at + 6]!]!,
      };
    },
    write(cells, at, to) {
      to.uint(1, cells[at]!);
      to.uint(2, cells[at + 1]!);
      to.bytes(3, address(cells[at + 2]!));
      to.uint(4, cells[at + 3]!);
      to.uint(5, cells[at + 4]!);
      to.uint(6, cells[at + 5]!);
      to.text(7, CANCEL_REASONS[cells[at + 6]!]!);
    },
  };
}

function filledRow(address: (owner: number) => Uint8Array): EventRow {
  return {
    type: 'nave.clob.v1.OrderFilled',
    width: FILLED_CELLS,
    read(cells, at): OrderFilled {
      return {
        type: 'nave.clob.v1.OrderFilled',
        market: cells[at]!,
        tradeId: cells[at + 1]!,
        makerOrderId: cells[at + 2]!,
        maker: address(cells[at + 3]!),
        makerSubaccount: cells[at + 4]!,
        makerAccountSeq: cells[at + 5]!,
        takerOrderId: cells[at + 6]!,
        taker: address(cells[at + 7]!),
        takerSubaccount: cells[at + 8]!,
        takerAccountSeq: cells[at + 9]!,
        side: cells[at + 10]! + 1,
        ticks: cells[at + 11]!,
        lots: cells[at + 12]!,
        makerFee: cells[at + 13]!,
        takerFee: cells[at + 14]!,
        builderFee: cells[at + 15]!,
        makerRemaining: cells[at + 16]!,
        takerRemaining: cells[at + 17]!,
        builder: address(cells[at + 18]!),
        liquidation: (cells[at + 19]! & LIQUIDATION) !== 0,
      };
    },
    write(cells, at, to) {
      to.uint(1, cells[at]!);
      to.uint(2, cells[at + 1]!);
      to.uint(3, cells[at + 2]!);
      to.bytes(4, address(cells[at + 3]!));
      to.uint(5, cells[at + 4]!);
      to.uint(6, cells[at + 5]!);
      to.uint(7, cells[at + 6]!);
      to.bytes(8, address(cells[at + 7]!));
      to.uint(9, cells[at + 8]!);
      to.uint(10, cells[at + 9]!);
      to.uint(11, cells[at + 10]! + 1);
      to.uint(12, cells[at + 11]!);
      to.uint(13, cells[at + 12]!);
      to.int(14, cells[at + 13]!);
      to.int(15, cells[at + 14]!);
      to.int(16, cells[at + 15]!);
      to.uint(17, cells[at + 16]!);
      to.uint(18, cells[at + 17]!);
      to.bytes(19, address(cells[at + 18]!));
      to.bool(20, (cells[at + 19]! & LIQUIDATION) !== 0);
    },
  };
}
