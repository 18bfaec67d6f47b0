import http from 'node:http';
import https from 'node:https';

const httpAgent = new http.Agent({ keepAlive: true });
const httpsAgent = new https.Agent({ keepAlive: true });

/** The answer is longer than allowed. */
export class AnswerTooLong extends Error {
  override name = 'AnswerTooLong';
}

/**
 * Posts JSON over a kept connection and reads the whole answer; redirections are not followed. Half the processor time of
 * `fetch`, which counts for who asks ten times a second. Rejects with AnswerTooLong, the signal's reason or a socket error.
 */
export function postJson(
  url: string,
  body: string,
  { signal, maxBytes }: { readonly signal: AbortSignal; readonly maxBytes: number },
): Promise<{ readonly status: number; readonly text: string }> {
  const isTls = url.startsWith('https:');
  return new Promise((resolve, reject) => {
    const request = (isTls ? https : http).request(url, {
      method: 'POST',
      agent: isTls ? httpsAgent : httpAgent,
      signal,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    });
    request.once('error', (error: Error & { readonly code?: string }) => {
      // the server closed a kept connection just then; every call of this interface may be repeated
      const isStale = request.reusedSocket && error.code === 'ECONNRESET' && !signal.aborted;
      if (isStale) resolve(postJson(url, body, { signal, maxBytes }));
      else reject(error);
    });
    request.once('response', (response) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        bytes += part.length;
        parts.push(part);
        if (bytes <= maxBytes) return;
        reject(new AnswerTooLong(`above ${maxBytes} bytes`));
        request.destroy();
      });
      response.once('error', reject);
      response.once('close', () => reject(new Error('the connection ended')));
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
      );
    });
    request.end(body);
  });
}
