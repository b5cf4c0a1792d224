package dev.cloister.internal.process;

import dev.cloister.internal.os.Terminal;
import dev.cloister.internal.parent.ByteListener;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a process prints goes to this JVM's own streams, line by line and unchanged. */
enum ForwardedOutput implements ByteListener {
    INSTANCE;

    @Override
    public void bytes(Source source, byte[] bytes, int at, int length, boolean atLineEnd) {
        Terminal.makeRoom();
        PrintStream stream = source == Source.OUT ? System.out : System.err;
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        if (atLineEnd) {
            stream.println(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        } else {
            stream.print(text);
        }
    }

    @Override
    public boolean takesParts() {
        return false;
    }
}
