/** A key, what it does, and where it shows. */
export interface KeyEntry {
  /** Names of keys, the first of which is shown: a character, or `up`, `pagedown`, `enter`, `ctrl+s`, `f1`. */
  readonly keys: readonly string[];
  /** As in the last line: one or two words. */
  readonly label: string;
  /** As in the help, where the label does not say it. */
  readonly help?: string;
  /** False: it is left out of the last line, and stands in the help alone. */
  readonly inLine?: boolean;
}

/** The keys of one panel, by action. */
export interface KeyPanel {
  /** The heading in the help. */
  readonly title: string;
  readonly keys: Readonly<Record<string, KeyEntry>>;
}

/**
 * All keys there are. What stands first is shown first in the last line. A panel is named with `useKeys`, which takes a
 * handler for each of its actions.
 */
export const keyTable = {
  confirm: {
    title: 'Question',
    keys: {
      yes: { keys: ['y', 'enter'], label: 'Yes' },
      no: { keys: ['n', 'escape'], label: 'No' },
    },
  },
  menu: {
    title: 'Menu',
    keys: {
      choose: { keys: ['enter'], label: 'Open' },
      close: { keys: ['escape'], label: 'Close' },
    },
  },
  report: {
    title: 'Report',
    keys: {
      again: { keys: ['r'], label: 'Test again' },
      close: { keys: ['escape', 'enter'], label: 'Close' },
    },
  },
  helpText: {
    title: 'Help',
    keys: { close: { keys: ['escape', 'enter', '?', 'f1'], label: 'Close' } },
  },
  choice: {
    title: 'Choice',
    keys: {
      next: { keys: ['space', 'right'], label: 'Change', help: 'Next choice' },
      previous: { keys: ['left'], label: 'Previous choice', inLine: false },
    },
  },
  check: {
    title: 'Choice of several',
    keys: {
      toggle: { keys: ['space'], label: 'Check', help: 'Check or uncheck' },
      toggleAll: { keys: ['a'], label: 'All', help: 'Select all, or clear all' },
    },
  },
  link: {
    title: 'Entry of a list',
    keys: {
      open: { keys: ['enter', 'space'], label: 'Open' },
      remove: { keys: ['d', 'delete'], label: 'Delete' },
    },
  },
  downloadForm: {
    title: 'Form',
    keys: { begin: { keys: ['ctrl+s', 'ctrl+d'], label: 'Download', help: 'Begin the download' } },
  },
  workForm: {
    title: 'Form',
    keys: { begin: { keys: ['ctrl+s'], label: 'Begin', help: 'Begin it, and see how far it is' } },
  },
  sourceForm: {
    title: 'Form',
    keys: {
      begin: {
        keys: ['enter', 'ctrl+s'],
        label: 'Look at it',
        help: 'Fetch it and show what it is; nothing is installed',
      },
    },
  },
  serviceForm: {
    title: 'Form',
    keys: { begin: { keys: ['ctrl+s'], label: 'Install', help: 'Install it like this, after a question' } },
  },
  form: {
    title: 'Form',
    keys: {
      save: { keys: ['ctrl+s'], label: 'Save' },
      test: { keys: ['ctrl+t'], label: 'Test', help: 'Test what is saved' },
      next: { keys: ['down', 'tab', 'enter'], label: 'Next', help: 'Next field' },
      previous: { keys: ['up', 'shift+tab'], label: 'Previous', help: 'Previous field', inLine: false },
      nextStep: { keys: ['pagedown'], label: 'Next step', inLine: false },
      previousStep: { keys: ['pageup'], label: 'Previous step', inLine: false },
      leave: { keys: ['escape'], label: 'Back', help: 'Back; asks when something was changed' },
    },
  },
  mailForm: {
    title: 'Mail',
    keys: { sendTest: { keys: ['ctrl+t'], label: 'Send Test', help: 'Send a test mail with what is saved' } },
  },
  welcome: {
    title: 'Welcome',
    keys: { create: { keys: ['enter'], label: 'Create the settings database' } },
  },
  firstSteps: {
    title: 'First Steps',
    keys: {
      open: { keys: ['enter'], label: 'Do it', help: 'Do the step, or change what came of it' },
      test: { keys: ['t'], label: 'Test' },
      run: { keys: ['r'], label: 'Run now', help: 'Run the schedule now' },
    },
  },
  mainSchedules: {
    title: 'Schedules',
    keys: {
      run: { keys: ['r'], label: 'Run now', help: 'Run the schedule now' },
      preview: { keys: ['p'], label: 'Dry run', help: 'Tell what a run would deliver', inLine: false },
      toggle: { keys: ['x'], label: 'Enable/Disable' },
      edit: { keys: ['enter', 'e'], label: 'Edit' },
      add: { keys: ['n'], label: 'New' },
    },
  },
  mainRunning: {
    title: 'Running',
    keys: { cancel: { keys: ['c'], label: 'Cancel', help: 'Stop the run that was started here' } },
  },
  mainSites: {
    title: 'Sites',
    keys: {
      test: { keys: ['t'], label: 'Test' },
      edit: { keys: ['enter', 'e'], label: 'Edit' },
      add: { keys: ['n'], label: 'New' },
    },
  },
  mainDestinations: {
    title: 'Destinations',
    keys: {
      test: { keys: ['t'], label: 'Test' },
      edit: { keys: ['enter', 'e'], label: 'Edit' },
      add: { keys: ['n'], label: 'New' },
    },
  },
  mainLog: {
    title: 'Log',
    keys: {
      open: { keys: ['enter'], label: 'Log File', help: 'Open the log' },
      other: { keys: ['o'], label: 'Other log', help: 'IC Log or Service Log' },
    },
  },
  logSearch: {
    title: 'Search in the log',
    keys: {
      find: { keys: ['enter'], label: 'Find' },
      cancel: { keys: ['escape'], label: 'Cancel' },
    },
  },
  logView: {
    title: 'Log',
    keys: {
      follow: { keys: ['f'], label: 'Follow/Hold', help: 'Follow what comes, or hold still' },
      find: { keys: ['/'], label: 'Find', help: 'Find a text, in capitals or not' },
      next: { keys: ['n'], label: 'Next', help: 'The next line that holds the text' },
      previous: { keys: ['N'], label: 'Previous', help: 'The previous line that holds the text' },
      forget: { keys: ['escape'], label: 'End search', inLine: false },
    },
  },
  logFile: {
    title: 'Log File',
    keys: {
      level: { keys: ['v'], label: 'Level', help: 'Only messages of a level and graver; again: the next level' },
    },
  },
  logClear: {
    title: 'Log File',
    keys: { clear: { keys: ['c'], label: 'Clear', help: 'Clear this log' } },
  },
  tabs: {
    title: 'Tabs',
    keys: {
      next: { keys: ['tab', 'right', 'l'], label: 'Tab', help: 'Next tab' },
      previous: { keys: ['shift+tab', 'left', 'h'], label: 'Previous tab', inLine: false },
      jump: { keys: ['1', '2'], label: 'Tab of that number', inLine: false },
    },
  },
  run: {
    title: 'Transferring',
    keys: { cancel: { keys: ['c', 'escape'], label: 'Cancel', help: 'Stop it; what was delivered is recorded' } },
  },
  fileBrowser: {
    title: 'Files',
    keys: {
      open: { keys: ['enter', 'space'], label: 'Open/Select', help: 'Open the directory; select the file or not' },
      parent: { keys: ['left', 'backspace', 'h'], label: 'Up', help: 'The directory above' },
      done: { keys: ['escape', 'ctrl+s'], label: 'Done', help: 'Go back with the files that are selected' },
    },
  },
  quarantineList: {
    title: 'Quarantine',
    keys: {
      show: {
        keys: ['enter'],
        label: 'Show',
        help: 'Why it could not be delivered, and its bytes where they are kept',
      },
      retry: { keys: ['r'], label: 'Retry', help: 'Ask for the item again, now' },
      drop: { keys: ['d'], label: 'Drop', help: 'Forget the item: no run tries it again' },
      retryAll: { keys: ['R'], label: 'Retry all', help: 'Ask again for all that are listed' },
      dropAll: { keys: ['D'], label: 'Drop all', help: 'Forget all that are listed', inLine: false },
      dropped: { keys: ['o'], label: 'Dropped', help: 'What was dropped, or what was not' },
    },
  },
  schedulerService: {
    title: 'Scheduler',
    keys: {
      start: { keys: ['s'], label: 'Start', help: 'Start the service' },
      stop: { keys: ['x'], label: 'Stop', help: 'Stop the service; running transfers end without half a file' },
      install: { keys: ['i'], label: 'Install', help: 'Install the service, and start it' },
      uninstall: { keys: ['u'], label: 'Uninstall', help: 'Stop the service and take it away' },
    },
  },
  pluginList: {
    title: 'Install Plugin',
    keys: {
      install: { keys: ['n', 'i'], label: 'Install', help: 'Install a plugin, or a newer version of one' },
      show: { keys: ['enter'], label: 'Show', help: 'All that is known of the plugin' },
      accept: { keys: ['a'], label: 'Accept', help: 'Look at its code, and accept it' },
      remove: { keys: ['d'], label: 'Delete' },
    },
  },
  installShown: {
    title: 'Plugin',
    keys: { install: { keys: ['enter'], label: 'Install', help: 'Install what is shown, after a question' } },
  },
  acceptShown: {
    title: 'Plugin',
    keys: { accept: { keys: ['enter'], label: 'Accept', help: 'Accept the code that is shown, after a question' } },
  },
  pluginLook: {
    title: 'Plugin',
    keys: { again: { keys: ['r'], label: 'Look again' } },
  },
  siteList: {
    title: 'Site Configuration',
    keys: {
      add: { keys: ['n'], label: 'New' },
      edit: { keys: ['enter', 'e'], label: 'Edit' },
      test: { keys: ['t'], label: 'Test' },
      toggle: { keys: ['x'], label: 'Enable/Disable' },
      remove: { keys: ['d'], label: 'Delete' },
    },
  },
  destinationList: {
    title: 'Plugin Configuration',
    keys: {
      add: { keys: ['n'], label: 'New' },
      edit: { keys: ['enter', 'e'], label: 'Edit' },
      test: { keys: ['t'], label: 'Test' },
      toggle: { keys: ['x'], label: 'Enable/Disable' },
      remove: { keys: ['d'], label: 'Delete' },
    },
  },
  scheduleList: {
    title: 'Schedule Configuration',
    keys: {
      add: { keys: ['n'], label: 'New' },
      edit: { keys: ['enter', 'e'], label: 'Edit' },
      run: { keys: ['r'], label: 'Run now' },
      preview: { keys: ['p'], label: 'Dry run', help: 'Tell what a run would deliver', inLine: false },
      toggle: { keys: ['x'], label: 'Enable/Disable' },
      remove: { keys: ['d'], label: 'Delete' },
    },
  },
  filter: {
    title: 'Filter',
    keys: {
      keep: { keys: ['enter', 'down'], label: 'Keep', help: 'Keep the filter and go to the list' },
      clear: { keys: ['escape'], label: 'Clear' },
    },
  },
  list: {
    title: 'Lists',
    keys: {
      up: { keys: ['up', 'k'], label: 'Up', inLine: false },
      down: { keys: ['down', 'j'], label: 'Down', inLine: false },
      pageUp: { keys: ['pageup', 'ctrl+b'], label: 'Page up', inLine: false },
      pageDown: { keys: ['pagedown', 'ctrl+f'], label: 'Page down', inLine: false },
      first: { keys: ['home', 'g'], label: 'First', inLine: false },
      last: { keys: ['end', 'G'], label: 'Last', inLine: false },
    },
  },
  search: {
    title: 'Search',
    keys: { filter: { keys: ['/'], label: 'Filter', help: 'Show only lines that hold a text' } },
  },
  panels: {
    title: 'Panels',
    keys: {
      next: { keys: ['tab', 'right', 'l'], label: 'Panel', help: 'Next panel' },
      previous: { keys: ['shift+tab', 'left', 'h'], label: 'Previous panel', inLine: false },
      jump: { keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'], label: 'Panel of that number', inLine: false },
    },
  },
  menus: {
    title: 'Menus',
    keys: {
      setup: { keys: ['S'], label: 'Setup' },
      tools: { keys: ['T'], label: 'Tools' },
      log: { keys: ['L'], label: 'Log File' },
      quarantine: { keys: ['Q'], label: 'Quarantine', help: 'What could not be delivered' },
      help: { keys: ['H'], label: 'Help menu', inLine: false },
    },
  },
  back: {
    title: 'Everywhere',
    keys: { back: { keys: ['escape'], label: 'Back' } },
  },
  app: {
    title: 'Everywhere',
    keys: {
      help: { keys: ['?', 'f1'], label: 'Keys', help: 'The keys of where you are' },
      quit: { keys: ['q'], label: 'Quit' },
    },
  },
} as const satisfies Readonly<Record<string, KeyPanel>>;

/** A panel of the key table. */
export type PanelName = keyof typeof keyTable;

/** The actions of a panel. */
export type ActionName<P extends PanelName> = keyof (typeof keyTable)[P]['keys'] & string;
