import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as WebGpuModule from '@tensorflow/tfjs-backend-webgpu';
import { Failure } from '../../../../core/failure.ts';
import { packageFolder } from '../../../runtime/package-folder.ts';
import { closeDawn, openDawn, type OpenAdapter } from '../../webgpu/dawn.ts';
import type { Tfjs, TfjsBackend } from '../backend.ts';

type WebGpuPackage = typeof WebGpuModule;

const PACKAGE = '@tensorflow/tfjs-backend-webgpu';
const REGISTERED = 'webgpu';

/** The device in use. tfjs keeps the factory that was registered first, so it asks here for each new backend. */
let current: { readonly device: GPUDevice; readonly info: GPUAdapterInfo } | undefined;

/** TensorFlow.js' WebGPU kernels over Dawn: any card with a Vulkan, Metal or Direct3D 12 driver. */
export const tfjsWebGpu: TfjsBackend = {
  engine: 'tfjs-webgpu',
  registered: REGISTERED,
  prepare: async () => {
    const { tf, kernels } = loadKernels();
    tf.enableProdMode();
    const { adapter, name } = await openDawn();
    const device = await openDevice(adapter);
    current = { device, info: adapter.info };
    if (tf.findBackendFactory(REGISTERED) === null) tf.registerBackend(REGISTERED, () => backendOn(kernels));
    await tf.setBackend(REGISTERED);
    const { maxStorageBufferBindingSize, maxBufferSize } = device.limits;
    return {
      tf,
      description: `TensorFlow.js ${tf.version_core} with WebGPU on ${name.name}${name.software ? ' (software)' : ''}`,
      limits: {
        axes: 6,
        tensorBytes: Math.min(maxStorageBufferBindingSize, maxBufferSize),
        totalBytes: Infinity,
      },
      traits: { transposes: 'inside' },
      released: () => {
        current = undefined;
        device.destroy();
        closeDawn();
      },
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
function backendOn({ WebGPUBackend }: WebGpuPackage): InstanceType<WebGpuPackage['WebGPUBackend']> {
  const { device, info } = current!;
  let failure: Failure | undefined;
  device.addEventListener('uncapturederror', (event) => {
    failure ??= new Failure('gpu-error', `The GPU refused a command: ${event.error.message.split('\n')[0]!}`);
  });
  void device.lost.then(({ message, reason }) => {
    if (reason === 'destroyed') return;
    failure ??= new Failure('gpu-lost', `The GPU was lost (${message}); resume from the last checkpoint.`);
  });
  return new (class extends WebGPUBackend {
    override async read(dataId: object): ReturnType<typeof WebGPUBackend.prototype.read> {
      const values = await super.read(dataId);
      if (failure !== undefined) throw failure;
      return values;
    }
  })(device, info);
}
