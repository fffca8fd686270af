/** Names of the two IPC channels between the preload and the main process. */
export const CALL_CHANNEL = 'lab:call';
export const CHANGE_CHANNEL = 'lab:change';
