import { pluginFaults } from '../../../contract/plugin-faults.js';
import { settingsFaults } from '../../../contract/settings-faults.js';
import { withDefaults } from '../../../make-destination.js';
import type { CaseDefinition } from '../case.js';
import { demand } from '../violation.js';

/** The methods by which the manifest of a class is known. */
const members = ['check', 'deliver', 'deliverMany', 'verify', 'locations', 'close'];

const form: CaseDefinition = {
  name: 'has a manifest in the form of the contract',
  run: async (trial) => {
    const { plugin } = trial;
    const { verifies = false, destination } = plugin;
    const { deliver, close, verify } = destination.prototype;
    const own = Object.keys(trial.made()).filter((member) => members.includes(member));
    const faults = [
      ...pluginFaults(plugin),
      ...(typeof deliver === 'function' && typeof close === 'function' ? [] : ['destination has no deliver or close']),
      ...(verifies === (typeof verify === 'function') ? [] : ['verifies and the method verify do not go together']),
    ];
    faults.push(...own.map((member) => `destination has ${member} as a property: write it as a method of the class`));
    demand(faults.length === 0, `The manifest is wrong: ${faults.join('; ')}`, 'Correct what definePlugin is given.');
  },
};

const settings: CaseDefinition = {
  name: 'is given settings that it takes',
  run: async ({ plugin, place }) => {
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
export const manifest: readonly CaseDefinition[] = [form, settings];
