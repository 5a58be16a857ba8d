import assert from 'node:assert/strict';
import {
  ConfigError,
  type IntegrationError,
  ItemError,
  RetryableError,
  UnreachableError,
} from '@integration-client/sdk';

type Untyped = new (...parameters: unknown[]) => IntegrationError;

describe('errors of plugins in JavaScript', () => {
  it('stay what they are where the code is left out, or everything', () => {
    const codes = new Map<Untyped, string>([
      [ConfigError as Untyped, 'config-error'],
      [ItemError as Untyped, 'item-error'],
      [RetryableError as Untyped, 'retryable-error'],
      [UnreachableError as Untyped, 'unreachable-error'],
    ]);
    for (const [Failure, code] of codes) {
      for (const parameters of [[], ['no room'], ['no room', {}], ['no room', { hint: 'Make room.' }]]) {
        const error = new Failure(...parameters);
        assert.ok(error instanceof Failure);
        assert.equal(error.code, code);
        assert.notEqual(error.message, '');
        if (parameters.length > 0) assert.equal(error.message, 'no room');
      }
    }
    assert.equal(new ItemError('no room', { code: 'full' }).code, 'full');
  });

  it('may say nothing but when to try again', () => {
    const error = new RetryableError(30);
    assert.equal(error.retryAfter, 30);
    assert.equal(error.message, 'It may work in 30 s');
    assert.equal(new RetryableError().retryAfter, undefined);
    assert.equal(new RetryableError('busy', { code: 'busy', retryAfter: 5 }).retryAfter, 5);
  });
});
