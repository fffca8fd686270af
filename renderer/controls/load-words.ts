import type { GpuLoad } from '../../preload/contract/system.ts';

/** `97 %, 18.2 of 24.6 GB, 71 °C, 412 W`; what the card does not say is left out. */
export function gpuWords(card: GpuLoad): string {
  const gigabytes = (mib: number): string => ((mib * 1_048_576) / 1e9).toFixed(1);
  return [
    card.utilisation === null ? '' : `${Math.round(card.utilisation * 100)} %`,
    card.memoryUsedMiB === null
      ? ''
      : card.memoryTotalMiB === null
        ? `${gigabytes(card.memoryUsedMiB)} GB`
        : `${gigabytes(card.memoryUsedMiB)} of ${gigabytes(card.memoryTotalMiB)} GB`,
    card.temperature === null ? '' : `${card.temperature} °C`,
    card.powerWatts === null ? '' : `${Math.round(card.powerWatts)} W`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
