/** The account of a site. */
export const account = 'account: { type: api, clientId: a, clientSecret: s }';
const schedule = (every: string) => `schedules: [{ name: S, every: ${every}, transfers: [] }]`;
const transfers = (list: string) => `schedules: [{ name: S, every: { hours: 1 }, transfers: [${list}] }]`;
const host = (text: string) => `sites: [{ name: A, host: ${text}, ${account} }]`;
const files = (settings: string) => `destinations: [{ name: D, plugin: filesystem, settings: ${settings} }]`;
const mail = (more: string) =>
  `notifications: { server: m.example, port: 25, tls: none, from: a@b.c, to: [a@b.c], ${more} }`;

/** A document, and what is wrong with it: each a place and words of the message. */
export const cases: readonly (readonly [
  title: string,
  source: string,
  ...faults: (readonly [place: string, words: RegExp])[],
])[] = [
  ['nothing in it', '', ['1:1 :', /empty/]],
  ['only a comment', '# nothing', ['1:1 :', /empty/]],
  ['a list as the document', '- a', ['1:1 :', /a group of keys, not a list/]],
  ['broken YAML', 'sites:\n  - name: [A', ['2:13 :', /end with a \]/]],
  ['a key twice', 'sites: []\nsites: []', ['2:1 :', /twice/]],
  ['stored: without quotes', 'application:\n  timeZone: stored:', ['2:13 :', /quotes/]],
  ['a tag', 'sites: !!python/object []', ['1:8 :', /tag/i]],
  ['two documents', 'sites: []\n---\nsites: []', ['2:1 :', /a second document begins here/]],
  ['an unknown key', 'site: []', ['1:1 site:', /unknown key; did you mean sites\?/]],
  [
    'an unknown key of a site, and a missing one',
    `sites:\n  - name: A\n    host: h\n    acount: {}`,
    ['2:5 sites[0].account:', /is missing/],
    ['4:5 sites[0].acount:', /unknown key; did you mean account\?/],
  ],
  [
    'a key that is like none',
    'sites: [{ name: A, host: h, colour: red, account: { type: api, clientId: a, clientSecret: s } }]',
    ['1:29 sites[0].colour:', /unknown key; known are name, enabled, host/],
  ],
  ['a wrong type', 'sites: { name: A }', ['1:8 sites:', /must be a list, not a group of keys/]],
  ['mail that is no group', 'notifications: []', ['1:16 notifications:', /must be a group of keys, not a list/]],
  ['an alias of nothing', 'sites: []\nschedules: *every', ['2:12 :', /an alias of nothing/]],
  [
    'a number for text',
    `sites:\n  - name: A\n    host: h\n    account: { type: api, clientId: 123, clientSecret: s }`,
    ['4:37 sites[0].account.clientId:', /must be text, not a number; put it in quotes/],
  ],
  [
    'nothing for text',
    `sites:\n  - name:\n    host: h\n    ${account}`,
    ['2:10 sites[0].name:', /must be text, not nothing/],
  ],
  [
    'text for a flag',
    `sites: [{ name: A, enabled: "yes", host: h, ${account} }]`,
    ['1:29 sites[0].enabled:', /must be true or false, not text/],
  ],
  [
    'an unknown type of account',
    'sites: [{ name: A, host: h, account: { type: apis, clientId: 1 } }]',
    ['1:46 sites[0].account.type:', /must be one of api, user/],
  ],
  [
    'an account without a type',
    'sites: [{ name: A, host: h, account: { clientId: a } }]',
    ['1:38 sites[0].account.type:', /is missing; it is one of api, user/],
  ],
  [
    'a secret of the other type of account',
    'sites: [{ name: A, host: h, account: { type: user, username: u, clientSecret: s } }]',
    ['1:38 sites[0].account.password:', /is missing/],
    ['1:65 sites[0].account.clientSecret:', /unknown key/],
  ],
  [
    'two sites of one name',
    `sites:\n  - { name: A, host: h, ${account} }\n  - { name: A, host: i, ${account} }`,
    ['3:13 sites[1].name:', /two sites with this name/],
  ],
  ['an empty name', `sites: [{ name: "", host: h, ${account} }]`, ['1:17 sites[0].name:', /must not be empty/]],
  ['a name of spaces', `sites: [{ name: "  ", host: h, ${account} }]`, ['1:17 sites[0].name:', /must not be empty/]],
  ['a name with a space at its end', `sites: [{ name: "A ", host: h, ${account} }]`, ['1:17 sites[0].name:', /space/]],
  [
    'a name with a control character',
    `sites: [{ name: "A\\tB", host: h, ${account} }]`,
    ['1:17 sites[0].name:', /control characters/],
  ],
  ['a host with a scheme', host('https://h.example'), ['1:26 sites[0].host:', /without a scheme; write h\.example$/]],
  [
    'a host with a scheme, port and path',
    host('https://h.example:8443/login'),
    ['1:26 sites[0].host:', /without a scheme; write h\.example:8443$/],
  ],
  ['a host with a path', host('h.example/login'), ['1:26 sites[0].host:', /without a path; write h\.example$/]],
  ['a port too high', host('h.example:65536'), ['1:26 sites[0].host:', /port must be a number from 1 to 65535/]],
  ['a port that is none', host('"h.example:https"'), ['1:26 sites[0].host:', /port must be a number/]],
  ['a port of 0', host('"h.example:0"'), ['1:26 sites[0].host:', /port must be a number/]],
  ['an IPv6 address without brackets', host('"2001:db8::1"'), ['1:26 sites[0].host:', /port must be a number/]],
  ['a host with a user', host('u@h.example'), ['1:26 sites[0].host:', /not the name of a host/]],
  ['a host with a space', host('"h example"'), ['1:26 sites[0].host:', /not the name of a host/]],
  ['an international host', host('bücher.example'), ['1:26 sites[0].host:', /write xn--bcher-kva\.example/]],
  [
    'a relative caFile',
    `sites: [{ name: A, host: h, caFile: ca.pem, ${account} }]`,
    ['1:37 sites[0].caFile:', /absolute path/],
  ],
  [
    'a backup password with a user account',
    'sites: [{ name: A, host: h, backupPassword: b, account: { type: user, username: u, password: p } }]',
    ['1:45 sites[0].backupPassword:', /API account/],
  ],
  [
    'an empty secret',
    'sites: [{ name: A, host: h, account: { type: user, username: u, password: "" } }]',
    ['1:75 sites[0].account.password:', /must not be empty/],
  ],
  [
    'a reference that is none',
    'sites: [{ name: A, host: h, account: { type: user, username: u, password: "env:" } }]',
    ['1:75 sites[0].account.password:', /env:NAME/],
  ],
  [
    'a reference to a relative file',
    'sites: [{ name: A, host: h, account: { type: user, username: u, password: "file:a" } }]',
    ['1:75 sites[0].account.password:', /absolute path/],
  ],
  [
    'nothing stored for a new site',
    'sites: [{ name: A, host: h, account: { type: user, username: u, password: "stored:" } }]',
    ['1:75 sites[0].account.password:', /nothing is stored/],
  ],
  [
    'nothing stored for another type of account',
    'sites: [{ name: Old, host: h, account: { type: api, clientId: u, clientSecret: "stored:" } }]',
    ['1:80 sites[0].account.clientSecret:', /nothing is stored/],
  ],
  [
    'nothing stored for a backup password',
    'sites: [{ name: Old, host: h, backupPassword: "stored:", account: { type: api, clientId: u, clientSecret: s } }]',
    ['1:47 sites[0].backupPassword:', /nothing is stored/],
  ],
  [
    'nothing stored for a setting',
    'destinations: [{ name: Vault, plugin: vault, settings: { server: s, password: "stored:", proxy: { password: "stored:" } } }]',
    ['1:109 destinations[0].settings.proxy.password:', /nothing is stored/],
  ],
  [
    'an unknown plugin',
    'destinations: [{ name: D, plugin: filesytem }]',
    ['1:35 destinations[0].plugin:', /unknown plugin; did you mean filesystem\?/],
  ],
  [
    'a plugin that is like none',
    'destinations: [{ name: D, plugin: tape-robot }]',
    ['1:35 destinations[0].plugin:', /unknown plugin; known are filesystem, sqlite, vault/],
  ],
  [
    'a missing setting',
    'destinations: [{ name: D, plugin: sqlite }]',
    ['1:16 destinations[0].settings.file:', /is missing/],
  ],
  [
    'an unknown setting in a group',
    files('{ sessions: { directory: /a, filename: x } }'),
    ['1:86 destinations[0].settings.sessions.filename:', /did you mean fileName\?/],
  ],
  [
    'a setting that is no choice',
    files('{ sessions: { directory: /a, conflict: skip } }'),
    [
      '1:96 destinations[0].settings.sessions.conflict:',
      /must be one of AppendNumber, Overwrite, Skip; did you mean Skip\?/,
    ],
  ],
  [
    'a number too small',
    files('{ site-backups: { directory: /a, retentionCount: 0 } }'),
    ['1:106 destinations[0].settings.site-backups.retentionCount:', /at least 1/],
  ],
  [
    'half a number',
    files('{ site-backups: { directory: /a, retentionCount: 1.5 } }'),
    ['1:106 destinations[0].settings.site-backups.retentionCount:', /whole number/],
  ],
  [
    'a relative directory',
    files('{ sessions: { directory: a } }'),
    ['1:82 destinations[0].settings.sessions.directory:', /absolute path/],
  ],
  [
    'an unknown replacement value',
    files('{ sessions: { directory: /a, fileName: "%LSIDD%.xml" } }'),
    ['1:96 destinations[0].settings.sessions.fileName:', /%LSIDD%.*%LSID%/],
  ],
  ['a period of nothing', schedule('{}'), ['1:31 schedules[0].every:', /must have one of minutes, hours, days$/]],
  ['two periods', schedule('{ hours: 1, minutes: 5 }'), ['1:31 schedules[0].every:', /not several/]],
  ['a period too short', schedule('{ minutes: 0 }'), ['1:42 schedules[0].every.minutes:', /at least 1/]],
  ['minutes beyond 7 days', schedule('{ minutes: 10081 }'), ['1:42 schedules[0].every.minutes:', /at most 10080/]],
  ['hours beyond 7 days', schedule('{ hours: 169 }'), ['1:40 schedules[0].every.hours:', /at most 168/]],
  ['days beyond 7', schedule('{ days: 8 }'), ['1:39 schedules[0].every.days:', /at most 7/]],
  [
    'a time of day with hours',
    schedule('{ hours: 1, at: "02:00" }'),
    ['1:43 schedules[0].every.at:', /goes only with days/],
  ],
  ['a time of day that is none', schedule('{ days: 1, at: "24:00" }'), ['1:46 schedules[0].every.at:', /HH:MM/]],
  ['a time of day without its zero', schedule('{ days: 1, at: "2:00" }'), ['1:46 schedules[0].every.at:', /HH:MM/]],
  [
    'an unknown site and destination',
    transfers('{ site: old, destination: File, operations: [sessions] }'),
    ['1:65 schedules[0].transfers[0].site:', /unknown site; did you mean Old\?/],
    ['1:83 schedules[0].transfers[0].destination:', /unknown destination; did you mean Files\?/],
  ],
  [
    'an unknown operation',
    transfers('{ site: Old, destination: Files, operations: [session] }'),
    ['1:103 schedules[0].transfers[0].operations[0]:', /did you mean sessions\?/],
  ],
  [
    'no operation',
    transfers('{ site: Old, destination: Files, operations: [] }'),
    ['1:102 schedules[0].transfers[0].operations:', /at least one/],
  ],
  [
    'an operation twice',
    transfers('{ site: Old, destination: Files, operations: [sessions, sessions] }'),
    ['1:102 schedules[0].transfers[0].operations:', /twice/],
  ],
  [
    'an operation the plugin does not accept',
    transfers('{ site: Old, destination: Files, operations: [presentations] }'),
    ['1:103 schedules[0].transfers[0].operations[0]:', /does not accept presentations; it accepts sessions/],
  ],
  [
    'an operation without its settings',
    transfers('{ site: Old, destination: Files, operations: [site-backups] }'),
    ['1:103 schedules[0].transfers[0].operations[0]:', /no settings for site-backups/],
  ],
  [
    'a transfer twice',
    transfers(
      '{ site: Old, destination: Files, operations: [sessions] }, { site: Old, destination: Files, operations: [sessions] }',
    ),
    ['1:116 schedules[0].transfers[1]:', /already/],
  ],
  [
    'a destination that a schedule can no longer use',
    'destinations: [{ name: Files, plugin: filesystem, settings: {} }]',
    ['1:16 destinations[0]:', /Nightly.*no settings for sessions/],
  ],
  ['a bad address', mail('to: [ops]').replace('to: [a@b.c], ', ''), ['1:76 notifications.to[0]:', /mail address/]],
  ['a bad port for mail', mail('enabled: true').replace('25', '0'), ['1:43 notifications.port:', /at least 1/]],
  [
    'mail without all it needs',
    'notifications: { server: m.example, tls: ssl }',
    ['1:16 notifications.port:', /is missing/],
    ['1:16 notifications.from:', /is missing/],
    ['1:16 notifications.to:', /is missing/],
    ['1:42 notifications.tls:', /none, starttls, tls/],
  ],
  [
    'mail with a stored password that is not there',
    mail('password: "stored:"'),
    ['1:94 notifications.password:', /nothing is stored/],
  ],
  [
    'an unknown time zone',
    'application: { timeZone: Europe/Berlni }',
    ['1:26 application.timeZone:', /unknown time zone; did you mean Europe\/Berlin\?/],
  ],
  [
    'a relative log directory',
    'application: { logDirectory: logs }',
    ['1:30 application.logDirectory:', /absolute path/],
  ],
  [
    'an unknown level of logs',
    'application: { logLevel: loud }',
    ['1:26 application.logLevel:', /error, warn, info, debug/],
  ],
  ['a bad port for metrics', 'application: { metricsPort: 0 }', ['1:29 application.metricsPort:', /at least 1/]],
  ['no days of logs', 'application: { logRetentionDays: 0 }', ['1:34 application.logRetentionDays:', /at least 1/]],
];
