/** The fact that tells which key the database's secrets are sealed under. */
export const keyFact = 'sealing-key';

/** The fact that says that a database on a server is still being made: it has no name to appear under when it is whole. */
export const unfinishedFact = 'unfinished';

/** The fact that holds when mails went out lately, as JSON: milliseconds since 1970. */
export const sentMailsFact = 'sent-mails';
