/** Snapshots and files of compiled code begin with the sha256 of what follows; the host has checked it. */
export const snapshotHeaderBytes = 32;
