/** What proves that a chain rewrote final blocks, and what one endpoint alone can do (spec: bridge §3). */
import { deepEqual, equal, rejects } from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Hex, keccak256, numberToHex, toHex } from 'viem';
import type { FinalityRule } from '#src/relayer/finality-rule.ts';
import { FinalityDoubt, FinalityTracker, FinalityViolation } from '#src/relayer/observer/finality.ts';
import { DisagreementError, TooFewSourcesError } from '#src/relayer/rpc/agreement.ts';
import { RpcError } from '#src/relayer/rpc/rpc-error.ts';
import { RpcSource } from '#src/relayer/rpc/rpc-source.ts';

const TAG: FinalityRule = { kind: 'finalized' };
const DEPTH: FinalityRule = { kind: 'depth', blocks: 2n };

/** A fork is told by a letter for each block: '' + 'aaab' is block 0..3, the last of another fork. */
class Endpoint extends RpcSource {
  chain: string;
  /** Below the head. */
  final = 2;
  isSilent = false;

  constructor(name: string, chain: string) {
    super({ name, url: 'http://127.0.0.1:1', timeoutMs: 1 });
    this.chain = chain;
  }

  override async request(method: string, params: readonly unknown[]): Promise<unknown> {
    equal(method, 'eth_getBlockByNumber');
    if (this.isSilent) throw new RpcError('unreachable', this.name, 'silent');
    const [block] = params as [string];
    const head = this.chain.length - 1;
    const number = block === 'latest' ? head : block === 'finalized' ? head - this.final : Number(block);
    if (number < 0 || number > head) return null;
    return {
      number: numberToHex(number),
      hash: this.hashOf(number),
      parentHash: this.hashOf(number - 1),
      stateRoot: this.hashOf(number),
      receiptsRoot: this.hashOf(number),
      timestamp: numberToHex(number * 12),
    };
  }

  private hashOf(number: number): Hex {
    return keccak256(toHex(this.chain.slice(0, number + 1)));
  }
}

function world(count: number, rule: FinalityRule, required = 2) {
  const endpoints = Array.from({ length: count }, (_, i) => new Endpoint(`rpc${i}`, 'aaaaaa'));
  const tracker = new FinalityTracker({ sources: endpoints, required }, rule);
  const show = (chain: string, ...who: number[]): void => {
    for (const i of who) endpoints[i]!.chain = chain;
  };
  const height = async (): Promise<bigint> => (await tracker.advance()).number;
  return { endpoints, tracker, show, height };
}

