import type { TrialOrder } from '#chain/view/chain-types.ts';
import { parseAccount } from '../../format/account-text.ts';
import type { MarketNames, MarketUnits } from '../../format/market-names.ts';
import type { OrderInput } from '../../schemas/order.ts';

/**
 * The order a message would place for an OrderInput at `orders.index`; absent = what is absent in the message.
 * @throws AppError 4001, 2002, 2003, 8001 with the path of the field
 */
export function trialOrder(names: MarketNames, subaccount: number, input: OrderInput, index: number): TrialOrder {
  const field = (name: string): string => `orders.${index}.${name}`;
  const units = names.getByTicker(input.market);
  const { builder } = input;
  return {
    action: 'place',
    market: units.id,
    subaccount,
    side: input.side,
    type: input.type,
    lots: units.parseSize(input.size, field('size')),
    ticks: optional(input.price, (text) => units.parsePrice(text, field('price'))),
    tif: input.tif ?? (input.type === 'market' ? 'ioc' : 'gtc'),
    postOnly: input.postOnly ?? false,
    reduceOnly: input.reduceOnly ?? false,
    clientOrderId: input.clientOrderId ?? undefined,
    stp: input.stp ?? 'cancel_maker',
    expiresAt: input.expiresAt ?? undefined,
    trigger: optional(input.trigger, (trigger) => ({
      kind: trigger.kind,
      source: trigger.source ?? undefined,
      ticks: optional(trigger.price, (text) => units.parsePrice(text, field('trigger.price'))),
      callbackPpm: trigger.callbackPpm ?? undefined,
      slippagePpm: trigger.slippagePpm ?? undefined,
    })),
    children: optional(input.children, (children) =>
      children.length === 0 ? undefined : children.map((child, i) => trialChild(units, child, field(`children.${i}`))),
    ),
    twap: input.twap ?? undefined,
    builder: optional(builder, ({ account, feePpm }) => ({
      account: parseAccount(account, field('builder.account')),
      feePpm,
    })),
  };
}

type ChildInput = NonNullable<OrderInput['children']>[number];

function trialChild(units: MarketUnits, child: ChildInput, path: string): NonNullable<TrialOrder['children']>[number] {
  return {
    kind: child.kind,
    source: child.source ?? undefined,
    triggerTicks: units.parsePrice(child.triggerPrice, `${path}.triggerPrice`),
    type: child.type ?? 'market',
    ticks: units.parsePrice(child.price, `${path}.price`),
    lots: optional(child.size, (text) => units.parseSize(text, `${path}.size`)),
    clientOrderId: child.clientOrderId ?? undefined,
  };
}

const optional = <T, R>(value: T | null | undefined, read: (value: T) => R): R | undefined =>
  value === null || value === undefined ? undefined : read(value);
