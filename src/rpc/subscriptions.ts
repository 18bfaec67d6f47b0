import { compileQuery, type EventValues } from '#src/engine/query/match.ts';
import { type EventQuery, parseQuery } from '#src/engine/query/parse.ts';
import type { PublishedBlock } from '#src/engine/solo/solo-engine.ts';
import { type EventType, eventsOf } from './event-data.ts';
import { errorReply, type RpcId, serverError, textOf } from './json-rpc.ts';

/** Where a subscriber's frames go. */
export interface Subscriber {
  send(frame: string): void;
  /** The reader is slower than the chain: nothing more may be queued. */
  isSlow(): boolean;
  /** Tell and hang up. */
  drop(reason: string): void;
}

interface Subscription {
  readonly id: RpcId;
  readonly query: string;
  readonly types: readonly EventType[];
  readonly matches: (values: EventValues) => boolean;
}

const ALL_TYPES: readonly EventType[] = ['NewBlock', 'NewBlockHeader', 'NewBlockEvents', 'Tx', 'ValidatorSetUpdates'];

/** Event types that can satisfy the query at all. */
function typesOf(query: EventQuery): readonly EventType[] {
  const named = query.find(({ tag, operator }) => tag === 'tm.event' && operator === '=');
  return named === undefined ? ALL_TYPES : ALL_TYPES.filter((type) => type === named.argument?.text);
}

export interface SubscriptionLimits {
  readonly maxSubscribers: number;
  readonly maxPerSubscriber: number;
}

/** Who gets which events; one instance for all WebSocket connections. */
export class Subscriptions {
  private readonly limits: SubscriptionLimits;
  private readonly subscribers = new Map<Subscriber, Map<string, Subscription>>();

  constructor(limits: SubscriptionLimits) {
    this.limits = limits;
  }

  /** Throws an Error with CometBFT's text on a bad, repeated or surplus query. */
  subscribe(subscriber: Subscriber, id: RpcId, query: string): void {
    const own = this.subscribers.get(subscriber);
    const { maxSubscribers, maxPerSubscriber } = this.limits;
    if (own === undefined && this.subscribers.size >= maxSubscribers) {
      throw new Error(`max_subscription_clients ${maxSubscribers} reached`);
    }
    if ((own?.size ?? 0) >= maxPerSubscriber) {
      throw new Error(`max_subscriptions_per_client ${maxPerSubscriber} reached`);
    }
    let parsed: EventQuery;
    let matches: Subscription['matches'];
    try {
      parsed = parseQuery(query);
      matches = compileQuery(parsed);
    } catch (error) {
      throw new Error(`failed to parse query: ${textOf(error)}`);
    }
    if (own?.has(query)) throw new Error('already subscribed');
    const list = own ?? new Map<string, Subscription>();
    list.set(query, { id, query, types: typesOf(parsed), matches });
    this.subscribers.set(subscriber, list);
  }

  /** Throws when there is no such subscription. */
  unsubscribe(subscriber: Subscriber, query: string): void {
    const own = this.subscribers.get(subscriber);
    if (own === undefined || !own.delete(query)) throw new Error('subscription not found');
    if (own.size === 0) this.subscribers.delete(subscriber);
  }

  /** Throws when there is none. */
  unsubscribeAll(subscriber: Subscriber): void {
    if (!this.subscribers.delete(subscriber)) throw new Error('subscription not found');
  }

  /** The connection is gone. */
  forget(subscriber: Subscriber): void {
    this.subscribers.delete(subscriber);
  }

  publish(block: PublishedBlock): void {
    if (this.subscribers.size === 0) return;
    const wanted = new Set<EventType>();
    for (const own of this.subscribers.values())
      for (const { types } of own.values()) for (const type of types) wanted.add(type);
    for (const event of eventsOf(block, wanted)) {
      for (const [subscriber, own] of this.subscribers) {
        for (const { id, query, matches } of own.values()) {
          if (!matches(event.values)) continue;
          if (subscriber.isSlow()) {
            this.cancel(subscriber, 'slow client');
            break;
          }
          const head = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{"query":${JSON.stringify(query)},`;
          subscriber.send(`${head}${event.body}}}`);
        }
      }
    }
  }

  private cancel(subscriber: Subscriber, reason: string): void {
    const own = this.subscribers.get(subscriber);
    this.subscribers.delete(subscriber);
    for (const { id } of own?.values() ?? []) {
      const failure = serverError(`subscription was canceled (reason: ${reason})`);
      subscriber.send(JSON.stringify(errorReply(id, failure)));
    }
    subscriber.drop(reason);
  }

  /** Cancels every subscription; the node is stopping. */
  close(): void {
    for (const subscriber of this.subscribers.keys()) this.cancel(subscriber, 'CometBFT exited');
  }
}
