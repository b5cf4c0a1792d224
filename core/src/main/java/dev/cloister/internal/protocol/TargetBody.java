package dev.cloister.internal.protocol;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of TARGET: what a process by hand runs, and its place among others.
 *
 * @param path the numbers of its ancestors and its own, as in {@code 2:1}
 * @param daemon whether its parent ends it instead of waiting for it
 * @param pipedInput whether its standard input comes as INPUT; else it is empty
 * @param lineage the main classes with arguments that it and its ancestors were started with
 * @param mainClass the name of the class whose main method it runs; empty for a function
 * @param arguments those of the main method
 * @param call the function and its argument as in CALL; empty for a main class
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TargetBody(
        String path,
        boolean daemon,
        boolean pipedInput,
        List<String> lineage,
        String mainClass,
        List<String> arguments,
        byte[] call) {
    /** To bytes. */
    public byte[] encode() {
        ByteSink sink = new ByteSink(call.length + 256)
                .putString(path)
                .putByte(daemon ? 1 : 0)
                .putByte(pipedInput ? 1 : 0);
        putTexts(sink, lineage);
        sink.putString(mainClass);
        putTexts(sink, arguments);
        return sink.putSized(call).toBytes();
    }

    private static void putTexts(ByteSink sink, List<String> texts) {
        sink.putInt(texts.size());
        for (String text : texts) {
            sink.putString(text);
        }
    }

    /** From bytes. */
    public static TargetBody decode(byte[] body) throws IOException {
        ByteSource source = new ByteSource(body);
        return new TargetBody(
                source.takeText(),
                source.takeByte() != 0,
                source.takeByte() != 0,
                takeTexts(source),
                source.takeText(),
                takeTexts(source),
                source.takeSized());
    }

    private static List<String> takeTexts(ByteSource source) throws IOException {
        int count = source.takeLength(4);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(source.takeText());
        }
        return texts;
    }
}
