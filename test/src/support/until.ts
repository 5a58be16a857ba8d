/** Waits until something holds, looking every so many milliseconds. Throws after 100 seconds, before mocha does: a loop that nobody ends would keep the test run from ending. */
export async function until(condition: () => Promise<boolean>, interval = 25): Promise<void> {
  const latest = Date.now() + 100_000;
  while (!(await condition())) {
    if (Date.now() > latest) throw new Error(`waited in vain for: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}
