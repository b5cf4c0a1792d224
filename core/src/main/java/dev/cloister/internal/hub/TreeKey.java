package dev.cloister.internal.hub;

import dev.cloister.internal.member.HubAddress;
import dev.cloister.internal.os.SecretBytes;
import org.jspecify.annotations.Nullable;

/** The key of this tree of processes, drawn in its root when it is first needed. Goes to the others with the hub's address. */
public final class TreeKey {
    private static byte @Nullable [] own;

    private TreeKey() {}

    /** In the root of the tree. Not to be changed. */
    public static synchronized byte[] own() {
        byte[] known = own;
        if (known == null) {
            known = SecretBytes.next(HubAddress.KEY_BYTES);
            own = known;
        }
        return known;
    }
}
