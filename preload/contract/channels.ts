/** Names of the IPC channels between the preload and the main process. */
export const CALL_CHANNEL = 'lab:call';
export const CHANGE_CHANNEL = 'lab:change';
/** Names of commands, from the native menu to the page. */
export const COMMAND_CHANNEL = 'lab:command';
