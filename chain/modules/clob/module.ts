import type { AppError } from '../../lib/errors.ts';
import type { ChainContext, ChainModule } from '../../module.ts';
import type { ClobDeps } from './clob.ts';
import type { ClobAccounts, ClobOwners } from './expected.ts';
import { ClobMessages } from './handlers.ts';
import { clobInvariants } from './invariants.ts';
import { ClobKeeper } from './keeper.ts';
import { readMessage } from './msgs.ts';
import type { ClobQueries } from './queries.ts';
import { itemsOf } from './types.ts';

export interface ClobModuleDeps extends Omit<ClobDeps, 'accounts'> {
  readonly accounts: ClobAccounts & ClobOwners;
}

/** A decoded message as the executor knows it. */
interface Message {
  readonly typeName: string;
  readonly value: unknown;
}

export interface ClobModule {
  readonly keeper: ClobKeeper;
  readonly queries: ClobQueries;
  readonly module: ChainModule;
  /** Items a message counts as: those of a well-formed batch, else 1. */
  itemCount(message: Message): number;
  /** Reports every item of this module after the messages of the running tx were undone (spec: trading §3.10). */
  reportUndone(tx: { readonly messages: readonly Message[] }, failedMessage: number, error: AppError): void;
}

/** The order book module. */
export function createClob(context: ChainContext, deps: ClobModuleDeps): ClobModule {
  const keeper = new ClobKeeper(context, deps);
  const messages = new ClobMessages(keeper, deps.accounts, context.events);
  return {
    keeper,
    queries: keeper.queries,
    module: {
      name: 'clob',
      sources: keeper.sources,
      handlers: messages.handlers(),
      admission: messages.admission(),
      // A chain begins with empty books; an export carries orders as records.
      initGenesis: () => keeper.openBooks(),
      rebuild: () => keeper.rebuild(),
      invariants: clobInvariants(keeper.clob),
    },
    itemCount(message) {
      const input = readMessage(message.typeName, message.value);
      return input === undefined ? 1 : itemsOf(input).length;
    },
    reportUndone(tx, failedMessage, error) {
      const undone = tx.messages.map((message) => messages.undone(message.typeName, message.value));
      keeper.reportUndone(context.events.currentTx, undone, failedMessage, error);
    },
  };
}
