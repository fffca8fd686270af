/**
 * What closes a native program's process to the machine, in Python for the process itself: limits of the kernel, and
 * a seccomp filter that takes from it every call with which it could start a process, open a socket, trace another,
 * or keep something in the kernel that outlives it. Bubblewrap's namespaces stand around all of this.
 */
export const boxSource = `
def _make_box():
    import ctypes, os, resource, struct
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 4, 38, 22, 2
    EPERM, ENOSYS = 1, 38
    # System calls of x86-64 (Linux, arch/x86/entry/syscalls/syscall_64.tbl).
    denied = [
        57, 58, 59, 322,                         # fork, vfork, execve, execveat
        62, 200, 129, 297, 424, 434, 438,        # kill, tkill, rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_*
        101, 310, 311, 312,                      # ptrace, process_vm_*, kcmp
        41, 425, 426, 427,                       # socket, io_uring_*
        29, 30, 31, 67, 64, 65, 66, 220, 68, 69, 70, 71, 240, 241, 242, 243, 244, 245,  # System V and POSIX queues, semaphores, shared memory
        248, 249, 250,                           # keyrings
        155, 161, 165, 166, 272, 308, 428, 429, 430, 431, 432, 433, 442,  # mounts, roots, namespaces
        175, 176, 313, 246, 320, 169, 170, 171, 103, 163, 167, 168, 172, 173, 304, 303,  # the kernel itself
        135, 237, 238, 256, 279, 298, 321, 323, 447,  # personality, memory policy, perf, bpf, userfaultfd, memfd_secret
        444, 445, 446, 153, 141, 203, 253, 254, 294, 300, 301,  # landlock, priorities, watches of files
    ]

    def statement(code, k, yes=0, no=0):
        return struct.pack('HBBI', code, yes, no, k)

    def filtered():
        load, equal, above, has, give = 0x20, 0x15, 0x35, 0x45, 0x06
        allow, kill = 0x7fff0000, 0x80000000
        refuse = lambda errno: statement(give, 0x00050000 | errno)
        program = [statement(load, 4), statement(equal, 0xc000003e, 1, 0), statement(give, kill)]
        program += [statement(load, 0), statement(above, 0x40000000, 0, 1), refuse(EPERM)]
        for number in denied:
            program += [statement(equal, number, 0, 1), refuse(EPERM)]
        # A thread is a clone that shares all; anything else would be a process.
        program += [statement(equal, 435, 0, 1), refuse(ENOSYS)]
        program += [statement(equal, 56, 0, 3), statement(load, 16), statement(has, 0x10000, 1, 0), refuse(EPERM)]
        program += [statement(give, allow)]
        return b''.join(program), len(program)

    def seal():
        code, count = filtered()
        buffer = ctypes.create_string_buffer(code)
        program = ctypes.create_string_buffer(struct.pack('HxxxxxxP', count, ctypes.addressof(buffer)))
        if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 or libc.prctl(PR_SET_SECCOMP, FILTER, ctypes.addressof(program), 0, 0) != 0:
            raise OSError(ctypes.get_errno(), 'seccomp could not be set')

    def limit(memory):
        with open('/proc/self/statm') as file:
            mapped, resident = (int(pages) * resource.getpagesize() for pages in file.read().split()[:2])
        # What the interpreter itself holds counts, as it does in WebAssembly.
        total = mapped + max(memory - resident, 1 << 24)
        for kind, value in (
            (resource.RLIMIT_AS, total), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 1 << 26),
            (resource.RLIMIT_NOFILE, 256), (resource.RLIMIT_MEMLOCK, 0), (resource.RLIMIT_MSGQUEUE, 0),
        ):
            resource.setrlimit(kind, (value, value))

    def unreadable():
        "Nothing in the box may look into this process's memory, or into that of a process that comes from it."
        libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)

    def works():
        "Whether the filter holds, tried in a process of its own."
        child = os.fork()
        if child == 0:
            try:
                seal()
                try:
                    os.fork()
                except PermissionError:
                    os._exit(0)
            finally:
                os._exit(1)
        return os.waitpid(child, 0)[1] == 0

    return seal, limit, unreadable, works
`;
