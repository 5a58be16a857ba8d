/**
 * A plugin's settings as JSON Schema (the part of it named here), with marks that forms, documentation and masking use.
 * From this one declaration come validation, the form of the terminal UI, prompts, documentation and masking.
 */
export interface SettingsSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, SettingProperty>>;
  readonly required?: readonly string[];
  /** Always false: an unknown setting is an error that names the nearest known one. */
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

export interface StringSetting extends SettingBase {
  readonly type: 'string';
  readonly default?: string;
  readonly enum?: readonly string[];
  readonly format?: SettingFormat;
  readonly minLength?: number;
  readonly pattern?: string;
  /** Sealed in the settings database, masked everywhere, and may be given as a reference (`env:NAME`, `file:/path`). */
  readonly secret?: boolean;
}

export interface NumberSetting extends SettingBase {
  readonly type: 'integer' | 'number';
  readonly default?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface BooleanSetting extends SettingBase {
  readonly type: 'boolean';
  readonly default?: boolean;
}

/**
 * A group of settings. A top-level group that is named like an operation (`session-recordings`) holds the settings of
 * that operation: a transfer may then name the operation only if the group is given.
 */
export interface GroupSetting extends SettingBase {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, SettingProperty>>;
  readonly required?: readonly string[];
  readonly additionalProperties: false;
}

/** One setting, or a group of them. */
export type SettingProperty = StringSetting | NumberSetting | BooleanSetting | GroupSetting;
