import type { TxResult } from '../app-types.ts';
import { AppError } from '../lib/errors.ts';
import type { MessageHandler, TxFacts } from '../module.ts';
import type { EventLog } from '../state/event-log.ts';
import type { Journal } from '../state/journal.ts';
import type { DecodedTx, TxMessage } from '../tx/decoded-tx.ts';
import { failureResult, successResult } from '../tx/tx-result.ts';

/** What the executor needs of its surroundings. */
export interface TxExecutorDeps {
  readonly journal: Journal;
  readonly events: EventLog;
  /** Message type name → handler. */
  readonly handlers: ReadonlyMap<string, MessageHandler>;
  /** The checks before messages (spec: trading §6); throws the AppError of the first that fails, changes nothing. */
  check(tx: DecodedTx): void;
  /** Nonce, budget and first key, for good. */
  charge(tx: DecodedTx): void;
  /** Items of a message as events count them: 1, or the items of a well-formed batch. */
  itemCount(message: TxMessage): number;
  /** Called after a tx whose messages were undone: order messages report each of their items. */
  reportUndone(tx: DecodedTx, failedMessage: number, error: AppError): void;
}

/** Runs transactions one by one on the running state (spec: chain §3). */
export class TxExecutor {
  private readonly deps: TxExecutorDeps;

  constructor(deps: TxExecutorDeps) {
    this.deps = deps;
  }

  /**
   * A tx that fails its checks changes nothing. One that passed is charged for good; then its messages run on a branch,
   * and the first that fails drops all of them.
   */
  deliver(tx: DecodedTx, index: number): TxResult {
    this.deps.events.at('tx', index);
    try {
      this.deps.check(tx);
    } catch (error) {
      return failureResult(tx, refusalOf(error));
    }
    this.deps.charge(tx);
    return this.runMessages(tx, index);
  }

  /** The messages alone: simulation runs them without checks. */
  runMessages(tx: DecodedTx, index: number): TxResult {
    const { journal, events, handlers } = this.deps;
    const facts: TxFacts = { index, hash: tx.hash, sender: tx.signer, grouped: tx.messages.length > 1 };
    const responses: Uint8Array[] = [];
    const mark = journal.mark();
    let item = 0;
    try {
      for (const message of tx.messages) {
        events.at('tx', index, item);
        responses.push(handlers.get(message.typeName)!(message.value as never, facts));
        item += this.deps.itemCount(message);
      }
    } catch (error) {
      journal.rollback(mark);
      const refusal = refusalOf(error);
      events.at('tx', index);
      this.deps.reportUndone(tx, responses.length, refusal);
      return failureResult(tx, refusal);
    }
    journal.release(mark);
    return successResult(tx, responses);
  }
}

/**
 * What is no AppError is a bug of ours: the tx fails with 9001 and leaves no trace, the block goes on. Every node runs
 * the same code on the same state, so all of them say the same.
 */
function refusalOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const name = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
  return new AppError(9001, `internal error (${name.slice(0, 200)})`);
}
