/** The help text of `ic-host`. */
export const hostUsage = `ic-host: the service of the Integration Client. It runs the schedules until it is stopped.

Usage: ic-host [--home DIR] [--json] [--quiet]

  --home DIR   the home directory (else IC_HOME, else the platform's place)
  --json       why it did not start, in JSON on standard output
  --quiet      messages only into the log, not to standard error as well
  --version    print the version
  --help       print this text

SIGTERM and SIGINT stop it cleanly: running transfers end without half a file, and the next start finishes the work.
Exit codes: 0 stopped, 1 failed, 2 usage or settings.
`;
