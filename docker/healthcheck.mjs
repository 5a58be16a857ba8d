// Says whether the host of this container can run schedules: asks /health/ready at the socket of its home.
import { request } from 'node:http';
import { resolveHome } from '@integration-client/core/home';

const fail = (why) => {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
};
request({ socketPath: resolveHome().socket, path: '/health/ready', timeout: 5000 }, (answer) => {
  if (answer.statusCode === 200) answer.resume();
  else answer.on('data', (bytes) => fail(String(bytes)));
})
  .on('timeout', () => process.exit(1))
  .on('error', (error) => fail(error.message))
  .end();
