/** What collectors lock among themselves, as two-part keys: 0x41737472, "Astr", and a number for each purpose. */
export const advisoryLocks: { readonly migrate: string; readonly commit: string } = {
  migrate: "1098085490, 1",
  commit: "1098085490, 2",
};
