/** A plugin that is the File System destination on a disk without room: all but what the disk answers is the bundled one. */
export function fullDiskPlugin(): string {
  return `import { definePlugin, Tokens } from '@integration-client/sdk';
import { inject, injectable } from 'tsyringe';
import filesystem from '${import.meta.resolve('@integration-client/plugin-filesystem')}';

const create = async (path) => {
  throw Object.assign(new Error('ENOSPC: no space left on device, open'), { code: 'ENOSPC', path });
};
class FullDisk extends filesystem.destination {
  constructor(settings, log, disk) {
    super(settings, log, { ...disk, create });
  }
}
[Tokens.Settings, Tokens.Logger, Tokens.Disk].forEach((token, index) => inject(token)(FullDisk, undefined, index));
Reflect.defineMetadata('design:paramtypes', [Object, Object, Object], FullDisk);
injectable()(FullDisk);
export default definePlugin({ ...filesystem, name: 'full-disk', displayName: 'Full Disk', destination: FullDisk });
`;
}
