/**
 * A plugin's settings as JSON Schema (the part of it named here), with marks that forms, documentation and masking use.
 * From this one declaration come validation, the form of the terminal UI, prompts, documentation and masking.
 */
export interface SettingsSchema {
  /** Settings are always a group of named values. */
  readonly type: 'object';
  /** The settings by name: camelCase, or the name of an operation for a group. */
  readonly properties: Readonly<Record<string, SettingProperty>>;
  /** Names of the settings that have to be given. Where one has a default it need not be. */
  readonly required?: readonly string[];
  /** Always false: an unknown setting is an error that names the nearest known one. JavaScript may leave it out. */
  readonly additionalProperties: false;
}

/** Formats that the host checks beyond JSON Schema's own. */
export type SettingFormat =
  /** An absolute path, of the platform the host runs on. */
  | 'absolute-path'
  /** A file name format with replacement values (`%LSID%`), see `checkFileNameFormat`. */
  | 'file-name-format';

interface SettingBase {
  /** The label of the field, as people read it: "File Name Conflict Handling". */
  readonly title: string;
  /** One or two sentences: what it does, its unit, what happens when it is left empty. */
  readonly description?: string;
  /** The heading of the step of the form in which the field stands; fields of one step stand together. */
  readonly step?: string;
}

/** A text, a choice, a path or a secret. */
export interface StringSetting extends SettingBase {
  /** The kind of setting. */
  readonly type: 'string';
  /** Used where nothing is given. */
  readonly default?: string;
  /** The choices; the value is one of them, case sensitive. */
  readonly enum?: readonly string[];
  /** Checked when settings are saved. */
  readonly format?: SettingFormat;
  /** Characters; 1 where an empty text makes no sense. */
  readonly minLength?: number;
  /** Regular expression that the text has to match somewhere; anchor it with `^` and `$`. */
  readonly pattern?: string;
  /** Sealed in the settings database, masked everywhere, and may be given as a reference (`env:NAME`, `file:/path`). */
  readonly secret?: boolean;
}

/** A number; of type `integer` a whole one. */
export interface NumberSetting extends SettingBase {
  /** The kind of setting. */
  readonly type: 'integer' | 'number';
  /** Used where nothing is given. */
  readonly default?: number;
  /** The least that is allowed. */
  readonly minimum?: number;
  /** The most that is allowed. */
  readonly maximum?: number;
}

/** A choice between yes and no. */
export interface BooleanSetting extends SettingBase {
  /** The kind of setting. */
  readonly type: 'boolean';
  /** Used where nothing is given. Without it the setting can be absent. */
  readonly default?: boolean;
}

/**
 * A group of settings. A top-level group that is named like an operation (`session-recordings`) holds the settings of
 * that operation: a transfer may then name the operation only if the group is given.
 */
export interface GroupSetting extends SettingBase {
  /** The kind of setting. */
  readonly type: 'object';
  /** The settings of the group by name. Their defaults count only where the group is given. */
  readonly properties: Readonly<Record<string, SettingProperty>>;
  /** Names of the settings that have to be given where the group is. */
  readonly required?: readonly string[];
  /** Always false, as in {@link SettingsSchema}. */
  readonly additionalProperties: false;
}

/** One setting, or a group of them. */
export type SettingProperty = StringSetting | NumberSetting | BooleanSetting | GroupSetting;