for (const [name, rule] of [
  ['finalized tag', TAG],
  ['a depth', DEPTH],
] as const) {
  describe(`under ${name}`, () => {
    it('one endpoint of two that shows another block in place of a final one makes its reader abstain, never more', async () => {
      const { show, height } = world(2, rule);
      equal(await height(), 3n);
      show('aaaaaax', 0);
      for (let look = 1; look <= 3; look++) {
        show(`aabb${'b'.repeat(3 + look)}`, 1);
        await rejects(height(), DisagreementError);
      }
      show('aaaaaax', 1);
      equal(await height(), 4n, 'and it goes on');
    });

    it('two liars of three are outweighed by the one that still has the block', async () => {
      const { show, height } = world(3, rule);
      await height();
      for (let look = 1; look <= 4; look++) {
        show(`bbbbbb${'b'.repeat(look)}`, 0, 1);
        await rejects(height(), DisagreementError);
      }
    });

    it('a liar whose fellow is silent is one endpoint, where two are needed', async () => {
      const { endpoints, show, height } = world(2, rule);
      await height();
      endpoints[0]!.isSilent = true;
      for (let look = 1; look <= 3; look++) {
        show(`bbbbbb${'b'.repeat(look)}`, 1);
        await rejects(height(), TooFewSourcesError);
      }
    });

    it('a block that is gone at every endpoint is a doubt at first sight and a violation at the second', async () => {
      const { show, height } = world(2, rule);
      await height();
      show('aaabbbb', 0, 1);
      await rejects(height(), FinalityDoubt);
      await rejects(height(), FinalityViolation);
    });

    it('endpoints that take the new fork one after the other disagree first', async () => {
      const { show, height } = world(2, rule);
      await height();
      show('aaabbbb', 0);
      await rejects(height(), DisagreementError);
      show('aaabbbb', 1);
      await rejects(height(), FinalityDoubt);
      await rejects(height(), FinalityViolation);
    });

    it('a doubt that the next look does not confirm is forgotten', async () => {
      const { show, height } = world(2, rule);
      await height();
      for (let round = 1; round <= 3; round++) {
        show('aaabbbb', 0, 1);
        await rejects(height(), FinalityDoubt);
        show(`aaaaaa${'c'.repeat(round)}`, 0, 1);
        equal(await height(), 3n + BigInt(round));
        show('aaaaaa', 0, 1);
      }
    });

    it('a doubt that one endpoint takes back begins anew', async () => {
      const { show, height } = world(2, rule);
      await height();
      show('aaabbbb', 0, 1);
      await rejects(height(), FinalityDoubt);
      show('aaaaaaaa', 0);
      await rejects(height(), DisagreementError);
      show('aaabbbbb', 0, 1);
      await rejects(height(), FinalityDoubt);
    });

    it('a reorganisation above the final block is none of it', async () => {
      const { show, height } = world(2, rule);
      await height();
      show('aaaabb', 0, 1);
      equal(await height(), 3n);
      show('aaaabbb', 0, 1);
      equal(await height(), 4n);
    });

    it('no endpoint alone brings a reader whose other endpoints are honest to a violation, whatever it shows', async () => {
      const shown = fc.array(fc.record({ chain: fc.stringMatching(/^[ab]{1,12}$/), final: fc.nat(4) }), {
        maxLength: 12,
      });
      await fc.assert(
        fc.asyncProperty(shown, fc.boolean(), async (looks, isThree) => {
          const { endpoints, show, tracker } = world(isThree ? 3 : 2, rule);
          await tracker.advance();
          for (const [i, { chain, final }] of looks.entries()) {
            show(`aaaaaa${'a'.repeat(i)}`, 0, isThree ? 2 : 0);
            endpoints[1]!.chain = chain;
            endpoints[1]!.final = final;
            await tracker.advance().catch((error: unknown) => {
              equal(error instanceof FinalityViolation || error instanceof FinalityDoubt, false, String(error));
            });
          }
        }),
      );
    });
  });
}

describe('a final height that goes back', () => {
  it('at one endpoint, as behind a load balancer, makes a reader abstain while it lasts', async () => {
    const { endpoints, height } = world(2, TAG);
    await height();
    endpoints[1]!.final = 4;
    await rejects(height(), DisagreementError);
    await rejects(height(), DisagreementError);
    endpoints[1]!.final = 2;
    equal(await height(), 3n);
  });

  it('at an endpoint that was ahead of the others matters to nobody: nothing was built on it', async () => {
    const { endpoints, height } = world(2, TAG);
    endpoints[1]!.final = 0;
    equal(await height(), 3n);
    endpoints[1]!.final = 1;
    equal(await height(), 3n);
  });

  it('at all endpoints, at two looks in a row, is a violation though no hash changed', async () => {
    const { endpoints, height } = world(2, TAG);
    await height();
    for (const endpoint of endpoints) endpoint.final = 3;
    await rejects(height(), FinalityDoubt);
    await rejects(height(), FinalityViolation);
  });

  it('for the moment in which a node puts its last blocks anew is not', async () => {
    const { show, height } = world(2, TAG);
    await height();
    show('aaaa', 0, 1);
    await rejects(height(), FinalityDoubt);
    show('aaaabb', 0, 1);
    equal(await height(), 3n);
    show('aaaa', 0, 1);
    await rejects(height(), FinalityDoubt, 'and the next moment of that kind is the first again');
  });

  it('moves with the head under a depth and says nothing', async () => {
    const { show, tracker, height } = world(2, DEPTH);
    await height();
    show('aaaaa', 0, 1);
    deepEqual([await height(), tracker.head?.number], [3n, 3n]);
  });
});
