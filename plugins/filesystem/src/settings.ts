import type { GroupSetting, Operation, SettingProperty, SettingsSchema } from '@integration-client/sdk';

/** What happens when a file name is taken by something else. */
export type ConflictMode = 'AppendNumber' | 'Overwrite' | 'Skip';

/** The settings of one operation, valid and with defaults. */
export interface OperationSettings {
  /** Absolute path. */
  readonly directory: string;
  readonly conflict: ConflictMode;
  /** A file name format with replacement values. */
  readonly fileName: string;
  /** Recordings only: decides the extension of the file. */
  readonly downloadFormat?: 'M4V' | 'FLV';
  /** Site backups only: how many prior backups stay besides the newest. Absent: all. */
  readonly retentionCount?: number;
}

/** Settings of a File System destination: a group for each operation it is used for. */
export type FilesystemSettings = Readonly<Partial<Record<Operation, OperationSettings>>>;

const conflict: SettingProperty = {
  type: 'string',
  title: 'File Name Conflict Handling',
  description:
    'What to do when the file name already exists. AppendNumber: a new file with the smallest free number just before ' +
    'the last period of its name. Overwrite: the existing file is replaced. Skip: the existing file stays, and no new ' +
    'one is made. An item that was stored before is no conflict: it replaces itself where it changed.',
  enum: ['AppendNumber', 'Overwrite', 'Skip'],
  default: 'AppendNumber',
};

const downloadFormat: SettingProperty = {
  type: 'string',
  title: 'Download Format',
  description: 'The format of the video, and the extension of its file. Leave this at its default.',
  enum: ['M4V', 'FLV'],
  default: 'M4V',
};

const retentionCount: SettingProperty = {
  type: 'integer',
  title: 'Retention Count',
  description:
    'The number of prior backups of the same site to keep, besides the newest. Leave this field empty to keep all backups.',
  minimum: 0,
};

function group(
  title: string,
  step: string,
  fileName: string,
  more: Readonly<Record<string, SettingProperty>> = {},
): GroupSetting {
  return {
    type: 'object',
    title,
    step,
    properties: {
      directory: {
        type: 'string',
        title: 'Destination Directory',
        description:
          'The directory in which to store the files, as an absolute path. It is made when it is missing. Do not enter a ' +
          'mapped drive: unless the directory is local, enter a UNC path or the path of a mount.',
        format: 'absolute-path',
      },
      ...more,
      conflict,
      fileName: {
        type: 'string',
        title: 'File Name Format',
        description:
          'The format of the file names, with replacement values: %LSEQ%, %LSID%, %EXTERNAL_KEY%, %SESSION_TYPE%, ' +
          '%SUPPORT_SITE_HOST%, %INSTANCE%, %EXTENSION%. They are case sensitive.',
        format: 'file-name-format',
        default: fileName,
      },
    },
    required: ['directory'],
    additionalProperties: false,
  };
}

const groups: Readonly<Record<Operation, GroupSetting>> = {
  sessions: group('Session Data', 'Step 2: Session Data', '%LSEQ%-%LSID%.xml'),
  'session-recordings': group('Session Recordings', 'Step 3: Session Recordings', '%LSEQ%-%LSID%.%EXTENSION%', {
    downloadFormat,
  }),
  'command-shell-recordings': group(
    'Command Shell Recordings',
    'Step 4: Command Shell Recordings',
    '%LSEQ%-%LSID%-shell-%INSTANCE%.%EXTENSION%',
    { downloadFormat },
  ),
  'show-my-screen-recordings': group(
    'Show My Screen Recordings',
    'Step 5: Show My Screen Recordings',
    '%LSEQ%-%LSID%-screen-%INSTANCE%.%EXTENSION%',
    { downloadFormat },
  ),
  presentations: group('Presentation Data', 'Step 6: Presentation Data', '%LSEQ%-%LSID%-presentation.xml'),
  'presentation-recordings': group(
    'Presentation Recordings',
    'Step 7: Presentation Recordings',
    '%LSEQ%-%LSID%-presentation.%EXTENSION%',
    { downloadFormat },
  ),
  'site-backups': group('Site Backups', 'Step 8: Site Backups', '%SUPPORT_SITE_HOST%.%EXTENSION%', { retentionCount }),
};

/** The settings as people give them; every group is optional. */
export const settings: SettingsSchema = { type: 'object', properties: groups, additionalProperties: false };
