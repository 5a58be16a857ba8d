import type { Option } from 'commander';

/** Whether an option of the program holds for its commands too: those of a group of their own are for `ic` alone. */
export function isGlobal(option: Option): boolean {
  return option.helpGroupHeading === undefined;
}
