import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Failure } from '../../../../core/failure.ts';
import { packageFolder, packageVersion } from '../../package-folder.ts';
import { closeDawn, openDawn, type OpenAdapter } from '../../webgpu/dawn.ts';
import type { Tfjs, TfjsBackend } from '../backend.ts';

type WebGpuPackage = typeof import('@tensorflow/tfjs-backend-webgpu');

const PACKAGE = '@tensorflow/tfjs-backend-webgpu';
const REGISTERED = 'webgpu';

/** TensorFlow.js' WebGPU kernels over Dawn: any card with a Vulkan, Metal or Direct3D 12 driver. */
export const tfjsWebGpu: TfjsBackend = {
  engine: 'tfjs-webgpu',
  registered: REGISTERED,
  prepare: async () => {
    const { tf, kernels } = loadKernels();
    const { adapter, name } = await openDawn();
    const device = await openDevice(adapter);
    tf.registerBackend(REGISTERED, () => backendOn(kernels, device, adapter.info));
    await tf.setBackend(REGISTERED);
    await tf.ready();
    const { maxStorageBufferBindingSize, maxBufferSize } = device.limits;
    const kind = name.software ? ' (software: for tests only)' : '';
    return {
      tf,
      description: `TensorFlow.js ${packageVersion(PACKAGE)!} with WebGPU on ${name.name}${kind}`,
      limits: {
        axes: 6,
        tensorBytes: Math.min(maxStorageBufferBindingSize, maxBufferSize),
        totalBytes: Infinity,
      },
      traits: { transposes: 'inside' },
    };
  },
};

function loadKernels(): { readonly tf: Tfjs; readonly kernels: WebGpuPackage } {
  const folder = packageFolder(PACKAGE);
  if (folder === null) {
    throw new Failure('engine-missing', `The optional package ${PACKAGE} is not installed; run npm ci.`);
  }
  const load = createRequire(join(folder, 'package.json'));
  const tf = load('@tensorflow/tfjs-core') as Tfjs;
  // Loaded before `navigator.gpu` is there, the package registers its kernels and leaves the device to us: the one it
  // would open asks for less than the adapter has, and tells nobody of errors on it.
  return { tf, kernels: load(PACKAGE) as WebGpuPackage };
}

async function openDevice(adapter: OpenAdapter['adapter']): Promise<GPUDevice> {
  const { limits } = adapter;
  return adapter.requestDevice({
    requiredLimits: {
      maxBufferSize: limits.maxBufferSize,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    },
  });
}

/**
 * The package's backend on our device. WebGPU reports a failed command beside the program that gave it, so the error
 * waits for the next read, which is where its wrong numbers would come out.
 */
function backendOn(
  { WebGPUBackend }: WebGpuPackage,
  device: GPUDevice,
  info: GPUAdapterInfo,
): InstanceType<WebGpuPackage['WebGPUBackend']> {
  let failure: Failure | undefined;
  let disposed = false;
  device.addEventListener('uncapturederror', (event) => {
    failure ??= new Failure('gpu-error', `The GPU refused a command: ${event.error.message.split('\n')[0]!}`);
  });
  void device.lost.then(({ message }) => {
    if (!disposed)
      failure ??= new Failure('gpu-lost', `The GPU was lost (${message}); resume from the last checkpoint.`);
  });
  return new (class extends WebGPUBackend {
    override async read(dataId: object): ReturnType<typeof WebGPUBackend.prototype.read> {
      const values = await super.read(dataId);
      if (failure !== undefined) throw failure;
      return values;
    }

    override dispose(): void {
      disposed = true;
      super.dispose();
      device.destroy();
      closeDawn();
    }
  })(device, info);
}
