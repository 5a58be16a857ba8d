import { withDefaults } from '../../../make-destination.js';
import { isOperation } from '../../../operation.js';
import { apiVersion } from '../../../plugin.js';
import type { CaseDefinition } from '../case.js';
import { schemaFaults } from '../schema-faults.js';
import { settingsFaults } from '../settings-faults.js';
import { demand } from '../violation.js';

/** The methods by which the manifest of a class is known. */
const members = ['check', 'deliver', 'deliverMany', 'verify', 'locations', 'close'];

const form: CaseDefinition = {
  name: 'has a manifest in the form of the contract',
  run: async (trial) => {
    const { plugin } = trial;
    const { name, displayName, operations, concurrency = 1, verifies = false, destination } = plugin;
    const { deliver, close, verify } = destination.prototype;
    const own = Object.keys(trial.made()).filter((member) => members.includes(member));
    const faults = [
      ...(plugin.apiVersion === apiVersion ? [] : [`apiVersion is ${String(plugin.apiVersion)}, not ${apiVersion}`]),
      ...(/^[a-z][a-z0-9-]*$/.test(name) ? [] : ['name is not lower case letters, digits and dashes']),
      ...(typeof displayName === 'string' && displayName.trim() !== '' ? [] : ['displayName is missing']),
      ...(operations.length > 0 && operations.every(isOperation)
        ? []
        : ['operations are not a list of known operations']),
      ...(new Set(operations).size === operations.length ? [] : ['operations has one of them twice']),
      ...(Number.isSafeInteger(concurrency) && concurrency >= 1 ? [] : ['concurrency is not a whole number from 1']),
      ...(typeof deliver === 'function' && typeof close === 'function' ? [] : ['destination has no deliver or close']),
      ...(verifies === (typeof verify === 'function') ? [] : ['verifies and the method verify do not go together']),
    ];
    faults.push(...own.map((member) => `destination has ${member} as a property: write it as a method of the class`));
    demand(faults.length === 0, `The manifest is wrong: ${faults.join('; ')}`, 'Correct what definePlugin is given.');
  },
};

const schema: CaseDefinition = {
  name: 'has settings that can be shown, checked and masked',
  run: async ({ plugin, place }) => {
    const faults = schemaFaults(plugin.settings);
    demand(
      faults.length === 0,
      `The settings schema is wrong: ${faults.join('; ')}`,
      'Use what SettingsSchema of the sdk has, and nothing else.',
    );
    for (const [what, settings] of [
      ['The settings of the place', place.settings],
      ['The settings of the unusable place', place.unusable ?? place.settings],
    ] as const) {
      const wrong = settingsFaults(plugin.settings, withDefaults(plugin.settings, settings));
      demand(
        wrong.length === 0,
        `${what} are not valid: ${wrong.join('; ')}`,
        'Correct the settings that the test gives, or the schema.',
      );
    }
  },
};

/** What the plugin says of itself. */
export const manifest: readonly CaseDefinition[] = [form, schema];
