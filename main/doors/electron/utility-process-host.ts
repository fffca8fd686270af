import { createWriteStream } from 'node:fs';
import { MessageChannelMain, utilityProcess, type UtilityProcess } from 'electron';
import type { LabOptions } from '../../lab/lab.ts';
import { asksForPages, lendPages, pagesGiven, type PageWindows } from '../../lab/evaluation/python-pages.ts';

/**
 * Jobs as Electron utility processes: with the RunAsNode fuse off, Electron's own binary cannot be
 * started as a plain Node. They end with the app, which therefore asks them to save first. Those that run
 * model-written Python are lent pages for it, which only this process can open.
 */
export const utilityProcessHost = (windows: PageWindows): NonNullable<LabOptions['jobHost']> => ({
  start(entry, jobDir, logPath, environment) {
    const child = utilityProcess.fork(entry, [jobDir], {
      stdio: 'pipe',
      env: { ...process.env, ...environment },
      serviceName: 'Hornbook job',
    });
    lendTo(child, windows);
    const log = createWriteStream(logPath, { flags: 'a' });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    return {
      pid: child.pid,
      stop: () => {
        child.postMessage('stop');
      },
      kill: () => {
        child.kill();
        if (child.pid !== undefined) killNow(child.pid);
      },
      exited: new Promise((resolve) => {
        child.once('exit', (code) => {
          log.end();
          resolve({ code, signal: null });
        });
      }),
    };
  },
  accompany(entry, logPath, hear) {
    const child = utilityProcess.fork(entry, [], { stdio: 'pipe', serviceName: 'Hornbook playground' });
    lendTo(child, windows);
    const log = createWriteStream(logPath, { flags: 'w' });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    child.on('message', (message: unknown) => {
      if (!asksForPages(message)) hear(message);
    });
    return {
      say: (message) => {
        child.postMessage(message);
      },
      end: () => {
        child.kill();
        if (child.pid !== undefined) killNow(child.pid);
      },
      exited: new Promise((resolve) => {
        child.once('exit', (code) => {
          log.end();
          resolve({ code, signal: null });
        });
      }),
    };
  },
});

function lendTo(child: UtilityProcess, windows: PageWindows): void {
  child.on('message', (message: unknown) => {
    if (!asksForPages(message)) return;
    const { port1, port2 } = new MessageChannelMain();
    lendPages(port2, windows);
    child.postMessage(pagesGiven, [port1]);
  });
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was gone already.
  }
}
