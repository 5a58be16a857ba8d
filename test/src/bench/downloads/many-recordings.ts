import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parallelDownloads } from '@integration-client/core/transfer/document-transfer';
import type { Benchmark } from '../benchmark.js';
import { peakMegabytes, speedRatio } from '../figures.js';
import { curlOptions, hasCurl, keepsPace, script } from './curl.js';
import { type RecordingSite, recordingUrl, startRecordingSite, transferOf } from './recording-site.js';

/** Of each recording, in bytes. */
const size = 200_000;

/** The requests a second that an appliance allows an account. */
const pace = 20;

/**
 * Moves many small recordings, each over a connection of its own. The client never asks for more than the 20 a second that an
 * appliance allows an account, which curl does not know of: that bounds it, so a few hundred show all there is to see. Told of
 * it, curl asks for one after the other.
 */
export const manyRecordings: Benchmark = {
  name: 'many-recordings',
  title: 'Recordings of 200 kB',
  unit: 'recordings',
  figures: [
    ...(hasCurl()
      ? [
          {
            title: 'speed: transfer ÷ curl --parallel, as many at once',
            of: speedRatio('transfer', 'curl'),
            reach: { least: 0.8 },
          },
        ]
      : []),
    ...(keepsPace()
      ? [{ title: `speed: transfer ÷ curl with ${pace} requests a second`, of: speedRatio('transfer', 'curl-paced') }]
      : []),
    { title: 'memory: transfer, MB', of: peakMegabytes('transfer') },
  ],
  async prepare(options) {
    const site = await startRecordingSite(options, options.quick ? 5 : 60, size);
    const list = join(site.directory, 'curl.config');
    await writeFile(list, curlConfig(site));
    const curl = (options: string) => (directory: string) =>
      `cd '${directory}'; curl ${curlOptions(site)} ${options} --config '${list}'`;
    const parallel = curl(`--parallel --parallel-immediate --parallel-max ${parallelDownloads}`);
    const paced = curl(`--rate ${pace}/s`);
    return {
      contenders: [
        transferOf(site, 1),
        ...(hasCurl() ? [script('curl', 'curl --parallel, no flush', site, site.lsids.length, parallel)] : []),
        ...(keepsPace()
          ? [script('curl-paced', `curl with ${pace} requests a second, no flush`, site, site.lsids.length, paced)]
          : []),
      ],
      end: () => site.end(),
    };
  },
};

function curlConfig(site: RecordingSite): string {
  return site.lsids.map((lsid) => `url = "${recordingUrl(site, lsid)}"\noutput = "${lsid}.m4v"\n`).join('');
}
