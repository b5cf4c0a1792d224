package dev.cloister.internal.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** What a serializable lambda is written as; asked for, or where its class is closed, seen on its way into a
 * stream. */
public final class LambdaForm {
    private LambdaForm() {}

    /** The form; null if {@code lambda} is none, or cannot be written at all. */
    public static @Nullable SerializedLambda of(Object lambda) {
        try {
            Method replace =
                    lambda.getClass().getDeclaredMethod("writeReplace"); // the compiler's, of every such lambda
            replace.setAccessible(true);
            return replace.invoke(lambda) instanceof SerializedLambda form ? form : null;
        } catch (ReflectiveOperationException | InaccessibleObjectException e) { // its module is not open to this one
            return caught(lambda);
        }
    }

    private static @Nullable SerializedLambda caught(Object lambda) {
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
