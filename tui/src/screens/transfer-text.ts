import type { TransferSettings } from '@integration-client/core/configuration';

/** A transfer as `ic schedule add --transfer` takes it. */
export function stringifyTransfer({ site, destination, operations }: TransferSettings): string {
  return `{ site: ${scalar(site)}, destination: ${scalar(destination)}, operations: [${operations.join(', ')}] }`;
}

/** A name as YAML: plain where it can be, else quoted. */
function scalar(name: string): string {
  return /^[A-Za-z][\w .-]*$/.test(name) && !/^(?:true|false|null|yes|no|on|off)$/i.test(name) && !name.endsWith(' ')
    ? name
    : JSON.stringify(name);
}
