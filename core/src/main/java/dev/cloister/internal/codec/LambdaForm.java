package dev.cloister.internal.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/** What a serializable lambda is written as; seen on its way into a stream, which needs no access to its class. */
public final class LambdaForm {
    private LambdaForm() {}

    /** The form; null if {@code lambda} is none, or cannot be written at all. */
    public static @Nullable SerializedLambda of(Object lambda) {
        try (Catcher catcher = new Catcher()) {
            try {
                catcher.writeObject(lambda);
            } catch (IOException e) {
                return catcher.form; // a captured value cannot be written; the form was there before
            }
            return catcher.form;
        } catch (IOException e) {
            return null;
        }
    }

    private static final class Catcher extends ObjectOutputStream {
        @Nullable
        SerializedLambda form;

        Catcher() throws IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }

        /** The form itself is not written: that would need a message digest for its array, and so all security providers. */
        @Override
        protected @Nullable Object replaceObject(Object object) {
            if (object instanceof SerializedLambda found && form == null) {
                form = found;
                return null;
            }
            return object;
        }
    }
}
