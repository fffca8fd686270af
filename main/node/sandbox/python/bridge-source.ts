/** The bridge as a checker in WebAssembly has it: a device that is written a request and then read for its answer. */
export const bridgeSource = `
def _open_bridge():
    import os
    descriptor = os.open('/dev/bridge', os.O_RDWR)

    def ask(data):
        while data:
            data = data[os.write(descriptor, data):]
        # The bridge gives all that it has: fewer bytes than were asked for are the last.
        asked = 1 << 13
        reply = part = os.read(descriptor, asked)
        while len(part) == asked:
            asked = 1 << 20
            reply += (part := os.read(descriptor, asked))
        return reply

    return ask, lambda: os.close(descriptor)
`;
