/** Waits until `holds`, at most `seconds`, which are less than jest's; then fails, saying what was waited for. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>, seconds = 50): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
