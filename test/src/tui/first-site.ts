import type { SimulatedAppliance } from '@integration-client/sdk/testing';
import { Robot, type RobotHome } from './robot.js';

/** Begins in a directory where nothing is: makes the home, and a site of it. Answers the terminal UI, which shows First Steps. */
export async function setUpFirstSite(home: RobotHome, appliance: SimulatedAppliance): Promise<Robot> {
  const robot = await Robot.open(home);
  await robot.sees('There is no settings database yet', 'ic init');
  await robot.press('enter');
  await robot.sees('First Steps', 'The settings database was created');
  // What is pressed while the settings are still being read counts.
  await robot.press('enter');
  await robot.sees('Site Configuration > New');
  await typeSite(robot, appliance);
  await robot.press('ctrl+s', 'y');
  await robot.sees('Saved the site "Example"', '2 Site                ✓ done   Example');
  return robot;
}

/** Types the site Example into the form of a new one. */
export async function typeSite(robot: Robot, appliance: SimulatedAppliance): Promise<void> {
  robot.type('Example');
  await robot.press('down');
  robot.type(appliance.host);
  await robot.press('down', 'down');
  robot.type(appliance.clientId);
  await robot.press('down');
  robot.type(appliance.clientSecret);
  await robot.press('down', 'down');
  robot.type(appliance.caFile);
}
