/** Which account events go to which channel (spec: api-types §4); `account` takes all of them. */
const EVENTS: Readonly<Record<string, readonly string[]>> = {
  orders: [
    'OrderPlaced',
    'OrderTriggered',
    'OrderAmended',
    'OrderCanceled',
    'OrderRejected',
    'OrderFilled',
    'CancelScheduled',
  ],
  fills: ['OrderFilled', 'Liquidated'],
  positions: ['PositionChanged'],
  balances: ['BalanceChanged'],
  funding: ['FundingPaid'],
  transfers: ['TransferChanged'],
  bridge: ['DepositChanged', 'WithdrawalChanged'],
};

const OTHERS = ['AgentChanged', 'SettingsChanged'];

export const EVENTS_OF_CHANNEL: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries(EVENTS),
  ['account', [...new Set([...Object.values(EVENTS).flat(), ...OTHERS])]],
]);
