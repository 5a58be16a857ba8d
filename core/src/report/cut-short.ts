import { RetryableError } from '@integration-client/sdk';

/** The error for a report that ends too early. */
export function cutShort(where: string): RetryableError {
  return new RetryableError(`The report ends ${where}.`, {
    code: 'report-cut-short',
    hint: 'The connection or the appliance stopped in the middle. Nothing that was complete is lost; try again.',
  });
}
