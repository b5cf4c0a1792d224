package dev.cloister.internal.hub;

import dev.cloister.internal.member.Grant;
import dev.cloister.internal.member.Message;
import dev.cloister.internal.member.Wire;
import dev.cloister.internal.protocol.ByteSink;
import java.io.IOException;

/** Another process, at the other end of a socket. */
final class RemoteSession extends Session {
    private final Wire wire;

    RemoteSession(int participant, long pid, Wire wire) {
        super(participant, pid);
        this.wire = wire;
    }

    /** A process that cannot be told anything is treated as dead. */
    private void tell(ByteSink message) {
        try {
            wire.send(message);
        } catch (IOException e) {
            wire.hangUp();
        }
    }

    void welcome(long hub) {
        tell(Wire.begin(Message.WELCOME).putInt(participant).putLong(hub));
    }

    @Override
    void woken(long waiter, int code, long id, long word) {
        tell(Wire.begin(Message.WOKEN).putLong(waiter).putInt(code).putLong(id).putLong(word));
    }

    @Override
    void destroyed(long id, String reason) {
        tell(Wire.begin(Message.DESTROYED).putLong(id).putString(reason));
    }

    @Override
    void unused(String file) {
        tell(Wire.begin(Message.UNUSED).putString(file));
    }

    @Override
    void stack(long dialog, long thread) {
        tell(Wire.begin(Message.STACK).putLong(dialog).putLong(thread));
    }

    void granted(long request, Grant grant) {
        tell(Wire.begin(Message.GRANTED)
                .putLong(request)
                .putLong(grant.id())
                .putInt(grant.kind().code())
                .putString(grant.file())
                .putLong(grant.offset())
                .putLong(grant.bytes())
                .putInt(grant.creator()));
    }

    void done(long request, long result) {
        tell(Wire.begin(Message.DONE).putLong(request).putLong(result));
    }

    void text(long request, String text) {
        tell(Wire.begin(Message.TEXT).putLong(request).putString(text));
    }

    void refused(long request, boolean space, String text, long needed, long free) {
        tell(Wire.begin(Message.REFUSED)
                .putLong(request)
                .putByte(space ? 1 : 0)
                .putString(text)
                .putLong(needed)
                .putLong(free));
    }
}
