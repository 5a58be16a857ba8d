import { join } from 'node:path';
import type { Benchmark } from '../benchmark.js';
import { peakMegabytes, speedRatio } from '../figures.js';
import { curlOptions, hasCurl, script } from './curl.js';
import { recordingUrl, startRecordingSite, transferOf } from './recording-site.js';

const megabyte = 1024 * 1024;

const againstCurl = [
  {
    title: 'speed: transfer ÷ curl to tee to sha256sum, then fsync',
    of: speedRatio('transfer', 'curl-hashed'),
    reach: { least: 1 },
  },
  { title: 'speed: transfer ÷ curl alone', of: speedRatio('transfer', 'curl'), reach: { least: 0.9 } },
];

/** Moves one large recording over HTTPS on loopback to a file. */
export const largeRecording: Benchmark = {
  name: 'large-recording',
  title: 'A recording of 2 GB',
  unit: 'MB',
  figures: [
    ...(hasCurl() ? againstCurl : []),
    { title: 'memory: transfer, MB', of: peakMegabytes('transfer'), reach: { most: 120 } },
  ],
  async prepare(options) {
    const megabytes = options.quick ? 4 : 2048;
    const site = await startRecordingSite(options, 1, megabytes * megabyte);
    const curl = `curl ${curlOptions(site)} '${recordingUrl(site, site.lsids[0] ?? '')}'`;
    const hashed = (directory: string) => {
      const file = join(directory, 'recording.m4v');
      return `${curl} | tee '${file}' | sha256sum; sync '${file}'`;
    };
    const alone = (directory: string) => `${curl} --output '${join(directory, 'recording.m4v')}'`;
    return {
      contenders: [
        transferOf(site, megabytes),
        ...(hasCurl()
          ? [
              script('curl-hashed', 'curl to tee to sha256sum, then fsync', site, megabytes, hashed),
              script('curl', 'curl alone, no flush', site, megabytes, alone),
            ]
          : []),
      ],
      end: () => site.end(),
    };
  },
};
