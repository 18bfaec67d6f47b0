import assert from 'node:assert/strict';
import { Application } from '#chain/app.ts';
import { nobleCrypto } from '#chain/lib/hash.ts';
import { PastViews } from '#src/node/past-views.ts';
import { type ApiRig, apiRig } from './api-fixture.ts';
import { BridgeChain, type BridgeOptions } from './bridge-chain.ts';

/** Fake vaults and votes, the real application, the real index and the API over them; blocks are indexed as they come. */
export class BridgeApi {
  readonly bridge: BridgeChain;
  readonly rig: ApiRig;

  constructor(options: Omit<BridgeOptions, 'create'> = {}) {
    let rig: ApiRig | undefined;
    const create = (): Application => {
      const app = new Application({ verify: false, invariantsEvery: 1 });
      const config = { reads: { weightPerMinute: 1_000_000 } };
      const past = new PastViews({ app, crypto: nobleCrypto });
      rig = apiRig(app.view, { config, past }, () => app.takeGenesisEvents());
      const { indexer } = rig;
      const commit = app.commit.bind(app);
      app.commit = () => {
        const committed = commit();
        indexer.accept(committed);
        return committed;
      };
      return app;
    };
    this.bridge = new BridgeChain({ ...options, create });
    this.rig = rig!;
  }

  async ask(path: string): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
    await this.rig.settled();
    const answer = await this.rig.api.server.inject({ method: 'GET', url: `/v1${path}` });
    return { status: answer.statusCode, body: JSON.parse(answer.body) as Record<string, unknown> };
  }

  /** `data` of an answer that must be 200. */
  async get<T>(path: string): Promise<T> {
    const { status, body } = await this.ask(path);
    assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
    return body.data as T;
  }
}
